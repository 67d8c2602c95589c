import { decideSequentially, INITIAL_SAMPLES, type SequentialPlan } from "../../statistics/sequential-test.ts";
import type { SamplingEnd } from "../../store/runs.ts";

/** Samples of one side: taken, those of them that could be judged, and those that passed. */
export interface SideSamples {
  taken: number;
  judged: number;
  passed: number;
}

/** What decides whether a conversation is sampled further. */
export interface SampledPair {
  checks: number;
  candidate: SideSamples;
  /** Null: there is nothing to compare with. */
  baseline: SideSamples | null;
  /** How many of the baseline's samples were taken for this comparison; the rest stood in its own run before. */
  supplementSamples: number;
  /** All replies on both sides are the same, turn by turn. */
  identical: boolean;
}

export type SamplingStep = { candidate: number; baseline: number } | { end: SamplingEnd };

/** Most samples where there is nothing to compare with, of conversations that pass at times: enough for an interval. */
const MAX_SAMPLES_WITHOUT_BASELINE = 5;

/** Samples that every conversation gets; nothing can break in one without checks. */
export function firstSampleCount(checks: number): number {
  return checks === 0 ? 1 : INITIAL_SAMPLES;
}

/** Most samples a side that a conversation can come to. */
export function maxSampleCount({ checks, baseline }: Pick<SampledPair, "checks" | "baseline">, limit: number): number {
  if (checks === 0) return 1;
  return baseline === null ? Math.min(MAX_SAMPLES_WITHOUT_BASELINE, limit) : limit;
}

/**
 * The samples to take next, or how sampling ends. Asked with what is recorded alone, so that a run that was cut off
 * goes on as it would have: half a step, which both sides take together, is finished before anything is decided.
 */
export function decideNextSamples(pair: SampledPair, plan: SequentialPlan): SamplingStep {
  const { candidate, baseline } = pair;
  if (baseline === null) return nextWithoutBaseline(pair, plan.limit);
  const first = firstSampleCount(pair.checks);
  const lacking = {
    candidate: Math.max(0, first - candidate.taken),
    baseline: Math.max(0, first - baseline.taken),
  };
  if (lacking.candidate + lacking.baseline > 0) return lacking;
  if (pair.checks === 0) return { end: "stillPassing" };
  const ahead = candidate.taken - baseline.taken;
  if (ahead > 0) return { candidate: 0, baseline: ahead };
  const remaining = Math.max(0, plan.limit - candidate.taken);
  if (ahead < 0 && pair.supplementSamples > 0 && remaining > 0)
    return { candidate: Math.min(remaining, -ahead), baseline: 0 };
  if (candidate.judged === 0 || baseline.judged === 0) return { end: "undecided" };
  const decision = decideSequentially(
    { baseline: sideTally(baseline), candidate: sideTally(candidate), identical: pair.identical },
    plan,
  );
  if (decision.state === "decided") return { end: decision.outcome };
  if (decision.state === "undecided" || remaining === 0) return { end: "undecided" };
  return { candidate: 1, baseline: ahead < 0 ? 0 : 1 };
}

function nextWithoutBaseline({ checks, candidate }: SampledPair, limit: number): SamplingStep {
  const { taken, judged, passed } = candidate;
  const first = firstSampleCount(checks);
  if (taken < first) return { candidate: first - taken, baseline: 0 };
  if (judged === 0) return { end: checks === 0 ? "stillPassing" : "undecided" };
  if (passed === judged) return { end: "stillPassing" };
  if (passed === 0) return { end: "stillFailing" };
  return taken < Math.min(MAX_SAMPLES_WITHOUT_BASELINE, limit) ? { candidate: 1, baseline: 0 } : { end: "flaky" };
}

function sideTally({ passed, judged }: SideSamples) {
  return { passed, samples: judged };
}
