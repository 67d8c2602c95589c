import type { Store } from "../store/store.ts";
import type { Side } from "./align.ts";

/** Whether a person has settled a reply of a run: said good or bad of it, or approved what it matches. */
export type Settled = (position: number, turn: number, textId: number) => boolean;

/** Reads in one go what is settled in a run. */
export function readSettled(store: Store, runId: number): Settled {
  const keys = new Set(
    store.people.settledIn(runId).map(({ position, turn, textId }) => `${position}/${turn}/${textId}`),
  );
  return (position, turn, textId) => keys.size > 0 && keys.has(`${position}/${turn}/${textId}`);
}

/** Whether the candidate has a reply that the baseline has nowhere at its turn, and that nobody has settled yet. */
export function needsReview(baseline: Side, candidate: Side, settled: Settled): boolean {
  return candidate.results.some(({ replyTexts }) =>
    replyTexts.some(
      (textId, turn) =>
        textId !== null &&
        baseline.results.every((result) => result.replyTexts[turn] !== textId) &&
        !settled(candidate.conversation.position, turn, textId),
    ),
  );
}
