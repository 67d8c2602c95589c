import { wilsonInterval, wilsonIntervalOfShare } from "../../../shared/rules/wilson-interval.ts";
import type { TallyPair } from "./exact-tests.ts";
import type { Tally } from "../../../shared/domain/comparison.ts";

/** Two-sided 95% point of the normal distribution. */
const NORMAL_POINT_95 = 1.959963984540054;

const keptPoints = new Map<number, number>();

/** Two-sided 95% point of Student's t with a whole number of degrees of freedom, at least 1. */
export function studentT95(degrees: number): number {
  const known = keptPoints.get(degrees);
  if (known !== undefined) return known;
  const value = degrees > 100 ? studentTByExpansion(degrees) : studentTByBisection(degrees);
  keptPoints.set(degrees, value);
  return value;
}

/** Fisher and Cornish's expansion in 1/degrees: Abramowitz and Stegun, 26.7.5. Off by less than 1e-9 above 100. */
function studentTByExpansion(degrees: number): number {
  const [z3, z5, z7, z9] = [3, 5, 7, 9].map((power) => NORMAL_POINT_95 ** power);
  const one = ((z3 ?? 0) + NORMAL_POINT_95) / 4;
  const two = (5 * (z5 ?? 0) + 16 * (z3 ?? 0) + 3 * NORMAL_POINT_95) / 96;
  const three = (3 * (z7 ?? 0) + 19 * (z5 ?? 0) + 17 * (z3 ?? 0) - 15 * NORMAL_POINT_95) / 384;
  const four =
    (79 * (z9 ?? 0) + 776 * (z7 ?? 0) + 1482 * (z5 ?? 0) - 1920 * (z3 ?? 0) - 945 * NORMAL_POINT_95) / 92_160;
  return NORMAL_POINT_95 + one / degrees + two / degrees ** 2 + three / degrees ** 3 + four / degrees ** 4;
}

