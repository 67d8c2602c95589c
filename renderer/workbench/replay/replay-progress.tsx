import { Square } from "lucide-react";
import type { RunProgress } from "../../../shared/domain/run.ts";
import { Button, classes, OutcomeSign, ProgressBar } from "../../ui/index.ts";
import { useComparison } from "../use-comparison.ts";
import type { Loop } from "../use-loop.ts";
import { howFar, progressParts } from "./progress-words.ts";
import styles from "./replay-bar.module.css";

interface ReplayProgressProps {
  loop: Loop;
  progress: RunProgress;
  onStop: () => void;
}

/** How far a replay is and what it has found so far. Every count has its own place, so nothing moves. */
export function ReplayProgress({ loop, progress, onStop }: ReplayProgressProps) {
  const { comparison } = useComparison(loop.baselineRun, loop.candidateRun);
  const { done, all, text } = howFar(progress);
  return (
    <div className={styles.progress}>
      <span className={styles.far} style={{ minWidth: `${String(all).length * 2 + 1}ch` }} title={text}>
        {done}/{all}
      </span>
      <ProgressBar label="Replay" value={done} max={all} text={text} className={styles.meter} />
      {comparison?.baseline && (
        <span className={styles.news}>
          <OutcomeSign kind="broke" withWord count={comparison.counts.broke} />
          <OutcomeSign kind="fixed" withWord count={comparison.counts.fixed} />
        </span>
      )}
      <span className={styles.facts}>
        {progressParts(progress).map((part) => (
          <span key={part.key} className={classes(styles.fact, part.tone === "warn" && styles.warn)} title={part.say}>
            {part.text}
          </span>
        ))}
      </span>
      <Button icon={<Square aria-hidden="true" />} onClick={onStop} keys="Mod+.">
        Stop
      </Button>
    </div>
  );
}
