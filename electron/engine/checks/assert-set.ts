import { checkSchema, type Check, type Verdict } from "../../../shared/domain/check.ts";
import type { JudgedBy } from "../../../shared/domain/judge.ts";
import { weightOf, readScoreThreshold, formatScore, type ReadResult } from "./read-value.ts";
import { defineKind, type CheckContext, type CheckKind, type Finding, type ReplyUnderCheck } from "./check-kind.ts";
import { clipText, quote } from "./message-text.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";

interface CheckSetValue {
  checks: Check[];
  /** Null: all checks that have a weight must pass. */
  threshold: number | null;
}

/** How a set has its checks evaluated and looked at, which is how they are outside of one. */
interface Evaluator {
  evaluate(check: Check, reply: ReplyUnderCheck, context: CheckContext): Promise<Verdict>;
  problemOf(check: Check): string | null;
  inspect(check: Check, sandbox: Sandbox): Promise<string | null>;
}

/**
 * Several checks as one. Score: the mean of their scores by weight, where a plain pass is 1 and a fail 0.
 * Source: promptfoo's documentation, "assert-set".
 */
export function assertSet({ evaluate, problemOf, inspect }: Evaluator): CheckKind {
  return defineKind<CheckSetValue>({
    type: "assert-set",
    summary: "All these checks pass or, with a threshold, their mean score by weight reaches it.",
    takes: "checks",
    example: [
      { type: "icontains", value: "refund" },
      { type: "word-count", value: { max: 120 } },
    ],
    threshold: { limits: "mean score at least", fallback: null },
    alsoUnder: "assert",
    read(value, check): ReadResult<CheckSetValue> {
      if (!Array.isArray(value)) return { needs: "a list of checks under “assert”" };
      const checks: Check[] = [];
      for (const [at, item] of value.entries()) {
        const read = checkSchema.safeParse(item);
        if (!read.success) return { problem: `check ${at + 1} of the set is not a check: it needs a “type”` };
        const problem = isSet(read.data) ? "a set cannot hold another set" : problemOf(read.data);
        if (problem !== null) return { problem: `check ${at + 1} of the set: ${problem}` };
        checks.push(read.data);
      }
      if (checks.length === 0) return { needs: "at least one check" };
      if ((check["threshold"] ?? null) === null) return { value: { checks, threshold: null } };
      const threshold = readScoreThreshold(check, 1);
      if (!("value" in threshold)) return threshold;
      if (checks.every((one) => weightOf(one) === 0)) {
        return { problem: "all checks of the set have weight 0, so there is no score to hold against its threshold" };
      }
      return { value: { checks, threshold: threshold.value } };
    },
    inspect: async ({ checks }, sandbox) => {
      const problems = await Promise.all(checks.map((check) => inspect(check, sandbox)));
      const at = problems.findIndex((problem) => problem !== null);
      return at < 0 ? null : `check ${at + 1} of the set: ${problems[at]}`;
    },
    find: async (set, reply, context) => {
      const verdicts = await Promise.all(set.checks.map((check) => evaluate(check, reply, context)));
      const finding = setFindingOf(
        set,
        verdicts.filter((verdict) => weightOf(verdict.check) > 0),
      );
      const judge = judgesOf(verdicts);
      return judge === null ? finding : { ...finding, judge };
    },
  });
}

function setFindingOf({ threshold }: CheckSetValue, verdicts: readonly Verdict[]): Finding {
  const broken = verdicts.find((verdict) => verdict.status === "error");
  if (broken) return { problem: `its check ${quote(broken.check.type, 36)}: ${broken.reason}` };
  const failed = verdicts.filter((verdict) => verdict.status === "fail");
  const passed = verdicts.length - failed.length;
  const [first] = failed;
  const why = first === undefined ? "" : `; ${clipText(first.check.type, 36)}: ${clipText(first.reason, 160)}`;
  const counted = `${passed} of ${verdicts.length} checks of the set pass`;
  const weights = verdicts.reduce((sum, { check }) => sum + weightOf(check), 0);
  const score = verdicts.reduce((sum, verdict) => sum + scoreOf(verdict) * (weightOf(verdict.check) / weights), 0);
  if (threshold === null)
    return { passed: failed.length === 0, score: weights === 0 ? 1 : score, actual: counted + why };
  return {
    passed: score >= threshold,
    score,
    actual: `score ${formatScore(score, threshold)}, ${counted}${why}`,
    expected: { plain: `a score of at least ${threshold}`, negated: `a score below ${threshold}` },
  };
}

function judgesOf(verdicts: readonly Verdict[]): JudgedBy | null {
  const all = verdicts.flatMap(({ judge }) => judge ?? []);
  const models = [...new Set(all.map(({ model }) => model))];
  return all.length === 0 ? null : { model: models.join(", "), calls: all.flatMap(({ calls }) => calls) };
}

function scoreOf({ score, status }: Verdict): number {
  return score ?? (status === "pass" ? 1 : 0);
}

function isSet({ type }: Check): boolean {
  return type.replace(/^not-/, "") === "assert-set";
}
