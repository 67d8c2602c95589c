import type { ReplyAt } from "../../../shared/contract/people.ts";
import type { ConversationComparison, Reply } from "../../../shared/domain/comparison.ts";

export type Said = Pick<Reply, "person">;

/** The evidence with what was just said of a reply, on either side that has the same words at this turn. */
export function withSaid(
  shown: ConversationComparison | undefined,
  { conversationId, turn }: Pick<ReplyAt, "conversationId" | "turn">,
  text: string,
  said: Said,
): ConversationComparison | undefined {
  if (shown?.row.id !== conversationId) return shown;
  const tell = (reply: Reply | null): Reply | null => (reply?.text === text ? { ...reply, ...said } : reply);
  return {
    ...shown,
    turns: shown.turns.map((one) =>
      one.index === turn ? { ...one, baseline: tell(one.baseline), candidate: tell(one.candidate) } : one,
    ),
  };
}
