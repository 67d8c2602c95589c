import type { Outcome, Tally } from "../../../shared/domain/comparison.ts";
import { benjaminiHochberg, fisherExact } from "./statistics.ts";

/** Share of false alarms among what is called broke or fixed, over a set. */
const FALSE_DISCOVERY_RATE = 0.05;
/** How many more samples a side are worth proposing. */
const MOST_MORE_SAMPLES = 50;

export interface Judged {
  outcome: Outcome;
  detail: string | null;
}

/**
 * Outcomes of conversations that both runs could be judged on. One sample each: the change itself decides.
 * Several: Fisher's exact test on the pass counts, corrected over the set by Benjamini and Hochberg.
 */
export function classify(pairs: readonly { baseline: Tally; candidate: Tally }[]): Judged[] {
  const several = pairs.map(({ baseline, candidate }) => baseline.samples > 1 || candidate.samples > 1);
  const tested = pairs.flatMap((pair, at) => (several[at] ? [{ at, p: pValue(pair.baseline, pair.candidate) }] : []));
  const adjusted = benjaminiHochberg(tested.map((one) => one.p));
  const significant = new Map(tested.map((one, index) => [one.at, (adjusted[index] ?? 1) <= FALSE_DISCOVERY_RATE]));
  const differing = pairs.filter((pair, at) => several[at] && rate(pair.baseline) !== rate(pair.candidate));
  const levels = levelsToMeet(
    differing.map((pair) => pValue(pair.baseline, pair.candidate)),
    tested.length,
  );
  return pairs.map(({ baseline, candidate }, at) => {
    if (!several[at]) return judgeOne(baseline, candidate);
    const level = levels.get(pValue(baseline, candidate)) ?? FALSE_DISCOVERY_RATE;
    return judgeSeveral(baseline, candidate, significant.get(at) ?? false, level);
  });
}

/**
 * What each p would have to come down to, by the correction's own rule: rate × rank / number of tests. Ranked
 * among those that differ at all, for more samples move no others.
 */
function levelsToMeet(pValues: readonly number[], tests: number): Map<number, number> {
  const levels = new Map<number, number>();
  [...pValues].sort((a, b) => a - b).forEach((p, at) => levels.set(p, (FALSE_DISCOVERY_RATE * (at + 1)) / tests));
  return levels;
}

function rate({ passed, samples }: Tally): number {
  return passed / samples;
}

function judgeOne(baseline: Tally, candidate: Tally): Judged {
  const before = baseline.passed === 1;
  const after = candidate.passed === 1;
  if (before && after) return { outcome: "stillPassing", detail: null };
  if (before) return { outcome: "broke", detail: null };
  return { outcome: after ? "fixed" : "stillFailing", detail: null };
}

function judgeSeveral(baseline: Tally, candidate: Tally, significant: boolean, level: number): Judged {
  const before = rate(baseline);
  const after = rate(candidate);
  if (significant) return { outcome: after < before ? "broke" : "fixed", detail: null };
  if (before === 1 && after === 1) return { outcome: "stillPassing", detail: null };
  if (before === 0 && after === 0) return { outcome: "stillFailing", detail: null };
  const more = samplesToSettle(baseline, candidate, level);
  if (more === null) return { outcome: "flaky", detail: "the replies of one version pass at times and fail at times" };
  return { outcome: "undecided", detail: `${more} more ${more === 1 ? "sample" : "samples"} a side would settle it` };
}

function pValue(baseline: Tally, candidate: Tally): number {
  return fisherExact(baseline.passed, baseline.samples, candidate.passed, candidate.samples);
}

/** Further samples a side until the shares seen would be a real difference at `level`; null when not within reach. */
export function samplesToSettle(baseline: Tally, candidate: Tally, level: number): number | null {
  const before = rate(baseline);
  const after = rate(candidate);
  if (before === after) return null;
  for (let more = 1; more <= MOST_MORE_SAMPLES; more += 1) {
    const a = baseline.samples + more;
    const b = candidate.samples + more;
    if (fisherExact(Math.round(before * a), a, Math.round(after * b), b) <= level) return more;
  }
  return null;
}
