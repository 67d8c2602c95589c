import type { ModelIdentity, ModelSpec } from "../domain/model.ts";
import type { Run } from "../domain/run.ts";

/**
 * Which run stands for a version, everywhere: in comparisons, blame, bisect, trends, as a baseline, and for what earlier
 * runs say. The newest complete live run of the whole set; a pinned one only where there is no other. The caller narrows
 * `runs` to one version, set and, where it is picked, model. Lists of runs are newest first.
 */
export function runOfVersion(runs: readonly Run[]): Run | null {
  return newestCompleteRun(runs) ?? wholeSetRuns(runs).find(isPartlyRecorded) ?? null;
}

/** The same, where what is not complete will not do. */
export function newestCompleteRun(runs: readonly Run[]): Run | null {
  return wholeSetRuns(runs.filter(isComplete))[0] ?? null;
}

/** Runs that say something of a version: over the whole set and live, pinned ones only where there is no other. */
export function wholeSetRuns(runs: readonly Run[]): Run[] {
  const whole = runs.filter((run) => !run.partial);
  const live = whole.filter((run) => run.history === "live");
  return live.length > 0 ? live : whole;
}

/** What stands for each version, and for the draft; of one model, where it is named. */
export function runsByVersion(runs: readonly Run[], model: ModelIdentity | null): Map<number | "draft", Run> {
  const byVersion = new Map<number | "draft", Run[]>();
  for (const run of runs) {
    if (model !== null && !isSameModel(modelOfRun(run), model)) continue;
    const side = run.versionNumber ?? "draft";
    byVersion.set(side, [...(byVersion.get(side) ?? []), run]);
  }
  return new Map(
    [...byVersion].flatMap(([side, all]) => {
      const run = newestCompleteRun(all);
      return run ? [[side, run] as const] : [];
    }),
  );
}

/** The same model at the same address; its settings may differ, and a rules file may be named by another path. */
export function isRunOfModel(run: Pick<Run, "model" | "rulesFileId">, model: ModelSpec & ModelIdentity): boolean {
  return run.model.baseUrl === model.baseUrl && isSameModel(modelOfRun(run), model);
}

/** A run's model, with the file that its rules are in. */
export function modelOfRun({ model, rulesFileId }: Pick<Run, "model" | "rulesFileId">): ModelSpec & ModelIdentity {
  return { ...model, rulesFileId };
}

/** The same model, at whatever address. A rules file is the same under every name that leads to it. */
export function isSameModel(one: ModelIdentity, other: ModelIdentity): boolean {
  if (one.provider !== other.provider) return false;
  if (one.model === other.model) return true;
  if (one.provider !== "scripted") return false;
  if (one.rulesFileId === undefined || other.rulesFileId === undefined) return isSameFile(one.model, other.model);
  return one.rulesFileId === other.rulesFileId;
}

/**
 * Whether two paths may name one file, where no file can be looked at any more: as they are, or where one, named from
 * some folder, is the end of the other.
 */
function isSameFile(one: string, other: string): boolean {
  const [a, b] = [pathParts(one), pathParts(other)];
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length > 0 && long.slice(-short.length).every((part, at) => part === short[at]);
}

/** Names on the way to a file, steps to nowhere and from it up left out. */
function pathParts(path: string): string[] {
  return path.split(/[/\\]/).filter((part) => part !== "" && part !== "." && part !== "..");
}

function isComplete({ progress }: Run): boolean {
  return progress.status === "complete";
}

/** Its calls failed in part: what is missing is named wherever it is shown. */
function isPartlyRecorded({ progress }: Run): boolean {
  return progress.status === "incomplete" && progress.recorded > 0;
}
