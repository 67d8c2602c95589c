import { classes } from "./classes.ts";
import styles from "./progress-bar.module.css";

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
