import type { Tally } from "../../../shared/domain/comparison.ts";
import { memoizeByTallies } from "./exact-tests.ts";

/** Log-likelihood of a tally, the order of its samples known, when each passes with chance `rate` (0 to 1). */
function logLikelihood({ passed, samples }: Tally, rate: number): number {
  const failed = samples - passed;
  return (passed === 0 ? 0 : passed * Math.log(rate)) + (failed === 0 ? 0 : failed * Math.log(1 - rate));
}

/** Rates of baseline and candidate with the weight they are given before anything is seen. */
interface RateHypothesis {
  baseline: number;
  candidate: number;
  weight: number;
}

/** Log of the likelihood averaged over the guesses; weights sum to 1. */
function logMixture(guesses: readonly RateHypothesis[], baseline: Tally, candidate: Tally): number {
  const logs = guesses.map(
    (guess) =>
      Math.log(guess.weight) + logLikelihood(baseline, guess.baseline) + logLikelihood(candidate, guess.candidate),
  );
  const largest = Math.max(...logs);
  if (largest === -Infinity) return largest;
  return largest + Math.log(logs.reduce((sum, each) => sum + Math.exp(each - largest), 0));
}

/** The largest log-likelihood with the same rate on both sides: at the pooled share. */
function logLikelihoodIfEqual(baseline: Tally, candidate: Tally): number {
  const samples = baseline.samples + candidate.samples;
  if (samples === 0) return 0;
  const rate = (baseline.passed + candidate.passed) / samples;
  return logLikelihood(baseline, rate) + logLikelihood(candidate, rate);
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The largest log-likelihood with rates at least `gap` (0 to 1) apart, in either direction. */
function logLikelihoodIfApart(baseline: Tally, candidate: Tally, gap: number): number {
  const before = baseline.samples === 0 ? null : baseline.passed / baseline.samples;
  const after = candidate.samples === 0 ? null : candidate.passed / candidate.samples;
  if (before === null || after === null) {
    return logLikelihood(baseline, before ?? 0) + logLikelihood(candidate, after ?? 0);
  }
  if (Math.abs(before - after) >= gap) return logLikelihood(baseline, before) + logLikelihood(candidate, after);
  // Otherwise it lies on the edge, where it is concave in the lower rate.
  return Math.max(
    maximumOfConcave(1 - gap, (low) => logLikelihood(baseline, low) + logLikelihood(candidate, low + gap)),
    maximumOfConcave(1 - gap, (low) => logLikelihood(baseline, low + gap) + logLikelihood(candidate, low)),
  );
}

/** The maximum of a concave function from 0 to `end`, ends included, by golden section. */
function maximumOfConcave(end: number, f: (at: number) => number): number {
  let [from, to] = [0, end];
  for (let step = 0; step < 60; step += 1) {
    const width = GOLDEN * (to - from);
    if (f(to - width) >= f(from + width)) to = from + width;
    else from = to - width;
  }
  return Math.max(f(0), f(end), f((from + to) / 2));
}

/** Changes looked for, each also as a rise and with pass and fail swapped. Weights chosen by power: docs/statistics.md. */
const CHANGED_RATES: readonly RateHypothesis[] = [
  { baseline: 1, candidate: 0, weight: 1 },
  { baseline: 0.95, candidate: 0.5, weight: 4 },
  { baseline: 0.95, candidate: 0.2, weight: 1 },
  { baseline: 0.7, candidate: 0.25, weight: 1 },
];
const changedRates = normaliseWeights(CHANGED_RATES.flatMap(mirroredHypotheses));

/** Rates without a change: a third of the weight each on "always passes" and "never passes". */
const UNCHANGED_RATES = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98];
const unchangedRates = normaliseWeights([
  ...[0, 1].map((rate) => ({ baseline: rate, candidate: rate, weight: UNCHANGED_RATES.length })),
  ...UNCHANGED_RATES.map((rate) => ({ baseline: rate, candidate: rate, weight: 1 })),
]);

/**
 * Log of the evidence (an e-value) against equal pass rates: the likelihood averaged over `changedRates`, by the largest
 * one with equal rates. Were they equal, its mean would be at most 1 whenever sampling stops, whichever side was
 * sampled next and why. Universal inference: Wasserman, Ramdas and Balakrishnan, PNAS 117, 2020, 16880–16890.
 */
export const logEValueOfChange = memoizeByTallies(
  (baseline, candidate) => logMixture(changedRates, baseline, candidate) - logLikelihoodIfEqual(baseline, candidate),
);

/**
 * A p-value that holds whenever sampling stops: 1/e by Markov's (Ville's) inequality. Vovk and Wang, Annals of
 * Statistics 49, 2021, 1736–1754. Benjamini–Hochberg on these is e-BH: Wang and Ramdas, J. R. Statist. Soc. B 84, 2022.
 */
export function anytimeValidP(baseline: Tally, candidate: Tally): number {
  return Math.min(1, Math.exp(-logEValueOfChange(baseline, candidate)));
}

/** A change by this much is what sampling must not miss. */
const SMALLEST_CHANGE = 0.5;

/** Log of the evidence against rates `SMALLEST_CHANGE` or more apart, by the same reasoning turned round. */
export const logEValueOfNoChange = memoizeByTallies(
  (baseline, candidate) =>
    logMixture(unchangedRates, baseline, candidate) - logLikelihoodIfApart(baseline, candidate, SMALLEST_CHANGE),
);

function mirroredHypotheses({ baseline: a, candidate: b, weight }: RateHypothesis): RateHypothesis[] {
  return [
    { baseline: a, candidate: b, weight },
    { baseline: b, candidate: a, weight },
    { baseline: 1 - a, candidate: 1 - b, weight },
    { baseline: 1 - b, candidate: 1 - a, weight },
  ];
}

function normaliseWeights(guesses: readonly RateHypothesis[]): RateHypothesis[] {
  const sum = guesses.reduce((all, { weight }) => all + weight, 0);
  return guesses.map((guess) => ({ ...guess, weight: guess.weight / sum }));
}
