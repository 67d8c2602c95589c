import { checkSchema, type Check } from "../../../shared/domain/check.ts";
import { isAllowedHost } from "../checks/code/webhook-hosts.ts";
import { inspectCheck } from "../checks/evaluate.ts";
import type { Sandbox } from "../checks/sandbox/sandbox.ts";
import { graderNotes } from "./grader-notes.ts";

/** Says what a person should know of a check that came in, or nothing. */
export type CheckNotes = (check: Check) => readonly string[];

/** Looks at all checks beforehand, each kind of check once: a set of thousands repeats a few. */
export async function readCheckNotes(
  checks: readonly Check[],
  sandbox: Sandbox,
  allowedHosts: readonly string[],
): Promise<CheckNotes> {
  const different = new Map(checks.map((check) => [JSON.stringify(check), check]));
  const notes = new Map<string, string[]>();
  await Promise.all(
    [...different].map(async ([key, check]) => {
      const problem = await inspectCheck(check, sandbox);
      const broken = `the check "${check.type}" was kept but cannot be evaluated: ${problem}`;
      const hosts = strangers(check, allowedHosts).map(hostNote);
      notes.set(key, [...(problem === null ? [] : [broken]), ...hosts, ...graderNotes(check)]);
    }),
  );
  return (check) => notes.get(JSON.stringify(check)) ?? [];
}

function hostNote(host: string): string {
  return (
    `a "webhook" check wants replies to be sent to ${host}. Nothing is sent, and the check is an error, ` +
    `until you allow that host in Settings, under Webhooks`
  );
}

/** The hosts that a check, or one in its set, would send replies to and that nobody has allowed. */
function strangers(check: Check, allowedHosts: readonly string[]): string[] {
  const members = Array.isArray(check["assert"]) ? check["assert"] : Array.isArray(check.value) ? check.value : [];
  const inside = members.flatMap((member) => {
    const read = checkSchema.safeParse(member);
    return read.success && read.data.type !== check.type ? strangers(read.data, allowedHosts) : [];
  });
  if (check.type.replace(/^not-/, "") !== "webhook" || typeof check.value !== "string") return inside;
  const url = URL.canParse(check.value) ? new URL(check.value) : null;
  return url === null || isAllowedHost(url, allowedHosts) ? inside : [...inside, url.host];
}
