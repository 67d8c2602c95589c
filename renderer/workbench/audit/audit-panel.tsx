import { X } from "lucide-react";
import { useState, useLayoutEffect } from "react";
import type { Audit, AuditRule } from "../../../shared/domain/analysis.ts";
import { plural } from "../../../shared/format/count.ts";
import { problemOf } from "../../engine-client/index.ts";
import { Button, classes, IconButton, ProgressBar, VirtualList } from "../../ui/index.ts";
import {
  focusAuditPanel,
  jumpToPromptLine,
  openAudit,
  AUDIT_PANEL_ID,
  useAuditView,
  type PromptAudit,
} from "./use-audit.ts";
import {
  formatAuditHeadline,
  formatLineStatus,
  formatRuleCounts,
  formatRuleTitle,
  auditStatusSigns,
  auditStatusNames,
  withoutListMarker,
  countLinesChangedSince,
  keptLines,
  lineStatuses,
  statusUrgency,
} from "./line-status.ts";
import styles from "./audit.module.css";

interface AuditPanelProps {
  auditing: PromptAudit;
  /** The text on screen. */
  text: string;
}

/** What the lines of the prompt are worth: those that need a look first. */
export function AuditPanel({ auditing, text }: AuditPanelProps) {
  const { audit, name, start, stop, error } = auditing;
  const changed = audit ? countLinesChangedSince(audit, text) : 0;
  useLayoutEffect(focusAuditPanel, []);
  return (
    <section id={AUDIT_PANEL_ID} className={styles.panel} aria-label="Audit">
      <header className={styles.header}>
        <h3 className={styles.title} title={audit?.reason}>
          {audit ? formatAuditHeadline(audit) : "Audit"}
        </h3>
        {audit?.running === true ? (
          <Button look="quiet" onClick={stop}>
            Stop
          </Button>
        ) : (
          <Button look="quiet" disabled={start === null} onClick={() => start?.()}>
            {audit ? "Audit again" : `Audit ${name}`}
          </Button>
        )}
        <IconButton label="Close the audit" icon={<X aria-hidden="true" />} onClick={() => openAudit(false)} />
      </header>
      {audit === null ? (
        <p className={styles.note} role={error === null ? undefined : "alert"}>
          {error === null
            ? "An audit leaves out each rule of the prompt in turn and says which conversations notice."
            : `The audit could not be read: ${problemOf(error).message}`}
        </p>
      ) : (
        <AuditFindings audit={audit} text={text} changed={changed} />
      )}
    </section>
  );
}

function AuditFindings({ audit, text, changed }: { audit: Audit; text: string; changed: number }) {
  const { running, conversations, calls, callsAtMost, end, reason } = audit;
  const [selected, setSelected] = useState<string | null>(null);
  const line = useAuditView((state) => state.line);
  const kept = keptLines(audit.text, text);
  const rows = audit.rules
    .map((rule, at) => ({ id: String(at), rule, now: kept.get(rule.line) ?? null }))
    .sort(
      (a, b) =>
        statusUrgency.indexOf(a.rule.status) - statusUrgency.indexOf(b.rule.status) || a.rule.line - b.rule.line,
    );
  const here = lineStatuses(audit, text).find((standing) => standing.line === line);
  const open = (id: string, focus: boolean): void => {
    setSelected(id);
    const row = rows.find((one) => one.id === id);
    if (row) jumpToPromptLine(row.now ?? row.rule.line, focus);
  };
  if (running) {
    const { done, carried, total } = conversations;
    return (
      <div className={styles.note}>
        <ProgressBar
          label="Audit"
          value={done}
          max={total}
          text={`${done} of ${plural(total, "conversation")}`}
          className={styles.progress}
        />
        <span>
          {plural(calls, "call")} of at most {callsAtMost.toLocaleString("en")}
          {carried > 0 && ` · ${carried} as before`}
        </span>
      </div>
    );
  }
  return (
    <>
      {(changed > 0 || end !== "done" || conversations.flaky.length > 0) && (
        <p className={styles.note} role="status">
          {end !== "done" && <span>{reason}</span>}
          {changed > 0 && <span className={styles.stale}>{plural(changed, "line")} changed since.</span>}
          {conversations.flaky.length > 0 && (
            <span title={conversations.flaky.join(", ")}>
              {plural(conversations.flaky.length, "flaky conversation")} left out.
            </span>
          )}
        </p>
      )}
      <VirtualList
        label="Rules by what needs a look"
        items={rows}
        idOf={(row) => row.id}
        selectedId={selected}
        onSelect={(id) => open(id, false)}
        onOpen={(id) => open(id, true)}
        className={styles.list}
        renderItem={({ rule, now }) => <AuditRow rule={rule} stale={now === null} line={now ?? rule.line} />}
      />
      {here && (
        <p className={styles.note} aria-label="The line at the cursor">
          Line {here.line}. {formatLineStatus(here)}
        </p>
      )}
    </>
  );
}

function AuditRow({ rule, stale, line }: { rule: AuditRule; stale: boolean; line: number }) {
  const { status, text } = rule;
  return (
    <div className={styles.row} title={formatRuleTitle(rule)}>
      <span className={classes(styles.status, styles[status])}>
        <span aria-hidden="true">{auditStatusSigns[status]}</span> {auditStatusNames[status]}
      </span>
      <span className={styles.line}>{line}</span>
      <span className={styles.text}>{withoutListMarker(text)}</span>
      <span className={styles.counts}>{stale ? "changed since" : formatRuleCounts(rule)}</span>
    </div>
  );
}
