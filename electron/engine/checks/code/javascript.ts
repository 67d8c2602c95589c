import type { Check } from "../../../../shared/domain/check.ts";
import { defineKind, type Finding, replyContext } from "../check-kind.ts";
import { clipText } from "../message-text.ts";
import { describeValue, type ReadResult } from "../read-value.ts";
import type { ScriptFinding } from "../sandbox/sandbox-messages.ts";

interface Script {
  source: string;
  /** What a score has to reach; null: it has to be above 0. */
  threshold: number | null;
}

export const javascript = defineKind<Script>({
  type: "javascript",
  summary: "This JavaScript, given output and context, returns true, a score, or {pass, score, reason}.",
  takes: "text",
  example: "output.length < 400 && !output.includes('http')",
  threshold: { limits: "score at least", fallback: null },
  read: readScript,
  inspect: async ({ source }, sandbox) => {
    const result = await sandbox.script(source, null);
    return "problem" in result ? result.problem : null;
  },
  find: async ({ source, threshold }, reply, context) => {
    const input = { output: reply.text, context: replyContext(reply, context) };
    const result = await context.sandbox.script(source, input);
    return "problem" in result ? { problem: clipText(result.problem, 300) } : findingOf(result, threshold);
  },
});

function readScript(value: unknown, check: Check): ReadResult<Script> {
  if (typeof value !== "string" || value.trim() === "") return { needs: "a script" };
  if (/^\s*(?:file|package):/.test(value)) {
    return { problem: "scripts are not read from files or packages: put the script itself here" };
  }
  const { threshold = null } = check;
  if (threshold === null) return { value: { source: value, threshold: null } };
  if (typeof threshold === "number" && Number.isFinite(threshold)) return { value: { source: value, threshold } };
  return { problem: `“threshold” must be a number, but is ${describeValue(threshold)}` };
}

/** Source of how scores and thresholds decide: promptfoo's documentation of `javascript`. */
function findingOf({ given }: ScriptFinding, threshold: number | null): Finding {
  const { pass, score } = given;
  const enough = score === null || (threshold === null ? pass !== null || score > 0 : score >= threshold);
  const passed = pass !== false && enough;
  const fact = score === null ? `the script returned ${String(pass)}` : `the script's score is ${score}`;
  const actual = given.reason === null || given.reason.trim() === "" ? fact : clipText(given.reason, 300);
  const shown = score !== null && score >= 0 && score <= 1 ? { score } : {};
  if (score === null || pass === false) return { passed, actual, ...shown };
  const limit = threshold === null ? { plain: "a score above 0", negated: "a score of 0 or less" } : limits(threshold);
  return pass !== null && threshold === null
    ? { passed, actual, ...shown }
    : { passed, actual, ...shown, expected: limit };
}

function limits(threshold: number): { plain: string; negated: string } {
  return { plain: `a score of at least ${threshold}`, negated: `a score below ${threshold}` };
}
