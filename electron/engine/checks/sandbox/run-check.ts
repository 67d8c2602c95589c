import { checkKinds } from "../check-table.ts";
import type { CheckFinding, CheckTask, SandboxProblem } from "./sandbox-messages.ts";

const kinds = new Map(checkKinds.map((kind) => [kind.type.type, kind]));

/** Runs a check of ours that needs nothing but the reply. */
export function runCheck({ check, reply }: CheckTask): CheckFinding | SandboxProblem {
  const prepared = kinds.get(check.type)?.prepare(check);
  if (prepared === undefined) return { problem: `there is no check “${check.type}”` };
  if ("problem" in prepared) return prepared;
  if (!prepared.findPure) return { problem: `“${check.type}” needs more than the reply` };
  return { finding: prepared.findPure(reply) };
}
