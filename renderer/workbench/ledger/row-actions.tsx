import { Button } from "../../ui/index.ts";
import { isLinked, type Row } from "./ledger-rows.ts";
import { rowInWords } from "./ledger-words.ts";
import type { Act } from "./row-acts.ts";
import styles from "./ledger.module.css";

/** Below the list: what is known of the selected row, and what can be done with it. */
export function RowActions({ row, onAct }: { row: Row | null; onAct: ((how: Act) => void) | null }) {
  const { link, drop } = row === null ? { link: null, drop: null } : namesOf(row);
  const words = row === null ? "Arrows move; left and right show another list." : rowInWords(row);
  return (
    <div className={styles.about} role="group" aria-label="The selected row">
      <p className={styles.words} title={words} role="status">
        {words}
      </p>
      {onAct && link !== null && (
        <Button look="quiet" keys="Enter" onClick={() => onAct("link")}>
          {link}
        </Button>
      )}
      {onAct && drop !== null && (
        <Button look="quiet" keys="x" onClick={() => onAct("drop")}>
          {drop}
        </Button>
      )}
    </div>
  );
}

function namesOf(row: Row): { link: string | null; drop: string | null } {
  switch (row.kind) {
    case "heading":
      return { link: null, drop: null };
    case "rule":
      return { link: "Link", drop: isLinked(row.rule) && row.rule.ids.length > 0 ? "Unlink" : null };
    case "gone":
      return { link: "Replace", drop: "Unlink" };
    case "conversation":
      return { link: "Link", drop: row.rules.length > 0 ? "Unlink" : null };
    case "suggestion":
      return { link: "Confirm", drop: "Dismiss" };
  }
}
