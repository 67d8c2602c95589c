import type { Check, CheckType, Verdict } from "../../../shared/domain/check.ts";
import type { CheckContext, Finding, Prepared, ReplyUnderCheck } from "./check-kind.ts";
import { checkKinds } from "./check-kinds.ts";
import { nearest } from "./nearest.ts";
import { clip, quote } from "./quote.ts";

export type { CheckContext, ReplyUnderCheck };

const negation = "not-";
const kinds = new Map(checkKinds.map((kind) => [kind.type.type, kind]));
const allTypes = [...kinds.keys(), ...[...kinds.keys()].map((type) => negation + type)];

/**
 * The verdicts in the order of the checks. Never rejects: a check that cannot be evaluated has status `error`
 * and its reason, with `not-` or without.
 */
export async function evaluateChecks(
  checks: readonly Check[],
  reply: ReplyUnderCheck,
  context: CheckContext,
): Promise<Verdict[]> {
  return Promise.all(checks.map((check) => evaluate(check, reply, context)));
}

/** What is wrong with a check, in words for a person; null where it can be evaluated. */
export function validateCheck(check: Check): string | null {
  const prepared = prepare(check);
  return "problem" in prepared ? prepared.problem : null;
}

/** The types as the editor offers them; each also exists with `not-` before it. */
export function checkTypes(): CheckType[] {
  return checkKinds.map((kind) => ({ ...kind.type }));
}

async function evaluate(check: Check, reply: ReplyUnderCheck, context: CheckContext): Promise<Verdict> {
  try {
    const prepared = prepare(check);
    const finding = "problem" in prepared ? prepared : await prepared.find(reply, context);
    return verdictOf(check, finding);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { check, status: "error", reason: `could not be evaluated: ${clip(message)}` };
  }
}

function verdictOf(check: Check, finding: Finding): Verdict {
  if ("problem" in finding) return { check, status: "error", reason: finding.problem };
  const negated = isNegated(check.type);
  if (finding.holds !== negated) return { check, status: "pass", reason: finding.found };
  const wanted = negated ? finding.wanted?.negated : finding.wanted?.plain;
  return { check, status: "fail", reason: wanted === undefined ? finding.found : `${finding.found}, wanted ${wanted}` };
}

function prepare(check: Check): Prepared {
  const kind = kinds.get(isNegated(check.type) ? check.type.slice(negation.length) : check.type);
  if (!kind) return { problem: unknownType(check.type) };
  // A check on a transformed reply would be about another text than this one.
  if (check["transform"] !== undefined) return { problem: "checks with “transform” cannot be evaluated" };
  return kind.prepare(check);
}

function isNegated(type: string): boolean {
  return type.startsWith(negation);
}

function unknownType(type: string): string {
  const suggestion = nearest(type.slice(0, 60), allTypes);
  const help = suggestion === null ? `types are ${[...kinds.keys()].join(", ")}` : `did you mean “${suggestion}”?`;
  return `unknown check type ${quote(type, 60)}: ${help}`;
}
