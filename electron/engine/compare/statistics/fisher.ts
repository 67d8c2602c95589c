import type { Tally } from "../../../../shared/domain/comparison.ts";
import { logChoose } from "./log-choose.ts";

/** Tables whose chances differ by less than this share are equally likely: as in R's fisher.test. */
const TIE = 1 + 1e-7;

/**
 * Fisher's exact test, two-sided: the probability, with both margins fixed, of a table no more likely than
 * the one seen. Fisher, Statistical Methods for Research Workers, 1934; two sides as in R's fisher.test.
 */
export function fisherExact(a: Tally, b: Tally): number {
  const chances = chancesOfTables(a.samples, b.samples, a.passed + b.passed);
  const seen = (chances[a.passed - leastOfA(b.samples, a.passed + b.passed)] ?? 0) * TIE;
  return Math.min(1, sum(chances.filter((each) => each <= seen)));
}

/** The p-values Fisher's test can give with `passed` of all samples passing, smallest first. */
export function fisherLevels(samplesA: number, samplesB: number, passed: number): number[] {
  const chances = chancesOfTables(samplesA, samplesB, passed);
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
    if (next > chance * TIE) levels.push(Math.min(1, tail));
  }
  return levels;
}

const leastOfA = (samplesB: number, passed: number): number => Math.max(0, passed - samplesB);

/** Hypergeometric chances of each number of passes on side A, from the least possible on. */
export function chancesOfTables(samplesA: number, samplesB: number, passed: number): number[] {
  const logAll = logChoose(samplesA + samplesB, passed);
  const chances: number[] = [];
  for (let a = leastOfA(samplesB, passed); a <= Math.min(samplesA, passed); a += 1) {
    chances.push(Math.exp(logChoose(samplesA, a) + logChoose(samplesB, passed - a) - logAll));
  }
  return chances;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, each) => all + each, 0);
}
