import type { Check, Verdict } from "../domain/check.ts";
import type { ApprovedReplyMatch, HumanVerdict, ReplyAnnotation } from "../domain/annotation.ts";

type ReplyPassStatus = "passed" | "failed" | "unevaluated";
export type CountedVerdict = Pick<Verdict, "check" | "status" | "counts">;

const negationPrefix = "not-";

/** The check types that a model judges or measures, without `not-`; engine/checks/graded has one implementation for each. */
export const modelGradedTypes = [
  "llm-rubric",
  "g-eval",
  "factuality",
  "answer-relevance",
  "conversation-relevance",
  "moderation",
  "classifier",
  "similar",
  "similar:cosine",
  "similar:dot",
  "similar:euclidean",
] as const;
export type ModelGradedType = (typeof modelGradedTypes)[number];

const modelGraded: ReadonlySet<string> = new Set(modelGradedTypes);

/** Whether a model decides checks of this type, with `not-` or without. */
export function isModelGraded(type: string): boolean {
  return modelGraded.has(withoutNegation(type));
}

/** Whether a person's verdict outranks a check's: what it says is a model's opinion. A set is one if all in it are. */
export function isOverriddenByHuman(check: Check): boolean {
  if (withoutNegation(check.type) !== "assert-set") return isModelGraded(check.type);
  const members = check["assert"] ?? check.value;
  return Array.isArray(members) && members.length > 0 && members.every(isModelGradedMember);
}

function isModelGradedMember(member: unknown): boolean {
  if (typeof member !== "object" || member === null || !("type" in member)) return false;
  return typeof member.type === "string" && isModelGraded(member.type);
}

function withoutNegation(type: string): string {
  return type.startsWith(negationPrefix) ? type.slice(negationPrefix.length) : type;
}

/**
 * The status of a reply: failed if a person says bad or a check fails, else not evaluated if a check could not be, else
 * passed. `good` sets aside what models say, never a fact; checks of weight 0 do not count.
 */
export function replyStatusOf(verdicts: readonly CountedVerdict[], person: HumanVerdict | null): ReplyPassStatus {
  if (person === "bad") return "failed";
  const heard = verdicts.filter(
    ({ check, counts }) => counts !== false && !(person === "good" && isOverriddenByHuman(check)),
  );
  if (heard.some(({ status }) => status === "fail")) return "failed";
  return heard.some(({ status }) => status === "error") ? "unevaluated" : "passed";
}

/** A sample fails with any of its replies, and passes only with all of them. */
export function combineReplyStatuses(replies: readonly ReplyPassStatus[]): ReplyPassStatus {
  if (replies.includes("failed")) return "failed";
  return replies.includes("unevaluated") ? "unevaluated" : "passed";
}

/** An approved reply stands for a good one unless somebody says otherwise of the reply itself. */
export function humanVerdictOf(said: {
  person?: ReplyAnnotation | null;
  expected?: ApprovedReplyMatch | null;
}): HumanVerdict | null {
  return said.person?.verdict ?? (said.expected ? "good" : null);
}

/** Whether a verdict keeps its reply from passing: it does not pass, and its check has a weight. */
export function verdictPreventsPassing({ status, counts }: Pick<Verdict, "status" | "counts">): boolean {
  return status !== "pass" && counts !== false;
}
