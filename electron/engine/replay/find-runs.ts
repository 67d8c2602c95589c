import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { completeRun, isOfModel, runOfVersion } from "../../../shared/rules/run-of-version.ts";
import { Problem } from "../../../shared/problem.ts";
import type { Resolved } from "../prompts/refs.ts";
import type { StoredRun } from "../store/runs.ts";
import type { Store } from "../store/store.ts";
import { sha256 } from "../store/texts.ts";

/** A run by its id, or a Problem. */
export function requireStoredRun(store: Store, runId: string): StoredRun {
  const stored = store.runs.get(Number(runId));
  if (!stored) throw new Problem("not-found", "This run does not exist any more.", { runId });
  return stored;
}

/** Runs of what a REF names: a version's by its number, the draft's by its very text. Partial runs stand for nothing. */
export function runsOf(all: readonly Run[], resolved: Resolved): Run[] {
  const runs = all.filter((run) => !run.partial);
  if (resolved.kind === "version") return runs.filter((run) => run.versionNumber === resolved.version.number);
  const hash = sha256(resolved.text).toString("hex");
  return runs.filter((run) => run.versionNumber === null && run.textSha256 === hash);
}

/** The run that stands for what a REF names: see `runOfVersion`. Null where nothing can be compared yet. */
export function runOfRef(all: readonly Run[], resolved: Resolved): Run | null {
  return runOfVersion(runsOf(all, resolved));
}

/** The run that stands for the parent, over the same set with the same model; null where none is complete. */
export function parentRun(runs: readonly Run[], parent: number | null, setId: string, model: ModelSpec): Run | null {
  if (parent === null) return null;
  return completeRun(
    runs.filter((run) => run.versionNumber === parent && run.setId === setId && isOfModel(run, model)),
  );
}
