import type { Tally } from "../../../shared/domain/comparison.ts";

/** Counts up to this are keys; what has more is worked out each time. */
const TALLY_RADIX = 8192;
const MAX_MEMOIZED = 100_000;

/** A figure of two tallies that is worked out once for the same four counts: large sets repeat few of them. */
export function memoizeByTallies(work: (a: Tally, b: Tally) => number): (a: Tally, b: Tally) => number {
  const kept = new Map<number, number>();
  return (a, b) => {
    if (a.samples >= TALLY_RADIX || b.samples >= TALLY_RADIX) return work(a, b);
    const key = ((a.passed * TALLY_RADIX + a.samples) * TALLY_RADIX + b.passed) * TALLY_RADIX + b.samples;
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= MAX_MEMOIZED) kept.clear();
    const value = work(a, b);
    kept.set(key, value);
    return value;
  };
}

/** Natural logarithms of factorials, grown as needed: n! overflows a double from n = 171. */
const logFactorials: number[] = [0];

function logFactorial(n: number): number {
  for (let next = logFactorials.length; next <= n; next += 1) {
    logFactorials.push((logFactorials[next - 1] ?? 0) + Math.log(next));
  }
  return logFactorials[n] ?? 0;
}

/** Natural logarithm of the number of ways to choose k of n. */
function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** Tables whose chances differ by less than this share are equally likely: as in R's fisher.test. */
const TIE_TOLERANCE = 1 + 1e-7;

/**
 * Fisher's exact test, two-sided: the probability, with both margins fixed, of a table no more likely than
 * the one seen. Fisher, Statistical Methods for Research Workers, 1934; two sides as in R's fisher.test.
 */
export function fisherExact(a: Tally, b: Tally): number {
  const chances = hypergeometricChances(a.samples, b.samples, a.passed + b.passed);
  const seen = (chances[a.passed - fewestPassesOfA(b.samples, a.passed + b.passed)] ?? 0) * TIE_TOLERANCE;
  return Math.min(1, sum(chances.filter((each) => each <= seen)));
}

/** The p-values Fisher's test can give with `passed` of all samples passing, smallest first. */
export function possibleFisherPValues(samplesA: number, samplesB: number, passed: number): number[] {
  const chances = hypergeometricChances(samplesA, samplesB, passed);
  const levels: number[] = [];
  let [left, right, tail] = [0, chances.length - 1, 0];
  // Chances rise to one peak, so that the least likely table left is always at one of the two ends.
  while (left <= right) {
    const [low, high] = [chances[left] ?? 0, chances[right] ?? 0];
    const chance = Math.min(low, high);
    if (low <= high) left += 1;
    else right -= 1;
    tail += chance;
    const next = left <= right ? Math.min(chances[left] ?? 0, chances[right] ?? 0) : Infinity;
    if (next > chance * TIE_TOLERANCE) levels.push(Math.min(1, tail));
  }
  return levels;
}

const fewestPassesOfA = (samplesB: number, passed: number): number => Math.max(0, passed - samplesB);

/** Hypergeometric chances of each number of passes on side A, from the least possible on. */
function hypergeometricChances(samplesA: number, samplesB: number, passed: number): number[] {
  const logAll = logChoose(samplesA + samplesB, passed);
  const chances: number[] = [];
  for (let a = fewestPassesOfA(samplesB, passed); a <= Math.min(samplesA, passed); a += 1) {
    chances.push(Math.exp(logChoose(samplesA, a) + logChoose(samplesB, passed - a) - logAll));
  }
  return chances;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, each) => all + each, 0);
}

/** Points of the grid per sample: 8 keep any peak between two points within 2%. */
const POINTS_PER_SAMPLE = 8;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The largest mean, over all pass rates, of a figure given for each number of passes out of n = length − 1.
 * The mean is a polynomial of degree n in the rate, so a grid of 8n Chebyshev points misses no peak by more than
 * 1/cos(π/16) − 1 = 2% (Ehlich and Zeller, Mathematische Zeitschrift 86, 1964, 41–44); golden section then closes
 * in on every peak that could be the largest, to 1e-9.
 */
