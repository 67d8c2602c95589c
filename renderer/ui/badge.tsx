import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import styles from "./badge.module.css";

export type BadgeTone = "neutral" | "accent" | "broke" | "fixed" | "changed" | "warn" | "flaky";

/** A word or a number about the thing beside it: a tag, a label, a count. */
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
