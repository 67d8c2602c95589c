import type { Run } from "../domain/run.ts";

/** What stands for a version in figures over versions: its newest complete live run of the whole set. */
export function newestComplete(
  runs: readonly Run[],
  model: { provider: string; model: string } | null,
): Map<number | "draft", Run> {
  const newest = new Map<number | "draft", Run>();
  for (const run of runs) {
    const side = run.versionNumber ?? "draft";
    const whole = run.progress.status === "complete" && !run.partial && run.history === "live";
    const fits = model === null || (run.model.provider === model.provider && run.model.model === model.model);
    if (whole && fits && !newest.has(side)) newest.set(side, run);
  }
  return newest;
}
