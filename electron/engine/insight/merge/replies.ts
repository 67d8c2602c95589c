import type { MergeReplies, MergeReply } from "../../../../shared/domain/merge.ts";
import type { ModelSettings } from "../../../../shared/domain/model.ts";
import { userTurns } from "../../../../shared/rules/turns.ts";
import { requireConversation } from "../../conversations/conversations.ts";
import type { Store } from "../../store/store.ts";
import type { TrialSession } from "../trials/trial.ts";
import type { Behaviour } from "./behave.ts";
import type { PreparedCheck } from "./prepare-check.ts";
import { mergeSides, type MergeSide } from "./taken.ts";

interface RepliesTerms {
  store: Store;
  setId: string;
  sides: PreparedCheck["sides"];
  session: TrialSession;
}

type BySide = Record<MergeSide, MergeReply | null>;

/** What each side said in the sample of it that is shown, by turns. Throws a Problem where the conversation is gone. */
export function repliesOf(
  { store, setId, sides, session }: RepliesTerms,
  id: string,
  shown: Behaviour["shown"],
): MergeReplies {
  const judged = new Map(
    mergeSides.map((side) => {
      const [sample, asked] = [shown[side], sides[side]];
      return [side, sample === null || asked === null ? [] : judgedBy(session, id, sample, asked)];
    }),
  );
  const replyOf = (side: MergeSide, turn: number): MergeReply | null => {
    const one = judged.get(side)?.find((reply) => reply.turn === turn);
    if (!one) return null;
    const checks = session.checksAt(id, turn);
    const verdicts = one.verdicts.flatMap(({ status, counts }, at) => {
      const check = checks[at];
      return check ? [{ check, status, counts }] : [];
    });
    const passed = verdicts.every(({ status, counts }) => status === "pass" || !counts);
    return { text: store.texts.get(one.textId), passed, verdicts };
  };
  return {
    turns: userTurns(requireConversation(store, setId, id).turns).map(({ index, content, fixed }) => {
      const bySide: BySide = {
        base: replyOf("base", index),
        ours: replyOf("ours", index),
        theirs: replyOf("theirs", index),
        merged: replyOf("merged", index),
      };
      return { index, user: content, fixed, ...bySide };
    }),
  };
}

function judgedBy(session: TrialSession, id: string, sample: number, asked: { text: string; settings: ModelSettings }) {
  return session.judgedOf(asked.text, id, sample, asked.settings) ?? [];
}
