import type { Comparison } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";

/** The newest run of the candidate's text in which the baseline's replies stood before each turn. */
export function pinnedRunOf(runs: readonly Run[], baseline: Run | null, candidate: Run | null): Run | null {
  if (baseline === null || candidate === null) return null;
  const found = runs.find(
    (run) => run.history === "pinned" && run.baselineRunId === baseline.id && run.textSha256 === candidate.textSha256,
  );
  return found ?? null;
}

/** Conversations whose change could be explained and is not yet: of one turn there is nothing to explain. */
export function idsToPin({ baseline, candidate, rows }: Comparison): string[] {
  const done = baseline?.progress.status === "complete" && candidate.progress.status === "complete";
  if (!done || candidate.history === "pinned") return [];
  return rows.filter((row) => row.changed && row.turns > 1 && row.cause == null).map((row) => row.id);
}
