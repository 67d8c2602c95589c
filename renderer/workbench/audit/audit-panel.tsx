import { X } from "lucide-react";
import { useEffect, useState } from "react";
import type { Audit, AuditRule } from "../../../shared/domain/audit.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { problemOf } from "../../engine-client/index.ts";
import { Button, classes, IconButton, ProgressBar, VirtualList } from "../../ui/index.ts";
import { enterAudit, jumpTo, openAudit, PANEL_ID, useAuditView } from "./audit-view.ts";
import {
  headline,
  lineInWords,
  ruleInWords,
  ruleTitle,
  statusSigns,
  statusWords,
  withoutMarker,
} from "./audit-words.ts";
import { linesChanged, linesKept, placeRules, urgency } from "./place-rules.ts";
import type { Auditing } from "./use-audit.ts";
import styles from "./audit.module.css";

interface AuditPanelProps {
  auditing: Auditing;
  /** The text on screen. */
  text: string;
}

/** What the lines of the prompt are worth: those that need a look first. */
export function AuditPanel({ auditing, text }: AuditPanelProps) {
  const { audit, name, start, stop, error } = auditing;
  const changed = audit ? linesChanged(audit, text) : 0;
  useEffect(enterAudit, []);
  return (
    <section id={PANEL_ID} className={styles.panel} aria-label="Audit">
      <header className={styles.header}>
        <h3 className={styles.title} title={audit?.reason}>
          {audit ? headline(audit) : "Audit"}
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
        <Found audit={audit} text={text} changed={changed} />
      )}
    </section>
  );
}

function Found({ audit, text, changed }: { audit: Audit; text: string; changed: number }) {
  const { running, conversations, calls, callsAtMost, end, reason } = audit;
  const [selected, setSelected] = useState<string | null>(null);
  const line = useAuditView((state) => state.line);
  const kept = linesKept(audit.text, text);
  const rows = audit.rules
    .map((rule, at) => ({ id: String(at), rule, now: kept.get(rule.line) ?? null }))
    .sort((a, b) => urgency.indexOf(a.rule.status) - urgency.indexOf(b.rule.status) || a.rule.line - b.rule.line);
  const here = placeRules(audit, text).find((standing) => standing.line === line);
  const open = (id: string, focus: boolean): void => {
    setSelected(id);
    const row = rows.find((one) => one.id === id);
    if (row) jumpTo(row.now ?? row.rule.line, focus);
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
              {plural(conversations.flaky.length, "flaky conversation")} set apart.
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
        renderItem={({ rule, now }) => <Row rule={rule} stale={now === null} line={now ?? rule.line} />}
      />
      {here && (
        <p className={styles.note} aria-label="The line at the cursor">
          Line {here.line}. {lineInWords(here)}
        </p>
      )}
    </>
  );
}

function Row({ rule, stale, line }: { rule: AuditRule; stale: boolean; line: number }) {
  const { status, text } = rule;
  return (
    <div className={styles.row} title={ruleTitle(rule)}>
      <span className={classes(styles.status, styles[status])}>
        <span aria-hidden="true">{statusSigns[status]}</span> {statusWords[status]}
      </span>
      <span className={styles.line}>{line}</span>
      <span className={styles.text}>{withoutMarker(text)}</span>
      <span className={styles.counts}>{stale ? "changed since" : ruleInWords(rule)}</span>
    </div>
  );
}
