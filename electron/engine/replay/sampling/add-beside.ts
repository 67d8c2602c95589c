import type { Store } from "../../store/store.ts";
import { emptyProgress } from "../progress.ts";
import { Problem } from "../../../../shared/problem.ts";

/**
 * Makes the place for further samples of a baseline that a run with auto-samples takes. The baseline's own run stays
 * what it was, for whoever compares it with another one. Returns the new run's id.
 */
export function addBeside(store: Store, runId: number, baselineRunId: number, now: string): number {
  const baseline = store.runs.get(baselineRunId);
  const own = store.runs.get(runId);
  if (!baseline || !own) throw new Problem("not-found", "The baseline run does not exist any more.");
  const { run } = baseline;
  if (run.history === "pinned") {
    throw new Problem(
      "bad-input",
      `Run ${run.id} has pinned history, so it cannot be sampled further. Take a run with live history as the baseline.`,
      { runId: run.id },
    );
  }
  const version = run.versionNumber === null ? null : store.versions.byNumber(Number(run.promptId), run.versionNumber);
  const progress = emptyProgress(0, 0);
  const id = store.runs.insert(
    {
      promptId: Number(run.promptId),
      versionId: version?.id === undefined ? null : Number(version.id),
      textId: baseline.textId,
      setId: own.run.setId === null ? null : Number(own.run.setId),
      setName: own.run.setName,
      setSha256: own.run.setSha256,
      model: run.model,
      random: run.random ?? null,
      samples: run.samples,
      sampling: own.run.sampling,
      besideRunId: runId,
      concurrency: own.run.concurrency,
      history: "live",
      baselineRunId,
      useCache: own.useCache,
      partial: true,
      failFast: false,
      budget: null,
      progress,
      now,
    },
    [],
  );
  // Its own state is that of the run that it belongs to: nobody finds it left behind.
  store.runs.finish(id, "complete", { ...progress, runId: String(id), status: "complete" }, now, null);
  return id;
}
