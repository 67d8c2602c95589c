import type { Check, CheckType, Verdict } from "../../../shared/domain/check.ts";
import { errorMessageOf } from "../../../shared/errors.ts";
import { assertSet } from "./assert-set.ts";
import type { CheckContext, CheckKind, Finding, PreparedCheck, ReplyUnderCheck } from "./check-kind.ts";
import { checkKinds } from "./check-table.ts";
import { optionsProblem, weightOf } from "./read-value.ts";
import { GradingStopped } from "./graded/grader.ts";
import { nearestSpelling, clipText, quote } from "./message-text.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";

export type { CheckContext, ReplyUnderCheck };

const negation = "not-";
/** So many are named where nothing near a wrong one is known. */
const MAX_SUGGESTED_TYPES = 12;
// The set stands apart: it needs all the others.
/** Every check there is, sets of checks included. */
export const evaluatedKinds: readonly CheckKind[] = [
  ...checkKinds,
  assertSet({ evaluate, problemOf: validateCheck, inspect: inspectCheck }),
];
const kinds = new Map(evaluatedKinds.map((kind) => [kind.type.type, kind]));
const allTypes = [...kinds.keys(), ...[...kinds.keys()].map((type) => negation + type)];

/**
 * The verdicts in the order of the checks. A check that cannot be evaluated has status `error` and its reason, with
 * `not-` or without. Rejects only where a judge was kept from judging, by a stop, a budget or a full disk.
 */
export async function evaluateChecks(
  checks: readonly Check[],
  reply: ReplyUnderCheck,
  context: CheckContext,
): Promise<Verdict[]> {
  const verdicts = checks.map((check) => evaluate(check, reply, context));
  try {
    return await Promise.all(verdicts);
  } catch (error) {
    // What other judges still answer is kept before anybody takes the run for stopped.
    await Promise.allSettled(verdicts);
    throw error instanceof GradingStopped ? error.cause : error;
  }
}

/** What is wrong with a check, in words for a person; null where it can be evaluated. */
export function validateCheck(check: Check): string | null {
  const prepared = prepare(check);
  return "problem" in prepared ? prepared.problem : null;
}

/** As `validateCheck`, and what only the sandbox can tell: a mistake in a script or a schema, with its place. */
export async function inspectCheck(check: Check, sandbox: Sandbox): Promise<string | null> {
  const prepared = prepare(check);
  return "problem" in prepared ? prepared.problem : ((await prepared.inspect?.(sandbox)) ?? null);
}

/** The types as the editor offers them; each also exists with `not-` before it. */
export function checkTypes(): CheckType[] {
  return evaluatedKinds.map((kind) => ({ ...kind.type }));
}

async function evaluate(check: Check, reply: ReplyUnderCheck, context: CheckContext): Promise<Verdict> {
  try {
    const prepared = prepare(check);
    const finding = "problem" in prepared ? prepared : await prepared.find(reply, context);
    return verdictOf(check, finding);
  } catch (error) {
    if (error instanceof GradingStopped) throw error;
    const message = errorMessageOf(error);
    return { check, status: "error", reason: `could not be evaluated: ${clipText(message)}` };
  }
}

function verdictOf(check: Check, finding: Finding): Verdict {
  const said = "problem" in finding ? { status: "error" as const, reason: finding.problem } : judge(check, finding);
  const judged = finding.judge === undefined ? said : { ...said, judge: finding.judge };
  // Only a weight that can be read is one: what is wrong with a check is never measured away.
  if (weightOf(check) !== 0) return { check, ...judged };
  return { check, ...judged, reason: `measured only: ${judged.reason}`, counts: false };
}

/** With `not-`, the score says how far it does not hold, as in promptfoo. */
function judge(check: Check, { passed, actual, score, expected }: Extract<Finding, { actual: string }>) {
  const negated = isNegated(check.type);
  const scored = score === undefined ? {} : { score: negated ? 1 - score : score };
  if (passed !== negated) return { status: "pass" as const, reason: actual, ...scored };
  const such = negated ? expected?.negated : expected?.plain;
  return { status: "fail" as const, reason: such === undefined ? actual : `${actual}, wanted ${such}`, ...scored };
}

function prepare(check: Check): PreparedCheck {
  const kind = kinds.get(isNegated(check.type) ? check.type.slice(negation.length) : check.type);
  const elsewhere = fileProblem(check.value);
  if (!kind) return { problem: elsewhere ?? unknownType(check.type) };
  const problem = optionsProblem(check);
  if (problem !== null) return { problem };
  const prepared = kind.prepare(check);
  return "problem" in prepared || elsewhere === null ? prepared : { problem: elsewhere };
}

/** Where promptfoo reads a check's value from a file. A text that merely speaks of such addresses names none. */
function fileProblem(value: unknown): string | null {
  if (typeof value !== "string" || !/^\s*file:\/\/[^\n]*\.[a-z0-9]{1,8}(?::\w+)?\s*$/i.test(value)) return null;
  return `its value is in a file, and files are not read: put what stands in ${quote(value.trim(), 60)} here`;
}

function isNegated(type: string): boolean {
  return type.startsWith(negation);
}

function unknownType(type: string): string {
  const suggestion = nearestSpelling(type.slice(0, 60), allTypes);
  const shown = [...kinds.keys()].slice(0, MAX_SUGGESTED_TYPES).join(", ");
  const help =
    suggestion === null
      ? `types are ${shown} and ${kinds.size - MAX_SUGGESTED_TYPES} more`
      : `did you mean “${suggestion}”?`;
  return `unknown check type ${quote(type, 60)}: ${help}`;
}
