import { classes } from "./classes.ts";
import { type OutcomeKind, outcomeLook } from "./outcome-kind.ts";
import styles from "./outcome-sign.module.css";

interface OutcomeSignProps {
  kind: OutcomeKind;
  /** Draws the word too; without it, the word is the accessible name. */
  withWord?: boolean;
  /** A count before the word: "3 broke". */
  count?: number;
  className?: string;
}

/** What a comparison says, as sign, word and tone. */
export function OutcomeSign({ kind, withWord = false, count, className }: OutcomeSignProps) {
  const { sign, word, tone } = outcomeLook(kind);
  const style = { color: `var(${tone})` };
  if (!withWord) {
    return (
      <span role="img" aria-label={word} className={classes(styles.sign, className)} style={style}>
        {sign}
      </span>
    );
  }
  return (
    <span className={classes(styles.whole, className)} style={style}>
      <span aria-hidden="true" className={styles.sign}>
        {sign}
      </span>
      <span className={styles.word}>{count === undefined ? word : `${count.toLocaleString("en")} ${word}`}</span>
    </span>
  );
}
