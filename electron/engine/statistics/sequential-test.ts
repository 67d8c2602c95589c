import type { SampledOutcome } from "../../../shared/domain/comparison.ts";
import type { Tally } from "../../../shared/domain/comparison.ts";
import { anytimeValidP, logEValueOfNoChange } from "./e-values.ts";
import { boschlooExact, fisherExact, memoizeByTallies } from "./exact-tests.ts";

/** Both sides of one conversation so far. Samples in error are in no tally: the caller counts them itself. */
interface SequentialPair {
  baseline: Tally;
  candidate: Tally;
  /**
   * All samples of both sides gave the same replies, long enough for that to tell more than equal verdicts do:
   * see electron/engine/statistics/reply-groups.ts. Two samples a side then decide.
   */
  identical: boolean;
}

/** What holds for all conversations of a run. `sequentialPlan` makes one. */
export interface SequentialPlan {
  /** Conversations that are compared: the more there are, the more evidence each has to bring. */
  conversations: number;
  /** Conversations so far decided as broke or fixed; each find lowers the bar for the next, as Benjamini–Hochberg does. */
  found: number;
  /** Most samples a side. */
  limit: number;
  /** Whether the baseline can be sampled further; where not, only the candidate is. */
  baselineGrows: boolean;
}

/** Samples to take of each side first. */
export const INITIAL_SAMPLES = 2;
/** Most samples a side unless a person says otherwise; chosen by power against 0.95 → 0.5: docs/statistics.md. */
export const DEFAULT_MAX_SAMPLES = 60;
/** Share of false alarms among what is called broke or fixed, over a set. */
export const FALSE_DISCOVERY_RATE = 0.05;
/** Chance, at most, of giving up on a change of `SMALLEST_CHANGE` or more. */
const MAX_MISS_RATE = 0.1;
/** How many more samples a side are worth proposing. */
export const MAX_FURTHER_SAMPLES = 100;

export function sequentialPlan(plan: Partial<SequentialPlan> & { conversations: number }): SequentialPlan {
  return { found: 0, limit: DEFAULT_MAX_SAMPLES, baselineGrows: true, ...plan };
}

type DecidedOutcome = Exclude<SampledOutcome, "undecided">;

export type SequentialDecision =
  /** `p` is valid whenever sampling stops, and goes into Benjamini–Hochberg over the set. */
  | { state: "decided"; outcome: DecidedOutcome; p: number }
  /** Samples to take next; at least one of the two is above 0. */
  | { state: "open"; moreBaseline: number; moreCandidate: number }
  /** The limit is reached. `moreWouldSettle`: further samples a side, if shares stay as seen; null when out of reach. */
  | { state: "undecided"; moreWouldSettle: number | null };

/**
 * Whether a conversation has been sampled enough. May be asked after any sample, in any order, with unequal numbers,
 * and again after a cut or with another plan: the error rates hold all the same.
 */
export function decideSequentially(pair: SequentialPair, plan: SequentialPlan): SequentialDecision {
  const { baseline, candidate } = pair;
  const next = samplesToTakeNext(pair, plan);
  const started = baseline.samples >= INITIAL_SAMPLES && candidate.samples >= INITIAL_SAMPLES;
  if (!started && next && (plan.baselineGrows || candidate.samples < INITIAL_SAMPLES)) return next;
  const level = significanceLevel(plan);
  const p = anytimeValidP(baseline, candidate);
  if (p <= level) return { state: "decided", outcome: directionOfChange(pair), p };
  const alike = outcomeIfUnchanged(pair);
  const steady = started && pair.identical && alike !== "flaky";
  if (steady || rulesOutChange(baseline, candidate)) return { state: "decided", outcome: alike, p };
  if (next && canStillDecide(pair, plan, level)) return next;
  return { state: "undecided", moreWouldSettle: furtherSamplesSequential(pair, level) };
}

/** Whether the samples rule out a change of `SMALLEST_CHANGE` or more. */
export function rulesOutChange(baseline: Tally, candidate: Tally): boolean {
  return logEValueOfNoChange(baseline, candidate) >= -Math.log(MAX_MISS_RATE);
}

/** Whether the samples left could still decide it, were they all to pass or all to fail. */
function canStillDecide({ baseline, candidate }: SequentialPair, plan: SequentialPlan, level: number): boolean {
  const left = (tally: Tally, grows: boolean): number => (grows ? Math.max(0, plan.limit - tally.samples) : 0);
  const moreBaseline = left(baseline, plan.baselineGrows);
  const moreCandidate = left(candidate, true);
  // While more is left than was taken it practically always could: not worth working out at every sample.
  if (moreBaseline > baseline.samples && moreCandidate > candidate.samples) return true;
  const all = (tally: Tally, more: number, passing: boolean): Tally => ({
    passed: tally.passed + (passing ? more : 0),
    samples: tally.samples + more,
  });
  const settles = (a: Tally, b: Tally): boolean => anytimeValidP(a, b) <= level || rulesOutChange(a, b);
  const ends = [true, false];
  return (
    settles(extrapolateTally(baseline, moreBaseline), extrapolateTally(candidate, moreCandidate)) ||
    ends.some((a) => ends.some((b) => settles(all(baseline, moreBaseline, a), all(candidate, moreCandidate, b))))
  );
}

