import type { Outcome, Tally } from "../../../shared/domain/comparison.ts";
import { isNoChange, MOST_MORE, moreToSettle } from "./sequential.ts";
import { benjaminiHochberg } from "./statistics/benjamini-hochberg.ts";
import { boschlooExact } from "./statistics/boschloo.ts";
import { anytimeP } from "./statistics/evidence.ts";
import type { TallyPair } from "./statistics/mcnemar.ts";
import { samplesToSettle } from "./statistics/samples-to-settle.ts";

/** Share of false alarms among what is called broke or fixed, over a set. */
const FALSE_DISCOVERY_RATE = 0.05;

export interface Judged {
  outcome: Outcome;
  detail: string | null;
  /** Further samples a side that would settle it. */
  more?: number;
}

/**
 * How the numbers of samples came about. `fixed`: chosen before. `auto`: on either side sampling went on until the
 * case was decided, so that only a p-value that holds whenever sampling stops will do.
 */
export type Sampling = "fixed" | "auto";

/** A test of one conversation's two tallies, and the further samples a side that would bring it down to a level. */
interface Test {
  p: (baseline: Tally, candidate: Tally) => number;
  more: (baseline: Tally, candidate: Tally, level: number) => number | null;
}

const tests: Record<Sampling, Test> = {
  fixed: { p: boschlooExact, more: samplesToSettle },
  auto: { p: anytimeP, more: (baseline, candidate, level) => moreToSettle({ baseline, candidate }, level) },
};

/**
 * Outcomes of conversations that both runs could be judged on. One sample each, by choice: the change itself decides.
 * Several: an exact test on the pass counts, corrected over the set by Benjamini and Hochberg.
 */
export function classify(pairs: readonly TallyPair[], sampling: Sampling = "fixed"): Judged[] {
  const test = tests[sampling];
  const tested = pairs.map(({ baseline, candidate }) =>
    sampling === "auto" || baseline.samples > 1 || candidate.samples > 1 ? test.p(baseline, candidate) : null,
  );
  const pValues = tested.filter((p) => p !== null);
  const adjusted = benjaminiHochberg(pValues);
  const differing = pairs.map((pair, at) =>
    rate(pair.baseline) === rate(pair.candidate) ? null : (tested[at] ?? null),
  );
  const levels = levelsToMeet(
    differing.filter((p) => p !== null),
    pValues.length,
  );
  let next = 0;
  return pairs.map((pair, at) => {
    const p = tested[at] ?? null;
    if (p === null) return judgeOne(pair);
    const corrected = adjusted[next++] ?? 1;
    const outcome = outcomeOf(pair, corrected);
    if (outcome !== null) return { outcome, detail: isChange(outcome) ? howSure(corrected, pValues.length) : null };
    if (sampling === "auto" && isNoChange(pair.baseline, pair.candidate)) return { outcome: "flaky", detail: STEADY };
    const more = test.more(pair.baseline, pair.candidate, levels.get(p) ?? FALSE_DISCOVERY_RATE);
    if (more === null && sampling === "fixed") return { outcome: "flaky", detail: AT_TIMES };
    return undecided(more);
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

function judgeOne({ baseline, candidate }: TallyPair): Judged {
  const before = baseline.passed === 1;
  const after = candidate.passed === 1;
  if (before === after) return { outcome: before ? "stillPassing" : "stillFailing", detail: null };
  return { outcome: before ? "broke" : "fixed", detail: WORTH_OF_ONE };
}

/** 0.9 × 0.1: what an unchanged conversation shows in one direction when it passes nine times in ten. */
export const WORTH_OF_ONE =
  "one sample a side: a conversation that passes 9 times in 10 shows this by chance in 9 of 100 comparisons";

/** Null: it is open, or flaky. */
function outcomeOf({ baseline, candidate }: TallyPair, corrected: number): Outcome | null {
  const before = rate(baseline);
  const after = rate(candidate);
  if (corrected <= FALSE_DISCOVERY_RATE) return after < before ? "broke" : "fixed";
  if (before === 1 && after === 1) return "stillPassing";
  return before === 0 && after === 0 ? "stillFailing" : null;
}

const isChange = (outcome: Outcome): boolean => outcome === "broke" || outcome === "fixed";

function howSure(corrected: number, conversations: number): string {
  const p = corrected < 0.0001 ? "p < 0.0001" : `p = ${corrected.toPrecision(2)}`;
  return conversations === 1 ? p : `${p}, corrected over ${conversations} conversations`;
}

const AT_TIMES = "the replies of one version pass at times and fail at times";
const STEADY = `${AT_TIMES}; a change by half or more is ruled out`;

function undecided(more: number | null): Judged {
  if (more === null) return { outcome: "undecided", detail: `more than ${MOST_MORE} more samples a side are needed` };
  const detail = `${more} more ${more === 1 ? "sample" : "samples"} a side would settle it`;
  return { outcome: "undecided", more, detail };
}
