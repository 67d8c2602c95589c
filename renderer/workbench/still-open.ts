import type { Comparison } from "../../shared/domain/comparison.ts";
import type { Run } from "../../shared/domain/run.ts";

/** The same conversations with nothing known of them yet: what a new comparison looks like before it is read. */
export function stillOpen(before: Comparison, baseline: Run | null, candidate: Run): Comparison {
  return {
    baseline,
    candidate,
    counts: { broke: 0, fixed: 0, stillFailing: 0, stillPassing: 0, flaky: 0, undecided: 0, edited: 0, missing: 0 },
    pending: before.rows.length,
    changed: 0,
    noiseFloor: null,
    passRate: { baseline: null, candidate: null, difference: null, interval: null, p: null },
    rows: before.rows.map((row) => ({
      ...row,
      outcome: null,
      detail: null,
      changed: false,
      firstDivergentTurn: null,
      baseline: { passed: 0, samples: 0 },
      candidate: { passed: 0, samples: 0 },
    })),
  };
}