function significanceLevel({ conversations, found }: SequentialPlan): number {
  return FALSE_DISCOVERY_RATE * Math.min(1, (found + 1) / Math.max(1, conversations));
}

/** First `INITIAL_SAMPLES` each; then one for the side that is behind, or for both. Null when neither may take more. */
function samplesToTakeNext({ baseline, candidate }: SequentialPair, plan: SequentialPlan): SequentialDecision | null {
  const needed = (own: Tally, other: Tally): number => {
    if (own.samples < INITIAL_SAMPLES) return INITIAL_SAMPLES - own.samples;
    return own.samples <= other.samples && other.samples >= INITIAL_SAMPLES ? 1 : 0;
  };
  const leftForBaseline = plan.baselineGrows ? Math.max(0, plan.limit - baseline.samples) : 0;
  const leftForCandidate = Math.max(0, plan.limit - candidate.samples);
  const moreBaseline = Math.min(leftForBaseline, leftForCandidate === 0 ? 1 : needed(baseline, candidate));
  const moreCandidate = Math.min(leftForCandidate, leftForBaseline === 0 ? 1 : needed(candidate, baseline));
  return moreBaseline + moreCandidate === 0 ? null : { state: "open", moreBaseline, moreCandidate };
}

function directionOfChange({ baseline, candidate }: SequentialPair): "broke" | "fixed" {
  return candidate.passed / candidate.samples < baseline.passed / baseline.samples ? "broke" : "fixed";
}

function outcomeIfUnchanged({ baseline, candidate }: SequentialPair): "stillPassing" | "stillFailing" | "flaky" {
  const passed = baseline.passed + candidate.passed;
  if (passed === 0) return "stillFailing";
  return passed === baseline.samples + candidate.samples ? "stillPassing" : "flaky";
}

/** Further samples a side until the shares seen so far would decide it either way; null when not within reach. */
export function furtherSamplesSequential(
  { baseline, candidate }: Omit<SequentialPair, "identical">,
  level: number,
): number | null {
  return fewestSufficient(MAX_FURTHER_SAMPLES, (more) => {
    const [a, b] = [extrapolateTally(baseline, more), extrapolateTally(candidate, more)];
    return anytimeValidP(a, b) <= level || rulesOutChange(a, b);
  });
}

/** How many more samples a side are worth proposing. */
const MAX_FURTHER_SAMPLES_FIXED = 50;

const memoizedFisher = memoizeByTallies(fisherExact);

/**
 * Further samples a side, in a run with a fixed number, until the shares seen would be a real difference at `level`;
 * null when not within reach. Fisher's p is never below Boschloo's, so its number, quick to find, is where to look down from.
 */
export function furtherSamplesFixed(baseline: Tally, candidate: Tally, level: number): number | null {
  if (baseline.passed * candidate.samples === candidate.passed * baseline.samples) return null;
  const settles = (more: number): boolean =>
    boschlooExact(extrapolateTally(baseline, more), extrapolateTally(candidate, more)) <= level;
  const most = fewestSufficient(
    MAX_FURTHER_SAMPLES_FIXED,
    (more) => memoizedFisher(extrapolateTally(baseline, more), extrapolateTally(candidate, more)) <= level,
  );
  if (most === null) return settles(MAX_FURTHER_SAMPLES_FIXED) ? MAX_FURTHER_SAMPLES_FIXED : null;
  let more = most;
  while (more > 1 && settles(more - 1)) more -= 1;
  return more;
}

/**
 * The least number from 1 to `most` that suffices, by doubling and halving. Whole numbers of passes make p a little
 * uneven, so a smaller one may now and then do too; null when none of those tried does.
 */
function fewestSufficient(most: number, settles: (more: number) => boolean): number | null {
  let [below, found] = [0, 1];
  while (!settles(found)) {
    if (found === most) return null;
    [below, found] = [found, Math.min(most, found * 2)];
  }
  while (found - below > 1) {
    const middle = Math.floor((below + found) / 2);
    if (settles(middle)) found = middle;
    else below = middle;
  }
  return found;
}

/** The tally after `more` samples that pass as often as those before. */
function extrapolateTally({ passed, samples }: Tally, more: number): Tally {
  const all = samples + more;
  return { passed: samples === 0 ? 0 : Math.round((passed / samples) * all), samples: all };
}
