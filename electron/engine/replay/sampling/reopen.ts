import { Problem } from "../../../../shared/problem.ts";
import type { Run } from "../../../../shared/domain/run.ts";
import type { Store } from "../../store/store.ts";

/** Most samples a side that a limit can be raised to. */
const HIGHEST_LIMIT = 1_000;

/**
 * Opens conversations again that sampling left undecided, with room for `more` samples a side beyond those that any of
 * them has. The caller holds the transaction.
 */
export function reopen(store: Store, run: Run, conversationIds: readonly string[], more: number): void {
  const runId = Number(run.id);
  const { sampling } = run;
  if (sampling === null || run.baselineRunId === null) {
    throw new Problem(
      "bad-input",
      "Only a run with auto-samples and a baseline can be settled: replay this version with auto-samples.",
      { runId: run.id },
    );
  }
  const places = conversationIds.map((id) => store.runs.conversation(runId, id)).filter((place) => place !== null);
  if (places.length === 0) {
    throw new Problem("not-found", "None of these conversations is in the run.", { runId: run.id });
  }
  const beside = store.runs.beside(runId);
  const baselineRunId = Number(run.baselineRunId);
  const taken = places.flatMap(({ id, position }) => {
    const before = store.runs.conversation(baselineRunId, id);
    const own = store.runs.tally(runId, position).finished;
    const further = beside === null ? 0 : store.runs.tally(beside, position).finished;
    return [own, further + (before ? store.runs.tally(baselineRunId, before.position).finished : 0)];
  });
  const limit = Math.min(HIGHEST_LIMIT, Math.max(...taken) + more);
  if (limit <= Math.max(...taken)) {
    throw new Problem("bad-input", `More than ${HIGHEST_LIMIT} samples a side are not taken.`, { runId: run.id });
  }
  for (const { position } of places) store.runs.decide(runId, position, null);
  store.runs.sampleUpTo(runId, { limit: Math.max(limit, sampling.limit) });
}
