import type { Branch } from "../../shared/domain/branch.ts";
import type { ModelSettings, ModelSpec } from "../../shared/domain/model.ts";
import type { Draft, Version } from "../../shared/domain/prompt.ts";
import type { Run } from "../../shared/domain/run.ts";
import type { Samples } from "./replay/replay-store.ts";

/** What stands on one side of a comparison: a version's number, or the working text. */
export type Side = number | "draft";

export interface Sides {
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
): Sides {
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
export interface ModelChoice {
  model: ModelSpec;
  settingsOf(side: Side): ModelSettings;
}

/** True when a run of this side was made with the picked model, as both are set up now. */
function usesModel(run: Run, side: Side, choice: ModelChoice): boolean {
  const { provider, model, baseUrl } = choice.model;
  const settings: ModelSettings = { ...choice.model.settings, ...choice.settingsOf(side) };
  return (
    run.model.provider === provider &&
    run.model.model === model &&
    run.model.baseUrl === baseUrl &&
    run.model.settings.temperature === settings.temperature &&
    run.model.settings.topP === settings.topP &&
    run.model.settings.maxOutputTokens === settings.maxOutputTokens &&
    run.model.settings.seed === settings.seed
  );
}

/** What the draft's quick replays are held against: the newest complete run of the version it stands on. */
export function newestToWatchAgainst(
  runs: readonly Run[],
  setId: string,
  choice: ModelChoice,
  base: number,
): Run | null {
  const fits = runs.filter(
    (run) =>
      run.setId === setId &&
      run.history === "live" &&
      run.progress.status === "complete" &&
      isOfSide(run, base) &&
      usesModel(run, base, choice),
  );
  // Against several samples, the one of a quick replay could not be told from chance.
  return fits.find((run) => hasSamples(run, 1)) ?? fits[0] ?? null;
}

function isOfSide(run: Run, side: Side): boolean {
  return !run.partial && run.versionNumber === (side === "draft" ? null : side);
}

export interface ChosenRuns {
  baseline: Run | null;
  candidate: Run | null;
}

/**
 * The candidate's newest run, and the baseline run that suits it best. A version's text never changes, so among
 * its runs those with the picked number of samples are preferred; of the draft only the newest says anything.
 * `runs` are newest first.
 */
export function chooseRuns(
  runs: readonly Run[],
  setId: string,
  choice: ModelChoice,
  sides: Sides,
  samples: Samples,
): ChosenRuns {
  const of = (side: Side): Run[] => {
    const all = runs.filter((run) => run.setId === setId && isOfSide(run, side) && usesModel(run, side, choice));
    // A run with pinned history stands beside a live one to explain it; it is shown only where there is no other.
    const live = all.filter((run) => run.history === "live");
    return live.length > 0 ? live : all;
  };
  const made = of(sides.candidate);
  const preferred = sides.candidate === "draft" ? undefined : made.find((run) => hasSamples(run, samples));
  const candidate = preferred ?? made[0] ?? null;
  if (sides.baseline === null) return { candidate, baseline: null };
  const fits = of(sides.baseline);
  const complete = fits.filter((run) => run.progress.status === "complete");
  const alike = (run: Run): boolean =>
    candidate === null ||
    (hasSamples(run, candidate.sampling ? "auto" : candidate.samples) && run.setSha256 === candidate.setSha256);
  // Auto-samples were decided against one run, and further samples were taken for that comparison alone.
  const decidedAgainst = candidate?.sampling ? fits.find((run) => run.id === candidate.baselineRunId) : undefined;
  const baseline =
    decidedAgainst ??
    complete.find(alike) ??
    fits.find((run) => run.progress.status === "running") ??
    complete[0] ??
    fits.find((run) => run.progress.recorded > 0) ??
    null;
  return { candidate, baseline };
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
      // Auto-samples take of any run what it has and the rest beside it.
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
