import type { AuditPlan } from "../../shared/contract/audit.ts";
import type { Audit, AuditRule, AuditRuleStatus } from "../../shared/domain/audit.ts";
import { usageJson } from "../../shared/rules/usage.ts";

/** What an audit would take, in one line. */
export function auditPlanLine({
  version,
  rules,
  conversations,
  unchecked,
  calls,
  likely,
  random,
  known,
}: AuditPlan): string {
  const what = `${version}: ${rules} rules, ${conversations} conversations${unchecked > 0 ? ` (${unchecked} without checks)` : ""}`;
  if (known) return `${what}: audited before; what has not changed needs no call.`;
  const why = random ? " The model may answer alike requests differently, so everything is asked several times." : "";
  return `${what}: at most ${calls} calls, usually about ${likely}.${why}`;
}

/** The JSON of the command: what it is about first. */
export function auditJson({ version, model, end, score, rules, ...rest }: Audit): Record<string, unknown> {
  const { reason, conversations, verified, callsAtMost, calls, cached } = rest;
  const took = { callsAtMost, calls, cached, ...usageJson(rest) };
  return { version, model, score, rules, end, reason, conversations, verified, ...took };
}

const order: Record<AuditRuleStatus, number> = { harmful: 0, unguarded: 1, idle: 2, undetermined: 3, guarded: 4 };

/** What needs a look first, then by line. */
export function auditLines({ score, rules, reason, conversations, verified, calls, cached, end }: Audit): string[] {
  const sorted = rules.toSorted((a, b) => order[a.status] - order[b.status] || a.line - b.line);
  const lines = sorted.map((rule) => `${rule.status.padEnd(12)} line ${rule.line}: ${rule.text}${whoOf(rule)}`);
  if (end === "done") lines.push(reason);
  lines.push(
    `Mutation score: ${score === null ? "unknown" : `${Math.round(score * 100)}%`}. ${calls} calls, ${cached} cached.`,
  );
  if (conversations.flaky.length > 0) lines.push(`Flaky: ${conversations.flaky.join(", ")}.`);
  if (conversations.failed.length > 0) {
    lines.push(...conversations.failed.map(({ id, reason: why }) => `Not asked to the end: ${id}: ${why}`));
  }
  if (verified.asked > 0)
    lines.push(`${verified.asked} rules of groups looked at again alone, ${verified.missed} missed before.`);
  return lines;
}

function whoOf({ guardedBy, fixes, open }: AuditRule): string {
  const parts = [];
  if (fixes.length > 0) parts.push(`its absence fixes ${fixes.join(", ")}`);
  if (guardedBy.length > 0) parts.push(`guarded by ${guardedBy.join(", ")}`);
  if (open > 0) parts.push(`open for ${open}`);
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}
