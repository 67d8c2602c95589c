import type { Version } from "../../../shared/domain/prompt.ts";
import { Badge } from "../../ui/index.ts";
import { changesInWords } from "../prompt/line-changes.ts";
import type { Sides } from "../run-choice.ts";
import { percent, momentInWords } from "../words.ts";
import styles from "./versions.module.css";

interface HistoryRowProps {
  version: Version;
  rate: number | null;
  sides: Sides;
}

export function HistoryRow({ version, rate, sides }: HistoryRowProps) {
  const { number, message, labels, added, removed, createdAt } = version;
  return (
    <span className={styles.historyRow}>
      <span className={styles.first}>
        <strong>v{number}</strong>
        {labels.map((label) => (
          <Badge key={label} tone="accent">
            {label}
          </Badge>
        ))}
        {sides.candidate === number && <Badge>shown</Badge>}
        {sides.baseline === number && <Badge>baseline</Badge>}
        <span className={styles.message} title={message}>
          {message}
        </span>
      </span>
      <span className={styles.second}>
        <span>{changesInWords({ added, removed })}</span>
        {rate !== null && <span>{percent(rate)} pass</span>}
        <time dateTime={createdAt}>{momentInWords(createdAt)}</time>
      </span>
    </span>
  );
}
