import type { Comparison, Tally } from "../../shared/domain/comparison.ts";
import type { Run } from "../../shared/domain/run.ts";

const made = new WeakMap<Comparison, Comparison>();

/**
 * The same conversations with nothing known of them yet: what a new comparison looks like before it is read. The same
 * object for the same runs: every pane asks for it, each time it is drawn.
 */
export function stillOpen(before: Comparison, baseline: Run | null, candidate: Run): Comparison {
  const known = made.get(before);
  if (known?.baseline === baseline && known.candidate === candidate) return known;
  const open = opened(before, baseline, candidate);
  made.set(before, open);
  return open;
}

const NONE: Tally = { passed: 0, samples: 0 };

function opened(before: Comparison, baseline: Run | null, candidate: Run): Comparison {
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
      review: false,
      flags: 0,
      baseline: NONE,
      candidate: NONE,
    })),
  };
}
