import type { Audit } from "../../../../shared/domain/audit.ts";
import type { AuditSummary } from "../../store/audits.ts";
import type { Rule } from "./rules.ts";
import { scoreOf, standingsOf } from "./standings.ts";
import type { CaseFinding } from "./terms.ts";

export interface Presented {
  id: string;
  running: boolean;
  text: string;
  setId: string;
  rules: readonly Rule[];
  findings: ReadonlyMap<string, CaseFinding>;
  summary: Omit<AuditSummary, "end"> & { end: AuditSummary["end"] | null };
}

/** An audit as people get it, whether it runs, has just ended or comes from the project file. */
export function present({ id, running, text, setId, rules, findings, summary }: Presented): Audit {
  const cases = [...findings].map(([conversation, finding]) => ({ id: conversation, finding }));
  const noChecks = summary.end === "no-checks";
  // While it runs nobody reads them, and a large audit would reckon them ten times a second.
  const standings = running ? [] : standingsOf(rules.length, cases, findings);
  const having = (state: CaseFinding["state"]) => cases.filter(({ finding }) => finding.state === state);
  return {
    id,
    running,
    text,
    setId,
    ...summary,
    score: noChecks ? 0 : scoreOf(standings),
    rules: (running ? [] : rules).map(({ line, text: words }, at) => {
      const { guardedBy = [], fixes = [], open = [], status = "undetermined" } = standings[at] ?? {};
      return { line, text: words, guardedBy, fixes, open: open.length, status: noChecks ? "undetermined" : status };
    }),
    conversations: {
      total: cases.length,
      done: having("done").length,
      carried: cases.filter(({ finding }) => finding.carried).length,
      unchecked: having("unchecked").length,
      flaky: having("flaky").map((one) => one.id),
      failed: having("failed").map(({ id: conversation, finding }) => ({
        id: conversation,
        reason: finding.reason ?? "",
      })),
    },
  };
}
