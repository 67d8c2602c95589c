import type { AuditEndKind } from "../../../../shared/domain/audit.ts";
import { counted } from "../../../../shared/rules/plural.ts";
import type { RuleStanding } from "./standings.ts";
import type { AuditEnd } from "./terms.ts";

/** What an audit found, or why some of it is open, in words for a person. */
export function reasonOf(end: AuditEndKind, standings: readonly RuleStanding[], halt: AuditEnd["halt"]): string {
  const many = (status: RuleStanding["status"]): number => standings.filter((one) => one.status === status).length;
  const parts = [
    `${many("guarded")} of ${counted(standings.length, "rule")} guarded`,
    `${many("harmful")} harmful`,
    `${many("unguarded")} unguarded`,
    `${many("idle")} idle`,
  ];
  if (many("undetermined") > 0) parts.push(`${many("undetermined")} undetermined`);
  const found = `${parts.join(", ")}.`;
  switch (end) {
    case "done":
      return found;
    case "no-rules":
      return "The prompt has no rule to leave out: it is empty, or it has nothing but headings.";
    case "no-checks":
      return "No conversation of this set has a check, so none can notice that a rule is missing. Add checks and start again.";
    case "budget":
      return `The budget was spent before the end: ${halt?.reason ?? ""} So far: ${found} Start again with more to go on.`;
    case "failed":
      return `The model could not be asked to the end: ${halt?.reason ?? ""} So far: ${found} Start again to go on.`;
    case "stopped":
      return `Stopped. So far: ${found} Start again to go on.`;
  }
}
