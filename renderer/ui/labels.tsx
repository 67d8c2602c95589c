import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import styles from "./labels.module.css";
import { assertNever } from "../../shared/errors.ts";
import type { ComparisonRow, Outcome } from "../../shared/domain/comparison.ts";

export type BadgeTone = "neutral" | "accent" | "broke" | "fixed" | "changed" | "warn" | "flaky";

/** A word or a number about the thing next to it: a tag, a label, a count. */
export function Badge({
  tone = "neutral",
  title,
  children,
}: {
  tone?: BadgeTone;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span className={classes(styles.badge, styles[tone])} title={title}>
      {children}
    </span>
  );
}

/** A long id, shortened in the middle; the whole is shown on hover. */
export function MiddleEllipsis({ text, className }: { text: string; className?: string }) {
  const tail = text.length > 12 ? 6 : 0;
  return (
    <span className={classes(styles.whole, className)} title={text}>
      <span className="visually-hidden">{text}</span>
      <span aria-hidden="true" className={styles.head}>
        {text.slice(0, text.length - tail)}
      </span>
      {tail > 0 && <span aria-hidden="true">{text.slice(-tail)}</span>}
    </span>
  );
}

/** What is drawn: an outcome, with passing told apart by whether a reply differs, and what has no outcome yet. */
export type OutcomeKind = Exclude<Outcome, "stillPassing"> | "changed" | "same" | "error" | "pending";

interface OutcomeStyle {
  sign: string;
  word: string;
  /** Name of the tone's CSS variable. */
  tone: string;
}

export function outcomeKind({ outcome, changed }: Pick<ComparisonRow, "outcome" | "changed">): OutcomeKind {
  if (outcome === null) return "pending";
  if (outcome === "stillPassing") return changed ? "changed" : "same";
  return outcome;
}

/** Sign, word and tone together, the same everywhere: never colour alone. */
export function outcomeStyle(kind: OutcomeKind): OutcomeStyle {
  switch (kind) {
    case "broke":
      return { sign: "▼", word: "broke", tone: "--broke" };
    case "fixed":
      return { sign: "▲", word: "fixed", tone: "--fixed" };
    case "changed":
      return { sign: "◆", word: "changed", tone: "--changed" };
    case "stillFailing":
      return { sign: "✗", word: "still failing", tone: "--failing" };
    case "same":
      return { sign: "○", word: "same", tone: "--same" };
    case "flaky":
      return { sign: "≈", word: "flaky", tone: "--flaky" };
    case "undecided":
      return { sign: "?", word: "undecided", tone: "--undecided" };
    case "error":
      return { sign: "!", word: "error", tone: "--warn" };
    case "edited":
      return { sign: "↻", word: "edited", tone: "--warn" };
    case "missing":
      return { sign: "–", word: "missing", tone: "--warn" };
    case "pending":
      return { sign: "·", word: "not there yet", tone: "--text-3" };
    default:
      return assertNever(kind);
  }
}

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
  const { sign, word, tone } = outcomeStyle(kind);
  const style = { color: `var(${tone})` };
  if (!withWord) {
    return (
      <span role="img" aria-label={word} className={classes(styles.sign, className)} style={style}>
        {sign}
      </span>
    );
  }
  return (
    <span className={classes(styles.outcomeSignWhole, className)} style={style}>
      <span aria-hidden="true" className={styles.sign}>
        {sign}
      </span>
      <span className={styles.word}>{count === undefined ? word : `${count.toLocaleString("en")} ${word}`}</span>
    </span>
  );
}
