import type { Tally } from "../../../../shared/domain/comparison.ts";

/** What both ends showed: of the baseline as it is, and of the candidate. */
export interface Ends {
  baseline: Tally;
  candidate: Tally;
}

export const noSamples: Tally = { passed: 0, samples: 0 };

export function withSample({ passed, samples }: Tally, pass: boolean): Tally {
  return { passed: passed + (pass ? 1 : 0), samples: samples + 1 };
}

/**
 * Log of how much likelier a tally is from the candidate's pass rate than from the baseline's: the ratio of Wald's
 * sequential test (Ann. Math. Stat. 16, 1945). The two rates are not known, only what each end showed: each is
 * averaged over its Beta posterior (Jeffreys' prior), so that ends with few samples decide little.
 */
export function logCandidateOverBaseline(tally: Tally, { baseline, candidate }: Ends): number {
  return logPredictive(tally, candidate) - logPredictive(tally, baseline);
}

/** Bayes factor from which on a rate of its own explains a text so much better that it behaves like neither end. */
const OF_ITS_OWN = 100;

/** Whether a tally fits neither end: then how much better it fits the one says nothing. */
export function fitsNeither(tally: Tally, { baseline, candidate }: Ends): boolean {
  const best = Math.max(logPredictive(tally, baseline), logPredictive(tally, candidate));
  return logPredictive(tally, noSamples) - best > Math.log(OF_ITS_OWN);
}

/** Chance that a decision at this log ratio is wrong, when both were as likely before. */
export function errorAt(logRatio: number): number {
  return 1 / (1 + Math.exp(Math.abs(logRatio)));
}

/** The log ratio from which on a decision is wrong at most so often. */
export function boundaryFor(error: number): number {
  return Math.log((1 - error) / error);
}

const PRIOR = 0.5;

function logPredictive({ passed, samples }: Tally, seen: Tally): number {
  const a = seen.passed + PRIOR;
  const b = seen.samples - seen.passed + PRIOR;
  return rising(a, passed) + rising(b, samples - passed) - rising(a + b, samples);
}

/** Log of a (a + 1) … (a + count − 1). */
function rising(a: number, count: number): number {
  let sum = 0;
  for (let at = 0; at < count; at += 1) sum += Math.log(a + at);
  return sum;
}
