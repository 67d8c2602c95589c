import { restate, type Restated } from "../replay/standing.ts";
import type { Store } from "../store/store.ts";

/** Reckons every sample anew that has one of these replies to one turn. The caller holds the transaction. */
export function restateReplies(store: Store, contentId: number, turn: number, textIds: Iterable<number>): Restated[] {
  const moved: Restated[] = [];
  for (const textId of new Set(textIds)) {
    for (const { runId, position, sample } of store.people.samplesWith({ contentId, turn, textId })) {
      const one = restate(store, runId, position, sample);
      if (one) moved.push(one);
    }
  }
  return moved;
}
