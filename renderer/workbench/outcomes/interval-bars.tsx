import type { Tally } from "../../../shared/domain/comparison.ts";
import { wilsonInterval } from "../../../shared/rules/wilson-interval.ts";
import styles from "./interval-bars.module.css";

const BAR_WIDTH = 38;
const BARS_HEIGHT = 16;
/** Half of the mark's width: nothing is cut off at 0% and 100%. */
const BAR_MARGIN = 2;

interface IntervalBarsProps {
  /** Null where there is nothing to compare with: one bar then. */
  baseline: Tally | null;
  candidate: Tally;
}

/** From 0% to 100%, each side's share of passes and where it may truly lie; the baseline above the candidate. */
export function IntervalBars({ baseline, candidate }: IntervalBarsProps) {
  return (
    <svg aria-hidden="true" width={BAR_WIDTH} height={BARS_HEIGHT} className={styles.bars}>
      {baseline && <Bar tally={baseline} y={4.5} className={styles.baseline} />}
      <Bar tally={candidate} y={baseline ? 11.5 : 8} className={styles.candidate} />
    </svg>
  );
}

function Bar({ tally: { passed, samples }, y, className }: { tally: Tally; y: number; className: string | undefined }) {
  const at = (share: number): number => BAR_MARGIN + share * (BAR_WIDTH - 2 * BAR_MARGIN);
  const interval = samples === 0 ? null : wilsonInterval(passed, samples);
  return (
    <g className={className}>
      <line x1={0} x2={BAR_WIDTH} y1={y} y2={y} className={styles.track} />
      {interval && (
        <>
          <line x1={at(interval[0])} x2={at(interval[1])} y1={y} y2={y} className={styles.interval} />
          <rect
            x={at(passed / samples) - BAR_MARGIN}
            y={y - 3}
            width={2 * BAR_MARGIN}
            height={6}
            rx={1}
            className={styles.share}
          />
        </>
      )}
    </g>
  );
}
