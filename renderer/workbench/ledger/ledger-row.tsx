import { assertNever } from "../../../shared/assert-never.ts";
import { classes } from "../../ui/index.ts";
import { withoutMarker } from "../audit/audit-words.ts";
import type { Row } from "./ledger-rows.ts";
import { linksInWords } from "./ledger-words.ts";
import styles from "./ledger.module.css";

export function LedgerRow({ row }: { row: Row }) {
  switch (row.kind) {
    case "heading":
      return (
        <div className={styles.heading} title={row.title}>
          <span className={styles.name}>{row.title}</span>
          <span className={styles.hint}>{row.count.toLocaleString("en")}</span>
        </div>
      );
    case "rule": {
      const { rule } = row;
      return (
        <div className={styles.row} title={rule.text}>
          <span className={styles.line}>{rule.line}</span>
          <span className={styles.name}>{withoutMarker(rule.text)}</span>
          {rule.change !== null && <span className={styles.changed}>{rule.change}</span>}
          <span className={styles.hint}>{linksInWords(rule)}</span>
        </div>
      );
    }
    case "gone":
      return (
        <div className={styles.row} title={row.rule.text}>
          <span className={classes(styles.line, styles.changed)} aria-hidden="true">
            –
          </span>
          <span className={classes(styles.name, styles.gone)}>{withoutMarker(row.rule.text)}</span>
          <span className={styles.hint}>{linksInWords(row.rule)}</span>
        </div>
      );
    case "conversation": {
      const { id, title } = row.conversation;
      const lines = row.rules.map(({ line }) => line).join(", ");
      return (
        <div className={styles.row} title={`${id}\n${row.conversation.firstUserTurn}`}>
          <span className={styles.name}>{title || id}</span>
          <span className={styles.hint}>{lines === "" ? "" : `line ${lines}`}</span>
        </div>
      );
    }
    case "suggestion": {
      const { conversationId, reason, origin } = row.suggestion;
      return (
        <div className={styles.row} title={reason}>
          <span className={styles.indent} />
          <span className={styles.name}>{conversationId}</span>
          <span className={styles.hint}>{origin}</span>
        </div>
      );
    }
    default:
      return assertNever(row);
  }
}
