import type { AuditRuleStatus } from "../../../../shared/domain/audit.ts";
import type { AuditCase, CaseFinding } from "./terms.ts";

export interface RuleStanding {
  /** Ids of conversations that fail without it, and of those that pass without it. */
  guardedBy: string[];
  fixes: string[];
  /** Ids of conversations for which it stays open. */
  open: string[];
  status: AuditRuleStatus;
}

/** What the conversations say together of each rule. `asked` is false where no conversation could be asked. */
export function standingsOf(
  rules: number,
  cases: readonly Pick<AuditCase, "id">[],
  findings: ReadonlyMap<string, CaseFinding>,
): RuleStanding[] {
  return Array.from({ length: rules }, (_, rule) => {
    const standing: RuleStanding = { guardedBy: [], fixes: [], open: [], status: "idle" };
    let changes = false;
    for (const { id } of cases) {
      const finding = findings.get(id);
      const effect = finding?.effects.get(rule);
      if (effect === "guards") standing.guardedBy.push(id);
      else if (effect === "fixes") standing.fixes.push(id);
      else if (effect === "open" || !finding || finding.state === "open" || finding.state === "failed")
        standing.open.push(id);
      if (effect === "changes" || finding?.blurred.has(rule) === true) changes = true;
    }
    standing.status = statusOf(standing, changes);
    return standing;
  });
}

function statusOf({ guardedBy, fixes, open }: RuleStanding, changes: boolean): AuditRuleStatus {
  if (fixes.length > 0) return "harmful";
  if (guardedBy.length > 0) return "guarded";
  if (open.length > 0) return "undetermined";
  return changes ? "unguarded" : "idle";
}

/**
 * The mutation score (DeMillo, Lipton and Sayward, Hints on Test Data Selection, 1978) with rules left out as the
 * mutants: of all rules that were settled, the share whose absence makes a conversation fail that passes with them.
 * Null where none was settled.
 */
export function scoreOf(standings: readonly RuleStanding[]): number | null {
  const settled = standings.filter(({ status }) => status !== "undetermined");
  return settled.length === 0 ? null : settled.filter(({ guardedBy }) => guardedBy.length > 0).length / settled.length;
}
