import type { ReplyAt } from "../../../shared/contract/people.ts";
import { Problem } from "../../../shared/problem.ts";
import type { ReplyPlace } from "../store/people.ts";
import type { Store } from "../store/store.ts";

/** What a verdict on a recorded reply is about, whatever run it was given in. */
export function placeOf(store: Store, { runId, conversationId, turn, sample }: ReplyAt): ReplyPlace {
  const conversation = store.runs.conversation(Number(runId), conversationId);
  const textId = conversation && store.outputs.textAt(Number(runId), conversation.position, sample, turn);
  if (!conversation || textId === null) {
    throw new Problem("not-found", "There is no recorded reply at this place any more. Nothing was changed.", {
      runId,
      conversationId,
    });
  }
  return { contentId: conversation.contentId, turn, textId };
}