function studentTByBisection(degrees: number): number {
  let [low, high] = [NORMAL_POINT_95, 13];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (chanceWithin(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Chance of a value from −t to t: the finite sums of Abramowitz and Stegun, 26.7.3 and 26.7.4. */
function chanceWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const odd = degrees % 2;
  if (degrees === 1) return (2 * angle) / Math.PI;
  let term = odd === 1 ? cos : 1;
  let sum = term;
  for (let k = 2 + odd; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cos * cos;
    sum += term;
  }
  return odd === 1 ? (2 / Math.PI) * (angle + sin * sum) : sin * sum;
}

/** Counts of pairs: passed on both sides, only before, only after, on neither. */
interface PairCounts {
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
  const ofBefore = { share: before, interval: wilsonInterval(both + onlyBefore, n) };
  return joinIntervals(ofBefore, { share: after, interval: wilsonInterval(both + onlyAfter, n) }, phi);
}

/** A share from 0 to 1 with its interval. */
interface Estimate {
  share: number;
  interval: readonly [number, number];
}

/** Interval of after − before from those of both shares and their correlation: Newcombe's square-and-add. */
function joinIntervals(before: Estimate, after: Estimate, correlation: number): [number, number] {
  const spread = (a: number, b: number): number => Math.sqrt(Math.max(0, a * a - 2 * correlation * a * b + b * b));
  const difference = after.share - before.share;
  const low = spread(after.share - after.interval[0], before.interval[1] - before.share);
  const high = spread(after.interval[1] - after.share, before.share - before.interval[0]);
  return [Math.max(-1, difference - low), Math.min(1, difference + high)];
}

interface RateDifference {
  /** Mean over conversations of each side's share of passing samples, and their difference candidate − baseline. */
  baseline: number;
  candidate: number;
  difference: number;
  /** 95% interval of the difference, conversations taken as a sample of all there could be; null for fewer than two. */
  interval: [number, number] | null;
}

/** The set as a whole. One sample each: Newcombe's paired interval. Several: see `multiSampleInterval`. Null when empty. */
export function passRateDifference(pairs: readonly TallyPair[]): RateDifference | null {
  if (pairs.length === 0) return null;
  const before = pairs.map(({ baseline }) => baseline.passed / baseline.samples);
  const after = pairs.map(({ candidate }) => candidate.passed / candidate.samples);
  const single = pairs.every(({ baseline, candidate }) => baseline.samples === 1 && candidate.samples === 1);
  const [baseline, candidate] = [meanOf(before), meanOf(after)];
  return {
    baseline,
    candidate,
    difference: candidate - baseline,
    interval: single ? newcombePaired(pairCounts(before, after)) : multiSampleInterval(pairs, before, after),
  };
}

/**
 * A Wilson interval of each side's mean share, with the number of throws that its spread between conversations is
 * worth and Student's t for the normal point, joined with the correlation of the pairs: Newcombe's square-and-add,
 * MOVER in Zou and Donner, Statistics in Medicine 27, 2008, 1693–1702. Effective numbers: Korn and Graubard, Survey
 * Methodology 24, 1998. A plain normal or t interval holds too rarely where few conversations differ: docs/statistics.md.
 */
function multiSampleInterval(
  pairs: readonly TallyPair[],
  before: readonly number[],
  after: readonly number[],
): [number, number] | null {
  if (pairs.length < 2) return null;
  const point = studentT95(pairs.length - 1);
  const [varianceBefore, varianceAfter] = [covariance(before, before), covariance(after, after)];
  const both = varianceBefore * varianceAfter;
  const estimate = (shares: readonly number[], variance: number, throws: number) => {
    const share = meanOf(shares);
    const worth = variance === 0 ? 0 : (share * (1 - share) * shares.length) / variance;
    const effective = Math.min(throws, Math.max(shares.length, worth));
    return { share, interval: wilsonIntervalOfShare(share, effective, point) };
  };
  return joinIntervals(
    estimate(before, varianceBefore, sumOf(pairs.map(({ baseline }) => baseline.samples))),
    estimate(after, varianceAfter, sumOf(pairs.map(({ candidate }) => candidate.samples))),
    both > 0 ? covariance(before, after) / Math.sqrt(both) : 0,
  );
}

function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
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

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0);
}

export function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

/**
 * The share of conversations whose verdict would differ between two one-sample runs of the same version: the
 * unbiased estimate 2k(n − k) / n(n − 1) of 2p(1 − p), averaged. Null with one sample each: noise cannot be seen.
 * The numbers of samples must not have been chosen by what they showed.
 */
export function estimateNoiseFloor(tallies: readonly Tally[]): number | null {
  const shares = tallies
    .filter(({ samples }) => samples > 1)
    .map(({ passed, samples }) => (2 * passed * (samples - passed)) / (samples * (samples - 1)));
  return shares.length === 0 ? null : meanOf(shares);
}

/** Sums over conversations: of their samples, of the share of them that passed, and of that share's square. */
export interface ShareSums {
  conversations: number;
  samples: number;
  shares: number;
  squares: number;
}

/**
 * 95% interval of a set's pass rate, its conversations taken as a sample of all there could be. One sample each:
 * Wilson. Several: Wilson with the number of throws that the spread between conversations is worth and Student's t,
 * after Korn and Graubard, Survey Methodology 24, 1998. Null where it cannot be told.
 */
export function setRateInterval({ conversations, samples, shares, squares }: ShareSums): [number, number] | null {
  if (conversations === 0) return null;
  if (samples === conversations) return wilsonInterval(Math.round(shares), conversations);
  if (conversations === 1) return null;
  const mean = shares / conversations;
  const variance = Math.max(0, (squares - conversations * mean * mean) / (conversations - 1));
  const worth = variance === 0 ? 0 : (mean * (1 - mean) * conversations) / variance;
  const effective = Math.min(samples, Math.max(conversations, worth));
  return wilsonIntervalOfShare(mean, effective, studentT95(conversations - 1));
}
