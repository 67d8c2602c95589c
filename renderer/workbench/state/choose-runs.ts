import type { Branch, Draft, Version } from "../../../shared/domain/prompt.ts";
import type { ModelIdentity, ModelSettings, ModelSpec } from "../../../shared/domain/model.ts";
import type { Run } from "../../../shared/domain/run.ts";
import {
  newestCompleteRun,
  isRunOfModel,
  modelOfRun,
  runOfVersion,
  wholeSetRuns,
} from "../../../shared/rules/run-of-version.ts";
import type { Samples } from "./replay-options.ts";

/** What stands on one side of a comparison: a version's number, or the working text. */
export type Side = number | "draft";

export interface ComparedSides {
  baseline: number | null;
  candidate: Side;
}

/**
 * The version that the screen follows: the current branch's head. The newest of all until branches are known, and
 * where the branch has no version that is still listed.
 */
export function followedVersion(
  versions: readonly Pick<Version, "number">[],
  branches: readonly Pick<Branch, "current" | "headNumber">[],
): number | null {
  const head = branches.find(({ current }) => current)?.headNumber ?? null;
  if (head !== null && versions.some(({ number }) => number === head)) return head;
  return versions.reduce<number | null>((most, { number }) => Math.max(most ?? number, number), null);
}

/**
 * Fills in what nobody picked by hand. The candidate is then the followed version, not the draft: what was
 * measured stays on screen while the next edit is typed. The baseline is the candidate's parent.
 */
export function resolveSides(
  picked: { baseline: number | null; candidate: Side | null },
  versions: readonly Version[],
  draft: Pick<Draft, "baseNumber"> | null,
  followed: number | null = followedVersion(versions, []),
): ComparedSides {
  const known = new Map(versions.map((version) => [version.number, version]));
  const pickedExists = picked.candidate === "draft" || (picked.candidate !== null && known.has(picked.candidate));
  const candidate: Side = pickedExists && picked.candidate !== null ? picked.candidate : (followed ?? "draft");
  if (picked.baseline !== null && picked.baseline !== candidate && known.has(picked.baseline)) {
    return { candidate, baseline: picked.baseline };
  }
  const parent = candidate === "draft" ? (draft?.baseNumber ?? null) : (known.get(candidate)?.parentNumber ?? null);
  return { candidate, baseline: parent !== null && known.has(parent) ? parent : null };
}

/** The model that is picked, and the settings that each version brings along. */
interface ModelChoice {
  model: ModelSpec & ModelIdentity;
  settingsOf(side: Side): ModelSettings;
}

/** True when a run of this side was made with the picked model, as both are set up now. */
function usesModel(run: Run, side: Side, choice: ModelChoice): boolean {
  const settings: ModelSettings = { ...choice.model.settings, ...choice.settingsOf(side) };
  return (
    isRunOfModel(run, choice.model) &&
    run.model.settings.temperature === settings.temperature &&
    run.model.settings.topP === settings.topP &&
    run.model.settings.maxOutputTokens === settings.maxOutputTokens &&
    run.model.settings.thinking === settings.thinking &&
    run.model.settings.seed === settings.seed
  );
}

/** What the draft's quick replays are held against: the run that stands for the version that it was started from. */
export function watchBaselineRun(runs: readonly Run[], setId: string, choice: ModelChoice, base: number): Run | null {
  const fits = runs.filter((run) => run.setId === setId && isOfSide(run, base) && usesModel(run, base, choice));
  return newestCompleteRun(fits.filter((run) => run.history === "live"));
}

function isOfSide(run: Run, side: Side): boolean {
  return !run.partial && run.versionNumber === (side === "draft" ? null : side);
}

export interface ChosenRuns {
  baseline: Run | null;
  candidate: Run | null;
}

/**
 * The run that stands for each side, by the rule of `runOfVersion`. Of the candidate one that is newer and still under
 * way, or was cut off, comes first: it is what the person waits for, or resumes. Runs of the picked model come first;
 * where it has none, those of any other are shown all the same, for what was recorded can be read whatever models are
 * saved. `opened` is a run that the person opened by hand. Both sides are of one model. `model` is null where none is saved. `runs` are newest first.
 */
export function chooseRuns(
  runs: readonly Run[],
  setId: string,
  model: (ModelSpec & ModelIdentity) | null,
  { candidate: side, baseline }: ComparedSides,
  opened: string | null = null,
): ChosenRuns {
  const of = (one: Side): Run[] => runs.filter((run) => run.setId === setId && isOfSide(run, one));
  const made = of(side);
  const picked = model === null ? [] : made.filter((run) => isRunOfModel(run, model));
  const byHand = runs.find((run) => run.id === opened && (run.versionNumber ?? "draft") === side);
  const candidate = byHand ?? newestWholeRun(picked.length > 0 ? picked : made);
  if (baseline === null) return { candidate, baseline: null };
  const alike = candidate ? modelOfRun(candidate) : model;
  const fits = of(baseline).filter((run) => alike === null || isRunOfModel(run, alike));
  const begun = fits.filter(({ progress }) => progress.status === "running" || progress.recorded > 0);
  return { candidate, baseline: runOfVersion(fits) ?? newestWholeRun(begun) };
}

/** What the rule gives, unless something newer is under way or was cut off. */
function newestWholeRun(runs: readonly Run[]): Run | null {
  return wholeSetRuns(runs)[0] ?? null;
}

/** True when the baseline has no run, finished or on its way, that the next replay could be compared with. */
export function baselineIsMissing(
  runs: readonly Run[],
  setId: string,
  choice: ModelChoice,
  baseline: number,
  samples: Samples,
): boolean {
  return !runs.some(
    (run) =>
      run.setId === setId &&
      isOfSide(run, baseline) &&
      run.history === "live" &&
      // Auto-samples reuse the samples of any run and add the rest.
      (samples === "auto" || hasSamples(run, samples)) &&
      usesModel(run, baseline, choice) &&
      (run.progress.status === "complete" || run.progress.status === "running"),
  );
}

/** Whether a run was made with this choice of samples. */
function hasSamples(run: Run, samples: Samples): boolean {
  return samples === "auto" ? run.sampling !== null : run.sampling === null && run.samples === samples;
}

export function sideName(side: Side): string {
  return side === "draft" ? "draft" : `v${side}`;
}

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
