import type { Check } from "../../../shared/domain/check.ts";
import type { ConversationSet } from "../../../shared/domain/conversation.ts";
import { userTurns } from "../../../shared/rules/turns.ts";
import { isGraded } from "../checks/graded/index.ts";
import { inBreaths } from "../replay/plan-replay.ts";
import type { StoredConversation } from "../store/conversations.ts";
import type { Store } from "../store/store.ts";
import { chosenJudge } from "./choice.ts";

/**
 * How many checks the chosen judge would decide in `replies` replies, shared out as in one sample of each conversation;
 * some ask it more than once, and what it was asked before is not asked again. Null where no judge is chosen or asked.
 */
export async function countQuestions(
  store: Store,
  set: ConversationSet,
  conversations: readonly Pick<StoredConversation, "content">[],
  replies: number,
): Promise<number | null> {
  if (chosenJudge(store) === null) return null;
  const rubrics = store.rubrics.ofSet(Number(set.id)).length;
  let live = 0;
  let questions = 0;
  await inBreaths(conversations, ({ content }) => {
    const everywhere = rubrics + gradedIn(content.checks);
    for (const { fixed, checks } of userTurns(content.turns)) {
      if (fixed !== null) continue;
      live += 1;
      questions += everywhere + gradedIn(checks);
    }
  });
  return questions === 0 ? null : Math.round((questions / live) * replies);
}

function gradedIn(checks: readonly Check[]): number {
  return checks.filter(({ type }) => isGraded(type)).length;
}
