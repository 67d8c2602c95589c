import type { Check, Verdict } from "../domain/check.ts";
import type { ExpectedMatch, PersonSays, PersonVerdict } from "../domain/people.ts";

export type Standing = "passed" | "failed" | "unevaluated";
export type JudgedCheck = Pick<Verdict, "check" | "status" | "counts">;

const negation = "not-";

/** Checks that a model judges or measures. */
const graded: ReadonlySet<string> = new Set([
  "llm-rubric",
  "g-eval",
  "factuality",
  "answer-relevance",
  "conversation-relevance",
  "similar",
  "similar:cosine",
  "similar:dot",
  "similar:euclidean",
  "moderation",
  "classifier",
]);

/** Whether a person's verdict outranks a check's: what it says is a model's opinion. A set is one if all in it are. */
export function isOutranked(check: Check): boolean {
  const type = plainType(check.type);
  if (type !== "assert-set") return graded.has(type);
  const members = check["assert"] ?? check.value;
  return Array.isArray(members) && members.length > 0 && members.every(isGradedMember);
}

function isGradedMember(member: unknown): boolean {
  if (typeof member !== "object" || member === null || !("type" in member)) return false;
  return typeof member.type === "string" && graded.has(plainType(member.type));
}

function plainType(type: string): string {
  return type.startsWith(negation) ? type.slice(negation.length) : type;
}

/**
 * How a reply stands: failed if a person says bad or a check fails, else not evaluated if a check could not be, else
 * passed. `good` sets aside what models say, never a fact; checks of weight 0 have no say.
 */
export function statusOf(verdicts: readonly JudgedCheck[], person: PersonSays | null): Standing {
  if (person === "bad") return "failed";
  const heard = verdicts.filter(({ check, counts }) => counts !== false && !(person === "good" && isOutranked(check)));
  if (heard.some(({ status }) => status === "fail")) return "failed";
  return heard.some(({ status }) => status === "error") ? "unevaluated" : "passed";
}

/** A sample fails with any of its replies, and passes only with all of them. */
export function worstOf(replies: readonly Standing[]): Standing {
  if (replies.includes("failed")) return "failed";
  return replies.includes("unevaluated") ? "unevaluated" : "passed";
}

/** An approved reply stands for a good one unless somebody says otherwise of the reply itself. */
export function saysOf(said: { person?: PersonVerdict | null; expected?: ExpectedMatch | null }): PersonSays | null {
  return said.person?.verdict ?? (said.expected ? "good" : null);
}
