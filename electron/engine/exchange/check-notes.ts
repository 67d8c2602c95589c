import type { Check } from "../../../shared/domain/check.ts";
import { inspectCheck } from "../checks/evaluate.ts";
import type { Sandbox } from "../checks/sandbox/sandbox.ts";
import { webhooksIn } from "../trust/asked.ts";
import { graderNotes } from "./grader-notes.ts";

/** Says what a person should know of a check that came in, or nothing. */
export type CheckNotes = (check: Check) => readonly string[];

/** Looks at all checks beforehand, each kind of check once: a set of thousands repeats a few. */
export async function readCheckNotes(checks: readonly Check[], sandbox: Sandbox): Promise<CheckNotes> {
  const different = new Map(checks.map((check) => [JSON.stringify(check), check]));
  const notes = new Map<string, string[]>();
  await Promise.all(
    [...different].map(async ([key, check]) => {
      const problem = await inspectCheck(check, sandbox);
      const broken = `the check "${check.type}" was kept but cannot be evaluated: ${problem}`;
      const hosts = webhooksIn(check).map(({ origin }) => webhookNote(origin));
      notes.set(key, [...(problem === null ? [] : [broken]), ...hosts, ...graderNotes(check)]);
    }),
  );
  return (check) => notes.get(JSON.stringify(check)) ?? [];
}

function webhookNote(origin: string): string {
  return (
    `a "webhook" check wants replies to be sent to ${origin}. Nothing is sent there until you allow it: ` +
    "you are asked before the first replay"
  );
}
