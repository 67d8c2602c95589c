import type { Tally } from "../../../../shared/domain/comparison.ts";

/** Log-likelihood of a tally, the order of its samples known, when each passes with chance `rate` (0 to 1). */
export function logLikelihood({ passed, samples }: Tally, rate: number): number {
  const failed = samples - passed;
  return (passed === 0 ? 0 : passed * Math.log(rate)) + (failed === 0 ? 0 : failed * Math.log(1 - rate));
}

/** Rates of baseline and candidate with the weight they are given before anything is seen. */
export interface Guess {
  baseline: number;
  candidate: number;
  weight: number;
}

/** Log of the likelihood averaged over the guesses; weights sum to 1. */
export function logMixture(guesses: readonly Guess[], baseline: Tally, candidate: Tally): number {
  const logs = guesses.map(
    (guess) =>
      Math.log(guess.weight) + logLikelihood(baseline, guess.baseline) + logLikelihood(candidate, guess.candidate),
  );
  const largest = Math.max(...logs);
  if (largest === -Infinity) return largest;
  return largest + Math.log(logs.reduce((sum, each) => sum + Math.exp(each - largest), 0));
}

/** The largest log-likelihood with the same rate on both sides: at the pooled share. */
export function logLikelihoodIfEqual(baseline: Tally, candidate: Tally): number {
  const samples = baseline.samples + candidate.samples;
  if (samples === 0) return 0;
  const rate = (baseline.passed + candidate.passed) / samples;
  return logLikelihood(baseline, rate) + logLikelihood(candidate, rate);
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The largest log-likelihood with rates at least `gap` (0 to 1) apart, in either direction. */
export function logLikelihoodIfApart(baseline: Tally, candidate: Tally, gap: number): number {
  const before = baseline.samples === 0 ? null : baseline.passed / baseline.samples;
  const after = candidate.samples === 0 ? null : candidate.passed / candidate.samples;
  if (before === null || after === null) {
    return logLikelihood(baseline, before ?? 0) + logLikelihood(candidate, after ?? 0);
  }
  if (Math.abs(before - after) >= gap) return logLikelihood(baseline, before) + logLikelihood(candidate, after);
  // Otherwise it lies on the edge, where it is concave in the lower rate.
  return Math.max(
    peak(1 - gap, (low) => logLikelihood(baseline, low) + logLikelihood(candidate, low + gap)),
    peak(1 - gap, (low) => logLikelihood(baseline, low + gap) + logLikelihood(candidate, low)),
  );
}

/** The maximum of a concave function from 0 to `end`, ends included, by golden section. */
function peak(end: number, f: (at: number) => number): number {
  let [from, to] = [0, end];
  for (let step = 0; step < 60; step += 1) {
    const width = GOLDEN * (to - from);
    if (f(to - width) >= f(from + width)) to = from + width;
    else from = to - width;
  }
  return Math.max(f(0), f(end), f((from + to) / 2));
}