function largestMeanOverRates(values: readonly number[]): number {
  const given = Float64Array.from(values);
  const n = values.length - 1;
  const grid = gridFor(n);
  const points = POINTS_PER_SAMPLE * n;
  const means = Array.from({ length: points }, (_, at) => dot(grid, at * (n + 1), given));
  const best = Math.max(...means);
  const floor = best * Math.cos(Math.PI / (2 * POINTS_PER_SAMPLE));
  const scratch = new Float64Array(n + 1);
  const mean = (radians: number): number => {
    writeBinomialChances(scratch, 0, n, rateAt(radians));
    return dot(scratch, 0, given);
  };
  const angle = (at: number): number => (Math.PI * (at + 0.5)) / points;
  return means.reduce((found, here, at) => {
    const isPeak = here >= floor && here >= (means[at - 1] ?? 0) && here >= (means[at + 1] ?? 0);
    return isPeak ? Math.max(found, maximizeByGoldenSection(mean, angle(at - 1), angle(at + 1))) : found;
  }, best);
}

const rateAt = (radians: number): number => (1 - Math.cos(radians)) / 2;

const keptGrids = new Map<number, Float64Array>();

/** Binomial chances of each number of passes, one rate of the grid after the other. */
function gridFor(n: number): Float64Array {
  const kept = keptGrids.get(n);
  if (kept) return kept;
  if (keptGrids.size >= 100) keptGrids.clear();
  const points = POINTS_PER_SAMPLE * n;
  const grid = new Float64Array(points * (n + 1));
  for (let at = 0; at < points; at += 1)
    writeBinomialChances(grid, at * (n + 1), n, rateAt((Math.PI * (at + 0.5)) / points));
  keptGrids.set(n, grid);
  return grid;
}

