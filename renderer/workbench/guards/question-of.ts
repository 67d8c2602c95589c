import type { ConversationComparison, TurnComparison } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import type { Judged } from "../people/judge.ts";
import { replyAt } from "../people/selected-reply.ts";
import { sideName, type Sides } from "../run-choice.ts";
import type { GuardQuestion } from "./guard-store.ts";

/** What the evidence shows: the conversation, and which versions and run it is of. */
export interface Shown {
  evidence: ConversationComparison;
  sides: Sides;
  candidateRun: Run;
}

/** What to ask of a reply that is on screen, with the other side's reply to the same turn where it has one. */
export function questionOf(judged: Judged, { evidence, sides, candidateRun }: Shown): GuardQuestion | null {
  const { row, runs, sample, turns } = evidence;
  const turn = turns.find(({ index }) => index === judged.at.turn);
  const own = turn && sideOf(judged, evidence);
  if (!turn || !own) return null;
  const otherSide = own === "candidate" ? "baseline" : "candidate";
  const version = sides[own];
  const otherVersion = sides[otherSide];
  if (version === null) return null;
  const other = replyAt(turn, otherSide, { conversationId: row.id, sample, runs });
  return {
    pair: { reply: judged.at, other: otherVersion === null ? null : (other?.at ?? null) },
    promptId: candidateRun.promptId,
    model: candidateRun.model,
    side: { name: sideName(version), version },
    other: otherVersion === null ? null : { name: sideName(otherVersion), version: otherVersion },
  };
}

function sideOf(
  { at }: Judged,
  { runs }: ConversationComparison,
): keyof Pick<TurnComparison, "baseline" | "candidate"> | null {
  if (at.runId === runs.candidate) return "candidate";
  return at.runId === runs.baseline ? "baseline" : null;
}
