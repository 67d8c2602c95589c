import { setImmediate as breathe } from "node:timers/promises";
import { userTurns, type AskedTurn } from "../../../shared/rules/turns.ts";
import type { ReplyFacts } from "../store/reply-facts.ts";
import type { Store } from "../store/store.ts";
import type { FactOptions } from "./fact-options.ts";
import { createSourceReader } from "./sources.ts";
import { scanReply } from "./unsupported-facts.ts";

/** So long a slice may take before others get their turn, in milliseconds. */
const SLICE_MS = 8;

/** Scans every recorded reply of a run, in slices. Resolves with null when `signal` ended it. */
export async function scanRun(
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
  let asked: { contentId: number | null; turns: AskedTurn[] } = { contentId: null, turns: [] };
  let sliceFrom = performance.now();
  for (const { position, sample, turn, text_id } of store.outputs.recorded(runId)) {
    const contentId = contents.get(position);
    if (contentId === undefined) continue;
    if (asked.contentId !== contentId) {
      asked = { contentId, turns: userTurns(store.conversations.contentOf(contentId).turns) };
    }
    const { turns } = asked;
    const facts = scanReply(store.texts.get(text_id), options, () => reader.before(system, turns, turn));
    if (facts.length > 0) found.push({ position, sample, turn, facts });
    if (performance.now() - sliceFrom < SLICE_MS) continue;
    await breathe();
    if (signal.aborted) return null;
    sliceFrom = performance.now();
  }
  return found;
}
