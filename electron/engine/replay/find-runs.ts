import type { Run } from "../../../shared/domain/run.ts";
import type { Resolved } from "../prompts/refs.ts";
import { sha256 } from "../store/texts.ts";

/** Runs of what a REF names: a version's by its number, the draft's by its very text. */
export function runsOf(runs: readonly Run[], resolved: Resolved): Run[] {
  if (resolved.kind === "version") return runs.filter((run) => run.versionNumber === resolved.version.number);
  const hash = sha256(resolved.text).toString("hex");
  return runs.filter((run) => run.versionNumber === null && run.textSha256 === hash);
}

/**
 * The newest run that came to its end; a complete one before one in which calls failed. `runs` is newest
 * first. Null where nothing can be compared yet.
 */
export function newestFinished(runs: readonly Run[]): Run | null {
  return (
    runs.find((run) => run.progress.status === "complete") ??
    runs.find((run) => run.progress.status === "incomplete" && run.progress.recorded > 0) ??
    null
  );
}
