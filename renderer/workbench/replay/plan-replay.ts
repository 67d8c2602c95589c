import type { Run } from "../../../shared/domain/run.ts";
import type { Samples } from "./replay-store.ts";
import { baselineIsMissing, type ModelChoice, type Side } from "../run-choice.ts";

/** What a person has picked for replays, apart from the version. */
export interface ReplayChoice extends ModelChoice {
  promptId: string;
  setId: string;
  samples: Samples;
}

/** The versions to replay, in the order in which to start them: a baseline that has no run yet goes first. */
export function versionsToReplay(
  choice: ReplayChoice,
  candidate: Side,
  baseline: number | null,
  runs: readonly Run[],
): Side[] {
  if (baseline === null || baseline === candidate) return [candidate];
  return baselineIsMissing(runs, choice.setId, choice, baseline, choice.samples) ? [baseline, candidate] : [candidate];
}

/**
 * True when the run that the baseline had before was made over the set as it was before an edit: it is then
 * replayed once more, and only the edited conversations cost anything, since the rest is in the cache.
 */
export function baselineIsStale(
  choice: ReplayChoice,
  candidate: Run,
  baseline: number | null,
  runs: readonly Run[],
): boolean {
  // What was edited is sampled on both sides by auto-samples themselves.
  if (baseline === null || choice.samples === "auto") return false;
  const sameSet = runs.filter((run) => run.setSha256 === candidate.setSha256);
  return baselineIsMissing(sameSet, choice.setId, choice, baseline, choice.samples);
}
