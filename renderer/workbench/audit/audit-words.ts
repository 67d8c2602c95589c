import type { Audit, AuditRule, AuditRuleStatus } from "../../../shared/domain/audit.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { percent } from "../words.ts";
import type { LineStanding } from "./place-rules.ts";

export const statusSigns: Record<AuditRuleStatus, string> = {
  harmful: "▼",
  unguarded: "!",
  idle: "○",
  undetermined: "?",
  guarded: "✓",
};

export const statusWords: Record<AuditRuleStatus, string> = {
  harmful: "harmful",
  unguarded: "no guard",
  idle: "idle",
  undetermined: "undetermined",
  guarded: "guarded",
};

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

export function superscript(count: number): string {
  return String(count).replaceAll(/\d/g, (digit) => superscripts[Number(digit)] ?? "");
}

/** Behind a line of the prompt: how many conversations guard it, and what needs a look. */
export function signOf({ status, guards, fixes }: LineStanding): string {
  const count = guards > 0 ? ` ${superscript(guards)}` : "";
  switch (status) {
    case "guarded":
      return count;
    case "harmful":
      return `${count} ▼${fixes} harmful`;
    default:
      return `${count} ${statusSigns[status]} ${statusWords[status]}`;
  }
}

/** What a line's sign means. */
export function lineInWords({ status, guards, fixes }: LineStanding): string {
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
      return `Undetermined: not asked to the end, or not settled by samples.${guarded}`;
  }
}

/** What stands in a row of the panel behind the rule's text. */
export function ruleInWords({ guardedBy, fixes, open }: AuditRule): string {
  const parts = [];
  if (fixes.length > 0) parts.push(`fixes ${fixes.length}`);
  if (guardedBy.length > 0) parts.push(`${guardedBy.length} guard it`);
  if (open > 0) parts.push(`${open} open`);
  return parts.join(" · ");
}

/** A list item's own words. */
export function withoutMarker(text: string): string {
  return text.replace(/^(?:[-*+•–]|\d{1,3}[.)]|[a-z][.)])\s+/, "");
}

export function ruleTitle({ text, guardedBy, fixes }: AuditRule): string {
  const parts = [text];
  if (fixes.length > 0) parts.push(`Its absence fixes: ${fixes.join(", ")}`);
  if (guardedBy.length > 0) parts.push(`Guarded by: ${guardedBy.join(", ")}`);
  return parts.join("\n");
}

export function headline({ version, score, running, conversations }: Audit): string {
  if (running) return `Auditing ${version}: ${conversations.done} of ${plural(conversations.total, "conversation")}`;
  return `Audit of ${version}${score === null ? "" : ` · mutation score ${percent(score)}`}`;
}
