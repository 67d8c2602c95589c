import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import styles from "./states.module.css";
import { classes } from "./classes.ts";

interface EmptyStateProps {
  /** One sentence that says what belongs here and how it comes. */
  text: ReactNode;
  /** The one next step. */
  action?: ReactNode;
}

export function EmptyState({ text, action }: EmptyStateProps) {
  return (
    <div className={styles.state}>
      <p className={styles.text}>{text}</p>
      {action}
    </div>
  );
}

interface ErrorStateProps {
  /** What could not be done, e.g. "The runs could not be read". */
  title: string;
  /** What happened, and what was kept. */
  message: string;
  onRetry?: (() => void) | undefined;
}

export function ErrorState({ title, message, onRetry }: ErrorStateProps) {
  return (
    <div role="alert" className={styles.state}>
      <p className={styles.title}>{title}</p>
      <p className={styles.text}>{message}</p>
      {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

interface SkeletonProps {
  rows?: number;
  /** What is being read, for those who do not see the shape. */
  label: string;
}

/** The shape of a list that is on its way. */
export function Skeleton({ rows = 6, label }: SkeletonProps) {
  return (
    <div role="status" aria-label={label} className={styles.skeleton}>
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className={styles.bone} style={{ width: `${88 - ((at * 37) % 45)}%` }} />
      ))}
    </div>
  );
}

interface ProgressBarProps {
  label: string;
  value: number;
  max: number;
  /** How far in words, e.g. "18 of 24 replies". */
  text?: string;
  className?: string;
}

export function ProgressBar({ label, value, max, text, className }: ProgressBarProps) {
  const share = max > 0 ? Math.min(1, value / max) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value}
      aria-valuetext={text}
      className={classes(styles.track, className)}
    >
      <div className={styles.done} style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
