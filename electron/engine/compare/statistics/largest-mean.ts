import { logChoose } from "./log-choose.ts";

/** Points of the grid per sample: 8 keep any peak between two points within 2%. */
const POINTS_PER_SAMPLE = 8;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The largest mean, over all pass rates, of a figure given for each number of passes out of n = length − 1.
 * The mean is a polynomial of degree n in the rate, so a grid of 8n Chebyshev points misses no peak by more than
 * 1/cos(π/16) − 1 = 2% (Ehlich and Zeller, Mathematische Zeitschrift 86, 1964, 41–44); golden section then closes
 * in on every peak that could be the largest, to 1e-9.
 */
export function largestMean(values: readonly number[]): number {
  const given = Float64Array.from(values);
  const n = values.length - 1;
  const grid = gridFor(n);
  const points = POINTS_PER_SAMPLE * n;
  const means = Array.from({ length: points }, (_, at) => dot(grid, at * (n + 1), given));
  const best = Math.max(...means);
  const floor = best * Math.cos(Math.PI / (2 * POINTS_PER_SAMPLE));
  const scratch = new Float64Array(n + 1);
  const mean = (radians: number): number => {
    chances(scratch, 0, n, rateAt(radians));
    return dot(scratch, 0, given);
  };
  const angle = (at: number): number => (Math.PI * (at + 0.5)) / points;
  return means.reduce((found, here, at) => {
    const isPeak = here >= floor && here >= (means[at - 1] ?? 0) && here >= (means[at + 1] ?? 0);
    return isPeak ? Math.max(found, climb(mean, angle(at - 1), angle(at + 1))) : found;
  }, best);
}

const rateAt = (radians: number): number => (1 - Math.cos(radians)) / 2;

const grids = new Map<number, Float64Array>();

/** Binomial chances of each number of passes, one rate of the grid after the other. */
function gridFor(n: number): Float64Array {
  const kept = grids.get(n);
  if (kept) return kept;
  if (grids.size >= 100) grids.clear();
  const points = POINTS_PER_SAMPLE * n;
  const grid = new Float64Array(points * (n + 1));
  for (let at = 0; at < points; at += 1) chances(grid, at * (n + 1), n, rateAt((Math.PI * (at + 0.5)) / points));
  grids.set(n, grid);
  return grid;
}

/** Writes the chances of 0 to n passes from a place on: one buffer for many, as small ones cost more than the sums. */
function chances(into: Float64Array, from: number, n: number, rate: number): void {
  if (rate <= 0 || rate >= 1) {
    into.fill(0, from, from + n + 1);
    into[from + (rate <= 0 ? 0 : n)] = 1;
    return;
  }
  // From the likeliest number of passes outwards, each from the one before: no factorial, no underflow that matters.
  const odds = rate / (1 - rate);
  const mode = Math.min(n, Math.floor((n + 1) * rate));
  const top = Math.exp(logChoose(n, mode) + mode * Math.log(rate) + (n - mode) * Math.log(1 - rate));
  let chance = top;
  for (let k = mode; k <= n; k += 1) {
    into[from + k] = chance;
    chance *= ((n - k) / (k + 1)) * odds;
  }
  chance = top;
  for (let k = mode; k >= 0; k -= 1) {
    into[from + k] = chance;
    chance *= k / (n - k + 1) / odds;
  }
}

function dot(weights: Float64Array, from: number, values: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += (weights[from + at] ?? 0) * (values[at] ?? 0);
  return sum;
}

/** The height of the one peak between two places. */
function climb(f: (at: number) => number, left: number, right: number): number {
  let [from, to] = [left, right];
  let [a, b] = [to - GOLDEN * (to - from), from + GOLDEN * (to - from)];
  let [fa, fb] = [f(a), f(b)];
  for (let step = 0; step < 21; step += 1) {
    if (fa >= fb) {
      [to, b, fb] = [b, a, fa];
      a = to - GOLDEN * (to - from);
      fa = f(a);
    } else {
      [from, a, fa] = [a, b, fb];
      b = from + GOLDEN * (to - from);
      fb = f(b);
    }
  }
  return Math.max(fa, fb);
}
