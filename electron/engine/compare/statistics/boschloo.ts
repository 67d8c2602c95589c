import type { Tally } from "../../../../shared/domain/comparison.ts";
import { fisherExact, fisherLevels } from "./fisher.ts";
import { largestMean } from "./largest-mean.ts";
import { remember } from "./remember.ts";

/** Above this many samples in all Fisher's test stands in: it is close by then, and never the smaller. */
const MOST_SAMPLES = 400;

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
  return 2 * (x.passed + y.passed) < x.samples + y.samples ? boschloo(turned(y), turned(x)) : boschloo(x, y);
}

const turned = ({ passed, samples }: Tally): Tally => ({ passed: samples - passed, samples });

const boschloo = remember((a, b) => {
  const seen = fisherExact(a, b);
  if (seen >= 1 || a.samples + b.samples > MOST_SAMPLES) return seen;
  const seenOrTied = seen * (1 + 1e-7);
  const given = levelsFor(a.samples, b.samples).map((levels) => levels.findLast((each) => each <= seenOrTied) ?? 0);
  return Math.min(seen, largestMean(given));
});

const kept = new Map<string, number[][]>();

/** Fisher's p-values by the number of passes, for these numbers of samples. */
function levelsFor(samplesA: number, samplesB: number): number[][] {
  const key = `${samplesA}/${samplesB}`;
  const known = kept.get(key);
  if (known) return known;
  if (kept.size >= 500) kept.clear();
  const levels = Array.from({ length: samplesA + samplesB + 1 }, (_, at) => fisherLevels(samplesA, samplesB, at));
  kept.set(key, levels);
  return levels;
}
