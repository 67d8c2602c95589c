import { z } from "zod";
import type { Preference } from "../../../shared/domain/judge.ts";
import { judgePrompt, transcript } from "../checks/graded/judge-prompt.ts";
import type { Question } from "../checks/graded/grader.ts";
import type { ChatMessage } from "../models/port.ts";

const answer = z.object({ reason: z.string().trim().min(1), winner: z.enum(["A", "B", "tie"]) });
export type PairAnswer = z.infer<typeof answer>;

/** Two replies to the same turn; `asked` ends with it. */
export interface ReplyPair {
  asked: readonly ChatMessage[];
  baseline: string;
  candidate: string;
}

/** Asks which of two replies is better, the first one as A. */
export function pairQuestion(asked: readonly ChatMessage[], first: string, second: string): Question<PairAnswer> {
  return {
    ...judgePrompt({
      task: `Two versions of a chatbot replied to the same last user turn. Judge which reply serves that user better: correct, to the point, safe, and in keeping with the conversation. Neither the order nor the length of the replies speaks for one. Say "tie" if neither is better. In your reason call them REPLY_A and REPLY_B.`,
      form: `{"reason": why, "winner": "A" if reply-A is better, "B" if reply-B is better, else "tie"}`,
      parts: [...transcript(asked), { name: "reply-A", text: first }, { name: "reply-B", text: second }],
    }),
    answer,
  };
}

/** What both orders say together: a winner only where they name the same one, so that the place decides nothing. */
export function preferenceOf(
  forward: PairAnswer,
  backward: PairAnswer,
): Pick<Preference, "winner" | "agreed" | "reason"> {
  const first = sideOf(forward.winner, "baseline", "candidate");
  const second = sideOf(backward.winner, "candidate", "baseline");
  if (first === second) return { winner: first, agreed: true, reason: named(forward.reason, "baseline", "candidate") };
  const said = [named(forward.reason, "baseline", "candidate"), named(backward.reason, "candidate", "baseline")];
  return { winner: "tie", agreed: false, reason: said.join(" / ") };
}

type Side = "baseline" | "candidate";

function sideOf(winner: PairAnswer["winner"], a: Side, b: Side): Side | "tie" {
  return winner === "tie" ? "tie" : winner === "A" ? a : b;
}

function named(reason: string, a: Side, b: Side): string {
  return reason.replaceAll(/\breply[_ -]A\b/gi, `{${a}}`).replaceAll(/\breply[_ -]B\b/gi, `{${b}}`);
}
