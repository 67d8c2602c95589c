import type { Run } from "../../../shared/domain/run.ts";
import { messageOf } from "../../../shared/message-of.ts";
import type { Events } from "../events.ts";
import type { ReplyFacts } from "../store/reply-facts.ts";
import type { Store } from "../store/store.ts";
import { readFactSettings } from "./fact-settings.ts";
import { rulesId } from "./fact-options.ts";
import { scanRun } from "./scan-run.ts";

/** Keeps what is known of runs' facts up to date with the rules and the project's settings. */
export function createFactScans({ store, events, log }: { store: Store; events: Events; log: (line: string) => void }) {
  const stop = new AbortController();
  const waiting = new Set<number>();
  /** Runs that could not be scanned, with the rules: tried again only with others. */
  const failed = new Map<number, number>();
  /** What was found in a file that cannot be written. */
  const unwritten = new Map<number, { rules: number; facts: ReplyFacts[] }>();
  let working: Promise<void> | null = null;

  const scan = async (runId: number): Promise<void> => {
    const settings = readFactSettings(store);
    const rules = rulesId(settings);
    const facts = await scanRun(store, runId, settings, stop.signal);
    // Whatever was changed meanwhile asks for another scan of its own.
    if (facts === null || stop.signal.aborted || rules !== rulesId(readFactSettings(store))) return;
    if (store.readOnly) unwritten.set(runId, { rules, facts });
    else {
      store.write(() => {
        store.replyFacts.clear(runId);
        for (const { facts: of, ...place } of facts) store.replyFacts.insert({ runId, ...place }, of);
        store.replyFacts.setRules(runId, rules);
      });
    }
  };

  const work = async (): Promise<void> => {
    for (const runId of waiting) {
      try {
        await scan(runId);
      } catch (error) {
        failed.set(runId, rulesId(readFactSettings(store)));
        log(`run ${runId}: its facts could not be read: ${messageOf(error)}`);
      }
      waiting.delete(runId);
      if (stop.signal.aborted) return;
    }
    events.changed("runs");
  };

  const rulesOf = (runId: number): number | null => unwritten.get(runId)?.rules ?? store.replyFacts.rules(runId);

  return {
    rulesOf: (run: Run): number | null => rulesOf(Number(run.id)),
    /** Has a run scanned in the background if other rules or none were used on it; "runs" is announced after it. */
    refresh(run: Run): void {
      const runId = Number(run.id);
      if (stop.signal.aborted || run.progress.status === "running" || waiting.has(runId)) return;
      const rules = rulesId(readFactSettings(store));
      if (rulesOf(runId) === rules || failed.get(runId) === rules) return;
      waiting.add(runId);
      working ??= work().finally(() => {
        working = null;
      });
    },
    ofRun: (run: Run): ReplyFacts[] => unwritten.get(Number(run.id))?.facts ?? store.replyFacts.ofRun(Number(run.id)),
    ofConversation(runId: number, position: number): ReplyFacts[] {
      const facts = unwritten.get(runId)?.facts;
      return facts?.filter((one) => one.position === position) ?? store.replyFacts.ofConversation(runId, position);
    },
    /** Resolves when nothing is left to scan. */
    settled: async (): Promise<void> => void (await working),
    async close(): Promise<void> {
      stop.abort();
      await working;
    },
  };
}
export type FactScans = ReturnType<typeof createFactScans>;
