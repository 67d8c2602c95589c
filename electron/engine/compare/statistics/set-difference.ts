import { wilsonOfShare } from "../../../../shared/rules/intervals.ts";
import type { TallyPair } from "./mcnemar.ts";
import { joinIntervals, newcombePaired, type PairCounts } from "./newcombe.ts";
import { studentT95 } from "./student-t.ts";

export interface RateDifference {
  /** Mean over conversations of each side's share of passing samples, and their difference candidate − baseline. */
  baseline: number;
  candidate: number;
  difference: number;
  /** 95% interval of the difference, conversations taken as a sample of all there could be; null for fewer than two. */
  interval: [number, number] | null;
}

/** The set as a whole. One sample each: Newcombe's paired interval. Several: see `joinedInterval`. Null when empty. */
export function differenceOfRates(pairs: readonly TallyPair[]): RateDifference | null {
  if (pairs.length === 0) return null;
  const before = pairs.map(({ baseline }) => baseline.passed / baseline.samples);
  const after = pairs.map(({ candidate }) => candidate.passed / candidate.samples);
  const single = pairs.every(({ baseline, candidate }) => baseline.samples === 1 && candidate.samples === 1);
  const [baseline, candidate] = [mean(before), mean(after)];
  return {
    baseline,
    candidate,
    difference: candidate - baseline,
    interval: single ? newcombePaired(pairCounts(before, after)) : joinedInterval(pairs, before, after),
  };
}

/**
 * A Wilson interval of each side's mean share, with the number of throws that its spread between conversations is
 * worth and Student's t for the normal point, joined with the correlation of the pairs: Newcombe's square-and-add,
 * MOVER in Zou and Donner, Statistics in Medicine 27, 2008, 1693–1702. Effective numbers: Korn and Graubard, Survey
 * Methodology 24, 1998. A plain normal or t interval holds too rarely where few conversations differ: docs/statistics.md.
 */
function joinedInterval(
  pairs: readonly TallyPair[],
  before: readonly number[],
  after: readonly number[],
): [number, number] | null {
  if (pairs.length < 2) return null;
  const point = studentT95(pairs.length - 1);
  const [varianceBefore, varianceAfter] = [covariance(before, before), covariance(after, after)];
  const both = varianceBefore * varianceAfter;
  const estimate = (shares: readonly number[], variance: number, throws: number) => {
    const share = mean(shares);
    const worth = variance === 0 ? 0 : (share * (1 - share) * shares.length) / variance;
    const effective = Math.min(throws, Math.max(shares.length, worth));
    return { share, interval: wilsonOfShare(share, effective, point) };
  };
  return joinIntervals(
    estimate(before, varianceBefore, total(pairs.map(({ baseline }) => baseline.samples))),
    estimate(after, varianceAfter, total(pairs.map(({ candidate }) => candidate.samples))),
    both > 0 ? covariance(before, after) / Math.sqrt(both) : 0,
  );
}

function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  return a.reduce((sum, each, at) => sum + (each - meanA) * ((b[at] ?? 0) - meanB), 0) / (a.length - 1);
}

function pairCounts(before: readonly number[], after: readonly number[]): PairCounts {
  const counts: PairCounts = { both: 0, onlyBefore: 0, onlyAfter: 0, neither: 0 };
  before.forEach((was, at) => {
    const is = after[at] === 1;
    if (was === 1) counts[is ? "both" : "onlyBefore"] += 1;
    else counts[is ? "onlyAfter" : "neither"] += 1;
  });
  return counts;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0);
}

export function mean(values: readonly number[]): number {
  return total(values) / values.length;
}
