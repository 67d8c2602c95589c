import type { Run } from "../../../shared/domain/run.ts";
import { errorMessageOf } from "../../../shared/errors.ts";
import type { EventBus } from "../events.ts";
import type { ReplyFacts } from "../store/reply-details.ts";
import type { Store } from "../store/store.ts";
import { readFactSettings } from "./fact-settings.ts";
import { factRulesId, type FactOptions } from "./fact-finder.ts";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import { userTurns, type IndexedUserTurn } from "../../../shared/domain/conversation.ts";
import { createSourceReader } from "./fact-sources.ts";
import { findUnsupportedFacts } from "./unsupported-facts.ts";

/** Keeps what is known of runs' facts up to date with the rules and the project's settings. */
export function createFactScans({
  store,
  events,
  log,
}: {
  store: Store;
  events: EventBus;
  log: (line: string) => void;
}) {
  const stop = new AbortController();
  const waiting = new Set<number>();
  /** Runs that could not be scanned, with the rules: tried again only with others. */
  const failed = new Map<number, number>();
  /** What was found in a file that cannot be written. */
  const unwritten = new Map<number, { rules: number; facts: ReplyFacts[] }>();
  let working: Promise<void> | null = null;

  const scan = async (runId: number): Promise<void> => {
    const settings = readFactSettings(store);
    const rules = factRulesId(settings);
    const facts = await scanRun(store, runId, settings, stop.signal);
    // Whatever was changed meanwhile asks for another scan of its own.
    if (facts === null || stop.signal.aborted || rules !== factRulesId(readFactSettings(store))) return;
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
        failed.set(runId, factRulesId(readFactSettings(store)));
        log(`run ${runId}: its facts could not be read: ${errorMessageOf(error)}`);
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
      const rules = factRulesId(readFactSettings(store));
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

/** How long a slice may take before it yields to the event loop, in milliseconds. */
const MAX_BUSY_MS = 8;

/** Scans every recorded reply of a run, in slices. Resolves with null when `signal` ended it. */
async function scanRun(
  store: Store,
  runId: number,
  options: FactOptions,
  signal: AbortSignal,
): Promise<ReplyFacts[] | null> {
  const stored = store.runs.get(runId);
  if (!stored) return null;
  const system = store.texts.get(stored.textId);
  const contents = new Map(store.runs.conversations(runId).map((one) => [one.position, one.contentId]));
  const reader = createSourceReader(options);
  const found: ReplyFacts[] = [];
  let asked: { contentId: number | null; turns: IndexedUserTurn[] } = { contentId: null, turns: [] };
  let sliceFrom = performance.now();
  for (const { position, sample, turn, text_id } of store.outputs.recorded(runId)) {
    const contentId = contents.get(position);
    if (contentId === undefined) continue;
    if (asked.contentId !== contentId) {
      asked = { contentId, turns: userTurns(store.conversations.contentOf(contentId).turns) };
    }
    const { turns } = asked;
    const facts = findUnsupportedFacts(store.texts.get(text_id), options, () => reader.before(system, turns, turn));
    if (facts.length > 0) found.push({ position, sample, turn, facts });
    if (performance.now() - sliceFrom < MAX_BUSY_MS) continue;
    await yieldToEventLoop();
    if (signal.aborted) return null;
    sliceFrom = performance.now();
  }
  return found;
}
