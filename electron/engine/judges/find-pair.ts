import { userTurns } from "../../../shared/rules/turns.ts";
import { messagesFor } from "../replay/history.ts";
import type { Store } from "../store/store.ts";
import type { ReplyPair } from "./pair-question.ts";

export interface FoundPair extends ReplyPair {
  sample: number;
  turn: number;
}

/** Samples that are looked through for a difference; beyond these one would have shown. */
const MOST_SAMPLES = 100;

/**
 * The first reply of a conversation that two runs do not share, in the first sample that has one: up to there both saw
 * the same history. Null where there is none.
 */
export function findPair(store: Store, baseline: number, candidate: number, conversationId: string): FoundPair | null {
  const before = store.runs.conversation(baseline, conversationId);
  const after = store.runs.conversation(candidate, conversationId);
  if (!before || !after || before.contentId !== after.contentId) return null;
  const asked = userTurns(store.conversations.contentOf(after.contentId).turns);
  for (let sample = 0; sample < MOST_SAMPLES; sample += 1) {
    const was = new Map(store.outputs.ofSample(baseline, before.position, sample).map((one) => [one.turn, one.text]));
    const is = new Map(store.outputs.ofSample(candidate, after.position, sample).map((one) => [one.turn, one.text]));
    if (was.size === 0 || is.size === 0) return null;
    for (const { index, fixed } of asked) {
      if (fixed !== null) continue;
      const [a, b] = [was.get(index), is.get(index)];
      if (a === undefined || b === undefined) break;
      if (a === b) continue;
      const replies = asked.map((one) => was.get(one.index) ?? null);
      return { sample, turn: index, asked: messagesFor(asked, index, replies), baseline: a, candidate: b };
    }
  }
  return null;
}
