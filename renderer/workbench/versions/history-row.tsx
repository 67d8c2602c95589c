import { memo } from "react";
import type { Branch } from "../../../shared/domain/branch.ts";
import type { Version } from "../../../shared/domain/prompt.ts";
import { Badge } from "../../ui/index.ts";
import { changesInWords } from "../prompt/line-changes.ts";
import type { Sides } from "../run-choice.ts";
import { percent, momentInWords } from "../words.ts";
import { BranchBadges } from "./graph/branch-badge.tsx";
import styles from "./versions.module.css";

interface HistoryRowProps {
  version: Version;
  /** The branches whose head it is. */
  heads: readonly Branch[];
  /** The branch whose line it is drawn on; null where that is the current one, or none. */
  branch: string | null;
  rate: number | null;
  sides: Sides;
}

export const HistoryRow = memo(function HistoryRow({ version, heads, branch, rate, sides }: HistoryRowProps) {
  const { number, message, labels, added, removed, createdAt, mergedNumber } = version;
  return (
    <span className={styles.historyRow}>
      <span className={styles.first}>
        <strong>v{number}</strong>
        <BranchBadges branches={heads} most={3} />
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
        {branch !== null && heads.length === 0 && <span className={styles.ofBranch}>{branch}</span>}
        {mergedNumber !== null && <span>merges v{mergedNumber}</span>}
        <span>{changesInWords({ added, removed })}</span>
        {rate !== null && <span>{percent(rate)} pass</span>}
        <time dateTime={createdAt}>{momentInWords(createdAt)}</time>
      </span>
    </span>
  );
});
