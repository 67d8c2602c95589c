import type { Tally } from "../../../shared/domain/comparison.ts";
import { anytimeP, logEvidenceOfNone } from "./statistics/evidence.ts";
import { grow, leastMore } from "./statistics/samples-to-settle.ts";

/** Both sides of one conversation so far. Samples in error are in no tally: the caller counts them itself. */
export interface SequentialPair {
  baseline: Tally;
  candidate: Tally;
  /**
   * All samples of both sides gave the same replies, long enough for that to tell more than equal verdicts do:
   * `tellMoreThanVerdicts` of shared/rules/reply-groups.ts. Two samples a side then decide.
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
export const FIRST_SAMPLES = 2;
/** Most samples a side unless a person says otherwise; chosen by power against 0.95 → 0.5: docs/statistics.md. */
export const DEFAULT_LIMIT = 60;
/** Share of false alarms among what is called broke or fixed, over a set. */
const FALSE_DISCOVERY_RATE = 0.05;
/** Chance, at most, of giving up on a change of `LEAST_CHANGE` or more. */
const MISSED = 0.1;
/** How many more samples a side are worth proposing. */
export const MOST_MORE = 100;

export function sequentialPlan(plan: Partial<SequentialPlan> & { conversations: number }): SequentialPlan {
  return { found: 0, limit: DEFAULT_LIMIT, baselineGrows: true, ...plan };
}

export type DecidedOutcome = "broke" | "fixed" | "stillPassing" | "stillFailing" | "flaky";

export type Decision =
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
export function decide(pair: SequentialPair, plan: SequentialPlan): Decision {
  const { baseline, candidate } = pair;
  const next = samplesToTakeNext(pair, plan);
  const started = baseline.samples >= FIRST_SAMPLES && candidate.samples >= FIRST_SAMPLES;
  if (!started && next && (plan.baselineGrows || candidate.samples < FIRST_SAMPLES)) return next;
  const level = levelOf(plan);
  const p = anytimeP(baseline, candidate);
  if (p <= level) return { state: "decided", outcome: directionOf(pair), p };
  const alike = outcomeIfUnchanged(pair);
  const steady = started && pair.identical && alike !== "flaky";
  if (steady || isNoChange(baseline, candidate)) return { state: "decided", outcome: alike, p };
  if (next && withinReach(pair, plan, level)) return next;
  return { state: "undecided", moreWouldSettle: moreToSettle(pair, level) };
}

/** Whether the samples rule out a change of `LEAST_CHANGE` or more. */
export function isNoChange(baseline: Tally, candidate: Tally): boolean {
  return logEvidenceOfNone(baseline, candidate) >= -Math.log(MISSED);
}

/** Whether the samples left could still settle it, were they to fall out as plainly as they can. */
function withinReach({ baseline, candidate }: SequentialPair, plan: SequentialPlan, level: number): boolean {
  const left = (tally: Tally, grows: boolean): number => (grows ? Math.max(0, plan.limit - tally.samples) : 0);
  const moreBaseline = left(baseline, plan.baselineGrows);
  const moreCandidate = left(candidate, true);
  // While more is left than was taken it practically always could: not worth working out at every sample.
  if (moreBaseline > baseline.samples && moreCandidate > candidate.samples) return true;
  const all = (tally: Tally, more: number, passing: boolean): Tally => ({
    passed: tally.passed + (passing ? more : 0),
    samples: tally.samples + more,
  });
  const settles = (a: Tally, b: Tally): boolean => anytimeP(a, b) <= level || isNoChange(a, b);
  const ends = [true, false];
  return (
    settles(grow(baseline, moreBaseline), grow(candidate, moreCandidate)) ||
    ends.some((a) => ends.some((b) => settles(all(baseline, moreBaseline, a), all(candidate, moreCandidate, b))))
  );
}

function levelOf({ conversations, found }: SequentialPlan): number {
  return FALSE_DISCOVERY_RATE * Math.min(1, (found + 1) / Math.max(1, conversations));
}

/** First `FIRST_SAMPLES` each; then one for the side that is behind, or for both. Null when neither has room. */
function samplesToTakeNext({ baseline, candidate }: SequentialPair, plan: SequentialPlan): Decision | null {
  const wanted = (own: Tally, other: Tally): number => {
    if (own.samples < FIRST_SAMPLES) return FIRST_SAMPLES - own.samples;
    return own.samples <= other.samples && other.samples >= FIRST_SAMPLES ? 1 : 0;
  };
  const roomBaseline = plan.baselineGrows ? Math.max(0, plan.limit - baseline.samples) : 0;
  const roomCandidate = Math.max(0, plan.limit - candidate.samples);
  const moreBaseline = Math.min(roomBaseline, roomCandidate === 0 ? 1 : wanted(baseline, candidate));
  const moreCandidate = Math.min(roomCandidate, roomBaseline === 0 ? 1 : wanted(candidate, baseline));
  return moreBaseline + moreCandidate === 0 ? null : { state: "open", moreBaseline, moreCandidate };
}

function directionOf({ baseline, candidate }: SequentialPair): "broke" | "fixed" {
  return candidate.passed / candidate.samples < baseline.passed / baseline.samples ? "broke" : "fixed";
}

function outcomeIfUnchanged({ baseline, candidate }: SequentialPair): "stillPassing" | "stillFailing" | "flaky" {
  const passed = baseline.passed + candidate.passed;
  if (passed === 0) return "stillFailing";
  return passed === baseline.samples + candidate.samples ? "stillPassing" : "flaky";
}

/** Further samples a side until the shares seen so far would settle it either way; null when not within reach. */
export function moreToSettle({ baseline, candidate }: Omit<SequentialPair, "identical">, level: number): number | null {
  return leastMore(MOST_MORE, (more) => {
    const [a, b] = [grow(baseline, more), grow(candidate, more)];
    return anytimeP(a, b) <= level || isNoChange(a, b);
  });
}
