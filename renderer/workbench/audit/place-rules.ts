import type { Audit, AuditRule, AuditRuleStatus } from "../../../shared/domain/audit.ts";
import { diffLines } from "../../../shared/rules/diff-lines.ts";

/** What the rules of one line come to. */
export interface LineStanding {
  line: number;
  status: AuditRuleStatus;
  /** Conversations, each once. */
  guards: number;
  fixes: number;
}

/** How urgent a status is: of two rules in a line the first one shows. */
export const urgency: readonly AuditRuleStatus[] = ["harmful", "unguarded", "idle", "undetermined", "guarded"];

/** For each line of the audited text that still stands: where it is now. */
export function linesKept(before: string, after: string): Map<number, number> {
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
export function placeRules({ rules, text }: Pick<Audit, "rules" | "text">, now: string): LineStanding[] {
  const kept = linesKept(text, now);
  const byLine = new Map<number, AuditRule[]>();
  for (const rule of rules) {
    const line = kept.get(rule.line);
    if (line !== undefined) byLine.set(line, [...(byLine.get(line) ?? []), rule]);
  }
  return [...byLine].map(([line, here]) => ({
    line,
    status: urgency.find((status) => here.some((rule) => rule.status === status)) ?? "undetermined",
    guards: new Set(here.flatMap((rule) => rule.guardedBy)).size,
    fixes: new Set(here.flatMap((rule) => rule.fixes)).size,
  }));
}

/** Lines of the text that the audit knows nothing of: new, or worded otherwise. Empty ones do not count. */
export function linesChanged({ text }: Pick<Audit, "text">, now: string): number {
  if (text === now) return 0;
  const known = new Set(linesKept(text, now).values());
  const gone = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "").length;
  const lines = now.split(/\r\n|\r|\n/).map((words, at) => ({ words, line: at + 1 }));
  const fresh = lines.filter(({ words, line }) => words.trim() !== "" && !known.has(line)).length;
  const still = lines.filter(({ words }) => words.trim() !== "").length - fresh;
  return Math.max(fresh, gone - still);
}
