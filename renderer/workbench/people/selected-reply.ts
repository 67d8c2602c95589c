import type { ConversationComparison, TurnComparison } from "../../../shared/domain/comparison.ts";
import type { Judged } from "./judge.ts";

interface Where {
  conversationId: string;
  sample: number;
  /** The runs that hold the replies of the sample. */
  runs: ConversationComparison["runs"];
}

/** The reply that the keys are about: the candidate's at the current turn, else the first that is not fixed. */
export function selectedReply(turns: readonly TurnComparison[], current: number | null, where: Where): Judged | null {
  const turn =
    turns.find(({ index }) => index === current) ?? turns.find((one) => one.candidate ?? one.baseline ?? null);
  return turn ? (replyAt(turn, "candidate", where) ?? replyAt(turn, "baseline", where)) : null;
}

export function replyAt(turn: TurnComparison, side: "baseline" | "candidate", where: Where): Judged | null {
  const { conversationId, sample, runs } = where;
  const reply = turn[side];
  const runId = runs[side];
  return reply && runId !== null ? { at: { runId, conversationId, turn: turn.index, sample }, reply } : null;
}