/** Writes the chances of 0 to n passes from a place on: one buffer for many, as small ones cost more than the sums. */
function writeBinomialChances(into: Float64Array, from: number, n: number, rate: number): void {
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
function maximizeByGoldenSection(f: (at: number) => number, left: number, right: number): number {
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

/** Above this many samples in all Fisher's test stands in: it is close by then, and never the smaller. */
const MAX_EXACT_SAMPLES = 400;

/**
 * Boschloo's exact test, two-sided: the chance, whatever the common pass rate, of a table that Fisher's test finds
 * at least as telling, at the pass rate where that is largest. Boschloo, Statistica Neerlandica 24, 1970, 1–9.
 *
 * Given the number of passes, the chance of such a table is the largest p-value Fisher's test can give that is not
 * above the one seen. So the result is an average of values up to Fisher's p, and never larger: the more powerful test.
 */
export function boschlooExact(a: Tally, b: Tally): number {
  // Swapped sides and swapped verdicts are the same test: worked out once for the four.
  const [x, y] = a.passed * b.samples < b.passed * a.samples ? [b, a] : [a, b];
  return 2 * (x.passed + y.passed) < x.samples + y.samples
    ? memoizedBoschloo(withVerdictsSwapped(y), withVerdictsSwapped(x))
    : memoizedBoschloo(x, y);
}

const withVerdictsSwapped = ({ passed, samples }: Tally): Tally => ({ passed: samples - passed, samples });

const memoizedBoschloo = memoizeByTallies((a, b) => {
  const seen = fisherExact(a, b);
  if (seen >= 1 || a.samples + b.samples > MAX_EXACT_SAMPLES) return seen;
  const seenOrTied = seen * (1 + 1e-7);
  const given = levelsFor(a.samples, b.samples).map((levels) => levels.findLast((each) => each <= seenOrTied) ?? 0);
  return Math.min(seen, largestMeanOverRates(given));
});

const keptLevels = new Map<string, number[][]>();

/** Fisher's p-values by the number of passes, for these numbers of samples. */
function levelsFor(samplesA: number, samplesB: number): number[][] {
  const key = `${samplesA}/${samplesB}`;
  const known = keptLevels.get(key);
  if (known) return known;
  if (keptLevels.size >= 500) keptLevels.clear();
  const levels = Array.from({ length: samplesA + samplesB + 1 }, (_, at) =>
    possibleFisherPValues(samplesA, samplesB, at),
  );
  keptLevels.set(key, levels);
  return levels;
}

/**
 * Exact McNemar test, two-sided, from the two counts of pairs that differ: a fair coin thrown
 * `up + down` times. McNemar, Psychometrika 12, 1947. With counts of gains and losses: the sign test.
 */
export function mcnemarExact(up: number, down: number): number {
  const n = up + down;
  if (n === 0) return 1;
  let tail = 0;
  for (let k = 0; k <= Math.min(up, down); k += 1) tail += Math.exp(logChoose(n, k) - n * Math.LN2);
  return Math.min(1, 2 * tail);
}

export interface TallyPair {
  baseline: Tally;
  candidate: Tally;
}

/**
 * McNemar's test over conversations with any numbers of samples: of those whose share rose or fell, how many rose.
 * With as many samples on both sides a rise is as likely as a fall. Otherwise its chance, given all passes of the
 * conversation, is hypergeometric, and the number of rises is Poisson-binomial instead of binomial.
 */
export function signTest(pairs: readonly TallyPair[]): number {
  let [up, even] = [0, 0];
  const uneven: number[] = [];
  for (const pair of pairs) {
    const rise = riseOfShare(pair);
    if (rise === 0) continue;
    if (rise > 0) up += 1;
    if (pair.baseline.samples === pair.candidate.samples) even += 1;
    else uneven.push(chanceOfRise(pair));
  }
  const down = even + uneven.length - up;
  if (uneven.length === 0) return mcnemarExact(up, down);
  const chances = addCoinThrows(fairCoinChances(even), uneven);
  const sum = (from: number, to: number): number => chances.slice(from, to).reduce((all, each) => all + each, 0);
  return Math.min(1, 2 * Math.min(sum(0, up + 1), sum(up, chances.length)));
}

/** Above 0 when the candidate's share of passes is larger. */
function riseOfShare({ baseline, candidate }: TallyPair): number {
  return candidate.passed * baseline.samples - baseline.passed * candidate.samples;
}

/** Chance that the share rises, among all ways to deal the same passes to the two sides that change it at all. */
function chanceOfRise({ baseline, candidate }: TallyPair): number {
  const passed = baseline.passed + candidate.passed;
  const least = Math.max(0, passed - candidate.samples);
  let [up, down] = [0, 0];
  hypergeometricChances(baseline.samples, candidate.samples, passed).forEach((chance, at) => {
    const dealt = { ...baseline, passed: least + at };
    const rise = riseOfShare({ baseline: dealt, candidate: { ...candidate, passed: passed - dealt.passed } });
    if (rise > 0) up += chance;
    if (rise < 0) down += chance;
  });
  return up / (up + down);
}

function fairCoinChances(n: number): Float64Array {
  return Float64Array.from({ length: n + 1 }, (_, k) => Math.exp(logChoose(n, k) - n * Math.LN2));
}

/** Chances of each number of heads after further throws, each with its own chance. */
function addCoinThrows(start: Float64Array, throws: readonly number[]): Float64Array {
  const chances = new Float64Array(start.length + throws.length);
  chances.set(start);
  throws.forEach((heads, thrown) => {
    for (let k = start.length + thrown; k >= 0; k -= 1) {
      chances[k] = (chances[k] ?? 0) * (1 - heads) + (k > 0 ? (chances[k - 1] ?? 0) * heads : 0);
    }
  });
  return chances;
}
