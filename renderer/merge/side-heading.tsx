import type { Merge } from "./use-merge.ts";
import styles from "./merge.module.css";

interface SideHeadingProps {
  side: "ours" | "theirs";
  merge: Merge;
}

/** Its name with the mark that its lines have in the margin of the result. */
export function SideHeading({ side, merge: { names, preview } }: SideHeadingProps) {
  return (
    <h3 className={styles.columnName} title={names[side]}>
      <span className={styles[side]} aria-hidden="true" />
      <span className={styles.branch}>{names[side]}</span>
      <span className={styles.quiet}>{preview[side] === null ? "no version" : `v${preview[side]}`}</span>
    </h3>
  );
}
