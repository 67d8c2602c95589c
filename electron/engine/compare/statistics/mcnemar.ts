import type { Tally } from "../../../../shared/domain/comparison.ts";
import { chancesOfTables } from "./fisher.ts";
import { logChoose } from "./log-choose.ts";

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
    const rise = rises(pair);
    if (rise === 0) continue;
    if (rise > 0) up += 1;
    if (pair.baseline.samples === pair.candidate.samples) even += 1;
    else uneven.push(chanceOfRise(pair));
  }
  const down = even + uneven.length - up;
  if (uneven.length === 0) return mcnemarExact(up, down);
  const chances = addThrows(fairThrows(even), uneven);
  const sum = (from: number, to: number): number => chances.slice(from, to).reduce((all, each) => all + each, 0);
  return Math.min(1, 2 * Math.min(sum(0, up + 1), sum(up, chances.length)));
}

/** Above 0 when the candidate's share of passes is larger. */
function rises({ baseline, candidate }: TallyPair): number {
  return candidate.passed * baseline.samples - baseline.passed * candidate.samples;
}

/** Chance that the share rises, among all ways to deal the same passes to the two sides that change it at all. */
function chanceOfRise({ baseline, candidate }: TallyPair): number {
  const passed = baseline.passed + candidate.passed;
  const least = Math.max(0, passed - candidate.samples);
  let [up, down] = [0, 0];
  chancesOfTables(baseline.samples, candidate.samples, passed).forEach((chance, at) => {
    const dealt = { ...baseline, passed: least + at };
    const rise = rises({ baseline: dealt, candidate: { ...candidate, passed: passed - dealt.passed } });
    if (rise > 0) up += chance;
    if (rise < 0) down += chance;
  });
  return up / (up + down);
}

function fairThrows(n: number): Float64Array {
  return Float64Array.from({ length: n + 1 }, (_, k) => Math.exp(logChoose(n, k) - n * Math.LN2));
}

/** Chances of each number of heads after further throws, each with its own chance. */
function addThrows(start: Float64Array, throws: readonly number[]): Float64Array {
  const chances = new Float64Array(start.length + throws.length);
  chances.set(start);
  throws.forEach((heads, thrown) => {
    for (let k = start.length + thrown; k >= 0; k -= 1) {
      chances[k] = (chances[k] ?? 0) * (1 - heads) + (k > 0 ? (chances[k - 1] ?? 0) * heads : 0);
    }
  });
  return chances;
}
