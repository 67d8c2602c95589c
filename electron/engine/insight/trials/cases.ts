import type { Check } from "../../../../shared/domain/check.ts";
import type { Conversation, ConversationSet } from "../../../../shared/domain/conversation.ts";
import { userTurns, type AskedTurn } from "../../../../shared/rules/turns.ts";
import { requireConversation } from "../../conversations/conversations.ts";
import { canonicalContent } from "../../exchange/content-hash.ts";
import { withRubrics } from "../../judges/set-rubrics.ts";
import type { Store } from "../../store/store.ts";

/** A conversation as trials replay it: with the checks of the set's rubrics. */
export interface TrialCase {
  id: string;
  contentId: number;
  contentSha256: string;
  asked: readonly AskedTurn[];
  /** Checks on every reply. */
  checks: readonly Check[];
}

/** Reads a conversation once and keeps it. The reader throws Problem("not-found") where it is not in the set. */
export function createCaseReader(
  store: Store,
  set: ConversationSet,
  extra: readonly Conversation[] = [],
): (conversationId: string) => TrialCase {
  const known = new Map<string, TrialCase>();
  const beside = new Map(extra.map((one) => [one.id, one]));
  return (conversationId) => {
    const kept = known.get(conversationId);
    if (kept) return kept;
    const { turns, checks, ...rest } = beside.get(conversationId) ?? requireConversation(store, set.id, conversationId);
    const own = { turns, checks };
    const read = store.write(() => {
      const { id, sha256 } = store.texts.putHashed(canonicalContent(own));
      const stored = { ...rest, contentId: id, contentSha256: sha256, content: own, turns: 0, checks: checks.length };
      const { all } = withRubrics(store, set, { all: [stored], taken: [] });
      return all[0] ?? stored;
    });
    const one: TrialCase = {
      id: conversationId,
      contentId: read.contentId,
      contentSha256: read.contentSha256,
      asked: userTurns(turns),
      checks: read.content.checks,
    };
    known.set(conversationId, one);
    return one;
  };
}
