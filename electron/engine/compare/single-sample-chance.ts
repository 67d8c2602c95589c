import type { ChanceEstimate, ComparisonRow, Outcome } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { isRandomRun } from "../../../shared/rules/randomness.ts";
import { isSameModel, modelOfRun } from "../../../shared/rules/run-of-version.ts";
import type { Store } from "../store/store.ts";
import { SINGLE_SAMPLE_DETAIL } from "../statistics/classify-outcomes.ts";
import { INITIAL_SAMPLES } from "../statistics/sequential-test.ts";
import { estimateNoiseFloor } from "../statistics/rate-intervals.ts";

/** Outcomes that say what the replies did; the others say that nothing can be said. */
const decidedOutcomes = new Set<Outcome>(["broke", "fixed", "stillPassing", "stillFailing"]);

/**
 * Marks the rows that rest on one sample of a random model, on either side. Of one that always answers the same nothing
 * is said of chance.
 */
export function markSingleSampleRows(rows: readonly ComparisonRow[], baseline: Run, candidate: Run): void {
  const [before, after] = [isRandomRun(baseline), isRandomRun(candidate)];
  for (const row of rows) {
    const single = (before && row.baseline.samples === 1) || (after && row.candidate.samples === 1);
    if (single && row.outcome !== null && decidedOutcomes.has(row.outcome)) row.confirmed = false;
    else if (row.detail === SINGLE_SAMPLE_DETAIL) row.detail = null;
  }
}

/**
 * How many of the marked rows would break with nothing changed. Two single samples of a conversation that passes with
 * probability p differ with 2p(1 - p), the noise floor, and half of these go from pass to fail: rows x floor / 2
 * (docs/statistics.md). The floor is the comparison's own where a side has several samples, else that of the newest
 * run of the same prompt, set and model that has; null where there is none. Undefined without such rows.
 */
export function expectedChanceBreaks(
  store: Store,
  rows: readonly ComparisonRow[],
  { baseline, candidate, noiseFloor }: { baseline: Run; candidate: Run; noiseFloor: number | null },
): ChanceEstimate | undefined {
  const single = rows.filter((row) => row.confirmed === false && row.baseline.samples + row.candidate.samples === 2);
  if (single.length === 0) return undefined;
  const known = noiseFloor === null ? noiseFloorOfProject(store, candidate) : { noiseFloor, runId: baseline.id };
  const able = single.filter(({ checks }) => checks > 0).length;
  return {
    rows: single.length,
    breaks: known && (able * known.noiseFloor) / 2,
    noiseFloor: known?.noiseFloor ?? null,
    runId: known?.runId ?? null,
  };
}

/** How many runs are looked at for one with several samples. */
const MAX_RUNS_SEARCHED = 12;

function noiseFloorOfProject(store: Store, judged: Run): { noiseFloor: number; runId: string } | null {
  const { promptId, setId, model } = judged;
  const alike = store.runs
    .list(Number(promptId))
    .map(({ run }) => run)
    .filter((run) => run.setId === setId && run.history === "live" && !run.partial)
    .filter((run) => run.samples > 1 && run.progress.recorded > 0)
    .filter((run) => isSameModel(modelOfRun(run), modelOfRun(judged)))
    .filter((run) => run.model.settings.temperature === model.settings.temperature);
  for (const run of alike.slice(0, MAX_RUNS_SEARCHED)) {
    const noiseFloor = noiseFloorOfRun(store, run);
    if (noiseFloor !== null) return { noiseFloor, runId: run.id };
  }
  return null;
}

/** Of auto-samples only those that every conversation gets: the later ones were taken because of what these showed. */
function noiseFloorOfRun(store: Store, run: Run): number | null {
  const tallies = new Map<number, { passed: number; samples: number }>();
  for (const { position, sample, status } of store.results.ofRun(Number(run.id))) {
    if (status === "unevaluated" || (run.sampling !== null && sample >= INITIAL_SAMPLES)) continue;
    const tally = tallies.get(position) ?? { passed: 0, samples: 0 };
    tally.samples += 1;
    if (status === "passed") tally.passed += 1;
    tallies.set(position, tally);
  }
  return estimateNoiseFloor([...tallies.values()]);
}
