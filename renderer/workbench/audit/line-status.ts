import type { Audit, AuditRule, AuditRuleStatus } from "../../../shared/domain/analysis.ts";
import { diffLines } from "../../../shared/rules/diff-lines.ts";
import { plural } from "../../../shared/format/count.ts";
import { formatPercent } from "../../../shared/format/values.ts";

/** What the rules of one line come to. */
interface LineStatus {
  line: number;
  status: AuditRuleStatus;
  /** Conversations, each once. */
  guards: number;
  fixes: number;
}

/** How urgent a status is: of two rules in a line the first one shows. */
export const statusUrgency: readonly AuditRuleStatus[] = ["harmful", "unguarded", "idle", "undetermined", "guarded"];

/** For each line of the audited text that still stands: where it is now. */
export function keptLines(before: string, after: string): Map<number, number> {
  const kept = new Map<number, number>();
  let [from, to] = [1, 1];
  for (const { kind, lines } of diffLines(before, after)) {
    if (kind === "added") to += lines.length;
    else if (kind === "removed") from += lines.length;
    else for (let step = 0; step < lines.length; step += 1) kept.set(from++, to++);
  }
  return kept;
}

/** What each line of a text is worth by an audit of this text or of one before it; lines that changed are left out. */
export function lineStatuses({ rules, text }: Pick<Audit, "rules" | "text">, now: string): LineStatus[] {
  const kept = keptLines(text, now);
  const byLine = new Map<number, AuditRule[]>();
  for (const rule of rules) {
    const line = kept.get(rule.line);
    if (line !== undefined) byLine.set(line, [...(byLine.get(line) ?? []), rule]);
  }
  return [...byLine].map(([line, here]) => ({
    line,
    status: statusUrgency.find((status) => here.some((rule) => rule.status === status)) ?? "undetermined",
    guards: new Set(here.flatMap((rule) => rule.guardedBy)).size,
    fixes: new Set(here.flatMap((rule) => rule.fixes)).size,
  }));
}

/** Lines of the text that the audit knows nothing of: new, or worded otherwise. Empty ones do not count. */
export function countLinesChangedSince({ text }: Pick<Audit, "text">, now: string): number {
  if (text === now) return 0;
  const known = new Set(keptLines(text, now).values());
  const gone = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "").length;
  const lines = now.split(/\r\n|\r|\n/).map((words, at) => ({ words, line: at + 1 }));
  const fresh = lines.filter(({ words, line }) => words.trim() !== "" && !known.has(line)).length;
  const still = lines.filter(({ words }) => words.trim() !== "").length - fresh;
  return Math.max(fresh, gone - still);
}

export const auditStatusSigns: Record<AuditRuleStatus, string> = {
  harmful: "▼",
  unguarded: "!",
  idle: "○",
  undetermined: "?",
  guarded: "✓",
};

export const auditStatusNames: Record<AuditRuleStatus, string> = {
  harmful: "harmful",
  unguarded: "no guard",
  idle: "idle",
  undetermined: "undetermined",
  guarded: "guarded",
};

const superscriptDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹";

export function superscript(count: number): string {
  return String(count).replaceAll(/\d/g, (digit) => superscriptDigits[Number(digit)] ?? "");
}

/** Behind a line of the prompt: how many conversations guard it, and what needs a look. */
export function lineSign({ status, guards, fixes }: LineStatus): string {
  const count = guards > 0 ? ` ${superscript(guards)}` : "";
  switch (status) {
    case "guarded":
      return count;
    case "harmful":
      return `${count} ▼${fixes} harmful`;
    default:
      return `${count} ${auditStatusSigns[status]} ${auditStatusNames[status]}`;
  }
}

/** What a line's sign means. */
export function formatLineStatus({ status, guards, fixes }: LineStatus): string {
  const guarded = guards > 0 ? ` ${plural(guards, "conversation fails", "conversations fail")} without it.` : "";
  switch (status) {
    case "guarded":
      return `Guarded:${guarded}`;
    case "harmful":
      return `Harmful: ${plural(fixes, "conversation passes", "conversations pass")} only without it.${guarded}`;
    case "unguarded":
      return `No guard: no conversation notices when it is missing, though replies change. A test is missing.${guarded}`;
    case "idle":
      return `Idle: without it every reply stays the same.${guarded}`;
    case "undetermined":
      return `Undetermined: not asked to the end, or not decided by samples.${guarded}`;
  }
}

/** What stands in a row of the panel behind the rule's text. */
export function formatRuleCounts({ guardedBy, fixes, open }: AuditRule): string {
  const parts = [];
  if (fixes.length > 0) parts.push(`fixes ${fixes.length}`);
  if (guardedBy.length > 0) parts.push(`${guardedBy.length} guard it`);
  if (open > 0) parts.push(`${open} open`);
  return parts.join(" · ");
}

/** A list item's own words. */
export function withoutListMarker(text: string): string {
  return text.replace(/^(?:[-*+•–]|\d{1,3}[.)]|[a-z][.)])\s+/, "");
}

export function formatRuleTitle({ text, guardedBy, fixes }: AuditRule): string {
  const parts = [text];
  if (fixes.length > 0) parts.push(`Its absence fixes: ${fixes.join(", ")}`);
  if (guardedBy.length > 0) parts.push(`Guarded by: ${guardedBy.join(", ")}`);
  return parts.join("\n");
}

export function formatAuditHeadline({ version, score, running, conversations }: Audit): string {
  if (running) return `Auditing ${version}: ${conversations.done} of ${plural(conversations.total, "conversation")}`;
  return `Audit of ${version}${score === null ? "" : ` · mutation score ${formatPercent(score)}`}`;
}
