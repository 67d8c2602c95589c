import type { Reply } from "../../../shared/domain/comparison.ts";
import { saysOf, statusOf } from "../../../shared/rules/standing.ts";

/** When something was said: the time of today, else the day. */
export function whenInWords(at: string, now: Date = new Date()): string {
  const then = new Date(at);
  const today = then.toDateString() === now.toDateString();
  return today
    ? then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })
    : then.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** Why a reply stands other than what a person says of it would make one think; null where it does not. */
export function standsAllTheSame(reply: Reply): string | null {
  if (saysOf(reply) !== "good") return null;
  const status = statusOf(reply.verdicts, "good");
  if (status === "failed") return "still fails: a good verdict outranks judges, not a check that fails";
  return status === "unevaluated" ? "still not evaluated: a check could not be" : null;
}
