import { useCommand, useSelection } from "../../app/index.ts";
import { Button } from "../../ui/index.ts";
import { settleInWords } from "../replay/settle.ts";
import type { Settle } from "../replay/use-settle.ts";
import styles from "./outcomes.module.css";

/** What further samples would settle, and the way to take them. */
export function SettleBar({ settle }: { settle: Settle }) {
  const { rows, start } = settle;
  const selectedId = useSelection((selection) => selection.conversationId);
  const selected = rows.filter((row) => row.id === selectedId);
  useCommand({
    id: "settle",
    title: "Settle what is undecided: take more samples",
    keys: "t",
    group: "Outcomes",
    run: () => start?.(rows),
    enabled: start !== null,
  });
  useCommand({
    id: "settle-one",
    title: "Settle this conversation: take more samples",
    keys: "Shift+t",
    group: "Outcomes",
    run: () => start?.(selected),
    enabled: start !== null && selected.length > 0,
  });
  if (rows.length === 0 || start === null) return null;
  const { short, whole } = settleInWords(rows);
  return (
    <div className={styles.review} role="group" aria-label="Undecided">
      <span className={styles.toReview} title={whole}>
        {short}
        <span className="visually-hidden">{whole.slice(short.length)}</span>
      </span>
      <Button look="quiet" keys="t" onClick={() => start(rows)}>
        {rows.length === 1 ? "Settle it" : "Settle them"}
      </Button>
    </div>
  );
}
