import type { Tally } from "../../../shared/domain/comparison.ts";
import { wilson } from "../../../shared/rules/intervals.ts";
import styles from "./interval-bars.module.css";

const WIDTH = 38;
const HEIGHT = 16;
/** Half of the mark's width: nothing is cut off at 0% and 100%. */
const EDGE = 2;

interface IntervalBarsProps {
  /** Null where there is nothing to compare with: one bar then. */
  baseline: Tally | null;
  candidate: Tally;
}

/** From 0% to 100%, each side's share of passes and where it may truly lie; the baseline above the candidate. */
export function IntervalBars({ baseline, candidate }: IntervalBarsProps) {
  return (
    <svg aria-hidden="true" width={WIDTH} height={HEIGHT} className={styles.bars}>
      {baseline && <Bar tally={baseline} y={4.5} className={styles.baseline} />}
      <Bar tally={candidate} y={baseline ? 11.5 : 8} className={styles.candidate} />
    </svg>
  );
}

function Bar({ tally: { passed, samples }, y, className }: { tally: Tally; y: number; className: string | undefined }) {
  const at = (share: number): number => EDGE + share * (WIDTH - 2 * EDGE);
  const interval = samples === 0 ? null : wilson(passed, samples);
  return (
    <g className={className}>
      <line x1={0} x2={WIDTH} y1={y} y2={y} className={styles.track} />
      {interval && (
        <>
          <line x1={at(interval[0])} x2={at(interval[1])} y1={y} y2={y} className={styles.interval} />
          <rect x={at(passed / samples) - EDGE} y={y - 3} width={2 * EDGE} height={6} rx={1} className={styles.share} />
        </>
      )}
    </g>
  );
}
