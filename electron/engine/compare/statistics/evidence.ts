import type { Tally } from "../../../../shared/domain/comparison.ts";
import { type Guess, logLikelihoodIfApart, logLikelihoodIfEqual, logMixture } from "./likelihood.ts";
import { remember } from "./remember.ts";

/** Changes looked for, each also as a rise and with pass and fail swapped. Weights chosen by power: docs/statistics.md. */
const CHANGES: readonly Guess[] = [
  { baseline: 1, candidate: 0, weight: 1 },
  { baseline: 0.95, candidate: 0.5, weight: 4 },
  { baseline: 0.95, candidate: 0.2, weight: 1 },
  { baseline: 0.7, candidate: 0.25, weight: 1 },
];
const changes = normalised(CHANGES.flatMap(mirrored));

/** Rates without a change: a third of the weight each on "always passes" and "never passes". */
const STEADY = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98];
const steady = normalised([
  ...[0, 1].map((rate) => ({ baseline: rate, candidate: rate, weight: STEADY.length })),
  ...STEADY.map((rate) => ({ baseline: rate, candidate: rate, weight: 1 })),
]);

/**
 * Log of the evidence (an e-value) against equal pass rates: the likelihood averaged over `changes`, by the largest
 * one with equal rates. Were they equal, its mean would be at most 1 whenever sampling stops, whichever side was
 * sampled next and why. Universal inference: Wasserman, Ramdas and Balakrishnan, PNAS 117, 2020, 16880–16890.
 */
export const logEvidenceOfChange = remember(
  (baseline, candidate) => logMixture(changes, baseline, candidate) - logLikelihoodIfEqual(baseline, candidate),
);

/**
 * A p-value that holds whenever sampling stops: 1/e by Markov's (Ville's) inequality. Vovk and Wang, Annals of
 * Statistics 49, 2021, 1736–1754. Benjamini–Hochberg on these is e-BH: Wang and Ramdas, J. R. Statist. Soc. B 84, 2022.
 */
export function anytimeP(baseline: Tally, candidate: Tally): number {
  return Math.min(1, Math.exp(-logEvidenceOfChange(baseline, candidate)));
}

/** A change by this much is what sampling must not miss. */
export const LEAST_CHANGE = 0.5;

/** Log of the evidence against rates `LEAST_CHANGE` or more apart, by the same reasoning turned round. */
export const logEvidenceOfNone = remember(
  (baseline, candidate) =>
    logMixture(steady, baseline, candidate) - logLikelihoodIfApart(baseline, candidate, LEAST_CHANGE),
);

function mirrored({ baseline: a, candidate: b, weight }: Guess): Guess[] {
  return [
    { baseline: a, candidate: b, weight },
    { baseline: b, candidate: a, weight },
    { baseline: 1 - a, candidate: 1 - b, weight },
    { baseline: 1 - b, candidate: 1 - a, weight },
  ];
}

function normalised(guesses: readonly Guess[]): Guess[] {
  const sum = guesses.reduce((all, { weight }) => all + weight, 0);
  return guesses.map((guess) => ({ ...guess, weight: guess.weight / sum }));
}
