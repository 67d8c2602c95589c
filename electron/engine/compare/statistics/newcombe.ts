import { wilson } from "../../../../shared/rules/intervals.ts";

/** Counts of pairs: passed on both sides, only before, only after, on neither. */
export interface PairCounts {
  both: number;
  onlyBefore: number;
  onlyAfter: number;
  neither: number;
}

/**
 * 95% interval of the paired difference after − before: Newcombe's method 10 (Statistics in Medicine 17,
 * 1998, 2635–2650): Wilson intervals of both shares, joined with the correlation of the pairs.
 */
export function newcombePaired({ both, onlyBefore, onlyAfter, neither }: PairCounts): [number, number] {
  const n = both + onlyBefore + onlyAfter + neither;
  const before = (both + onlyBefore) / n;
  const after = (both + onlyAfter) / n;
  const margins = (both + onlyBefore) * (onlyAfter + neither) * (both + onlyAfter) * (onlyBefore + neither);
  const cross = both * neither - onlyBefore * onlyAfter;
  const corrected = cross > 0 ? Math.max(cross - n / 2, 0) : cross;
  const phi = margins === 0 ? 0 : corrected / Math.sqrt(margins);
  const ofBefore = { share: before, interval: wilson(both + onlyBefore, n) };
  return joinIntervals(ofBefore, { share: after, interval: wilson(both + onlyAfter, n) }, phi);
}

/** A share from 0 to 1 with its interval. */
export interface Estimate {
  share: number;
  interval: readonly [number, number];
}

/** Interval of after − before from those of both shares and their correlation: Newcombe's square-and-add. */
export function joinIntervals(before: Estimate, after: Estimate, correlation: number): [number, number] {
  const spread = (a: number, b: number): number => Math.sqrt(Math.max(0, a * a - 2 * correlation * a * b + b * b));
  const difference = after.share - before.share;
  const low = spread(after.share - after.interval[0], before.interval[1] - before.share);
  const high = spread(after.interval[1] - after.share, before.share - before.interval[0]);
  return [Math.max(-1, difference - low), Math.min(1, difference + high)];
}
