import type { Outcome, Tally } from "../../../shared/domain/comparison.ts";
import {
  rulesOutChange,
  MAX_FURTHER_SAMPLES,
  furtherSamplesSequential,
  FALSE_DISCOVERY_RATE,
  furtherSamplesFixed,
} from "./sequential-test.ts";
import { boschlooExact, type TallyPair } from "./exact-tests.ts";
import { anytimeValidP } from "./e-values.ts";

/** p-values corrected for their number: Benjamini and Hochberg, J. R. Statist. Soc. B 57, 1995, 289–300. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p);
  const adjusted = pValues.map(() => 1);
  let smallest = 1;
  order.forEach(({ p, index }, at) => {
    smallest = Math.min(smallest, (p * pValues.length) / (pValues.length - at));
    adjusted[index] = smallest;
  });
  return adjusted;
}

export interface ClassifiedOutcome {
  outcome: Outcome;
  detail: string | null;
  /** Further samples a side that would decide it. */
  more?: number;
}

/**
 * How the numbers of samples came about. `fixed`: chosen before. `auto`: on either side sampling went on until the
 * case was decided, so that only a p-value that holds whenever sampling stops will do.
 */
type SamplingMode = "fixed" | "auto";

/** A test of one conversation's two tallies, and the further samples a side that would bring it down to a level. */
interface OutcomeTest {
  p: (baseline: Tally, candidate: Tally) => number;
  more: (baseline: Tally, candidate: Tally, level: number) => number | null;
}

const outcomeTests: Record<SamplingMode, OutcomeTest> = {
  fixed: { p: boschlooExact, more: furtherSamplesFixed },
  auto: {
    p: anytimeValidP,
    more: (baseline, candidate, level) => furtherSamplesSequential({ baseline, candidate }, level),
  },
};

/**
 * Outcomes of conversations that both runs could be judged on. One sample each, by choice: the change itself decides.
 * Several: an exact test on the pass counts, corrected over the set by Benjamini and Hochberg.
 */
export function classifyOutcomes(pairs: readonly TallyPair[], sampling: SamplingMode = "fixed"): ClassifiedOutcome[] {
  const test = outcomeTests[sampling];
  const tested = pairs.map(({ baseline, candidate }) =>
    sampling === "auto" || baseline.samples > 1 || candidate.samples > 1 ? test.p(baseline, candidate) : null,
  );
  const pValues = tested.filter((p) => p !== null);
  const adjusted = benjaminiHochberg(pValues);
  const differing = pairs.map((pair, at) =>
    passRateOf(pair.baseline) === passRateOf(pair.candidate) ? null : (tested[at] ?? null),
  );
  const levels = significanceLevels(
    differing.filter((p) => p !== null),
    pValues.length,
  );
  let next = 0;
  return pairs.map((pair, at) => {
    const p = tested[at] ?? null;
    if (p === null) return classifySingleSamples(pair);
    const corrected = adjusted[next++] ?? 1;
    const outcome = outcomeOf(pair, corrected);
    if (outcome !== null)
      return { outcome, detail: isChange(outcome) ? formatPValue(corrected, pValues.length) : null };
    if (sampling === "auto" && rulesOutChange(pair.baseline, pair.candidate))
      return { outcome: "flaky", detail: NO_CHANGE_DETAIL };
    const more = test.more(pair.baseline, pair.candidate, levels.get(p) ?? FALSE_DISCOVERY_RATE);
    if (more === null && sampling === "fixed") return { outcome: "flaky", detail: FLAKY_DETAIL };
    return undecidedOutcome(more);
  });
}

/**
 * What each p would have to come down to, by the correction's own rule: rate × rank / number of tests. Ranked
 * among those that differ at all, for more samples move no others.
 */
function significanceLevels(pValues: readonly number[], tests: number): Map<number, number> {
  const levels = new Map<number, number>();
  [...pValues].sort((a, b) => a - b).forEach((p, at) => levels.set(p, (FALSE_DISCOVERY_RATE * (at + 1)) / tests));
  return levels;
}

function passRateOf({ passed, samples }: Tally): number {
  return passed / samples;
}

function classifySingleSamples({ baseline, candidate }: TallyPair): ClassifiedOutcome {
  const before = baseline.passed === 1;
  const after = candidate.passed === 1;
  if (before === after) return { outcome: before ? "stillPassing" : "stillFailing", detail: null };
  return { outcome: before ? "broke" : "fixed", detail: SINGLE_SAMPLE_DETAIL };
}

/** 0.9 × 0.1: what an unchanged conversation shows in one direction when it passes nine times in ten. */
export const SINGLE_SAMPLE_DETAIL =
  "one sample a side: a conversation that passes 9 times in 10 shows this by chance in 9 of 100 comparisons";

/** Null: it is open, or flaky. */
function outcomeOf({ baseline, candidate }: TallyPair, corrected: number): Outcome | null {
  const before = passRateOf(baseline);
  const after = passRateOf(candidate);
  if (corrected <= FALSE_DISCOVERY_RATE) return after < before ? "broke" : "fixed";
  if (before === 1 && after === 1) return "stillPassing";
  return before === 0 && after === 0 ? "stillFailing" : null;
}

const isChange = (outcome: Outcome): boolean => outcome === "broke" || outcome === "fixed";

function formatPValue(corrected: number, conversations: number): string {
  const p = corrected < 0.0001 ? "p < 0.0001" : `p = ${corrected.toPrecision(2)}`;
  return conversations === 1 ? p : `${p}, corrected over ${conversations} conversations`;
}

const FLAKY_DETAIL = "the replies of one version pass at times and fail at times";
const NO_CHANGE_DETAIL = `${FLAKY_DETAIL}; a change by half or more is ruled out`;

function undecidedOutcome(more: number | null): ClassifiedOutcome {
  if (more === null)
    return { outcome: "undecided", detail: `more than ${MAX_FURTHER_SAMPLES} more samples a side are needed` };
  const detail = `${more} more ${more === 1 ? "sample" : "samples"} a side would settle it`;
  return { outcome: "undecided", more, detail };
}
