import { type Comparison, type Tally, unpackComparison } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { client, onRunProgress, orpc, queryClient } from "../../engine-client/index.ts";
import type { ChosenRuns } from "./choose-runs.ts";

const placeholders = new WeakMap<Comparison, Comparison>();

/**
 * The same conversations with nothing known of them yet: what a new comparison looks like before it is read. The same
 * object for the same runs: every pane asks for it, each time it is drawn.
 */
export function placeholderComparison(before: Comparison, baseline: Run | null, candidate: Run): Comparison {
  const known = placeholders.get(before);
  if (known?.baseline === baseline && known.candidate === candidate) return known;
  const open = emptyComparison(before, baseline, candidate);
  placeholders.set(before, open);
  return open;
}

const NO_SAMPLES: Tally = { passed: 0, samples: 0 };

function emptyComparison(before: Comparison, baseline: Run | null, candidate: Run): Comparison {
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
      baseline: NO_SAMPLES,
      candidate: NO_SAMPLES,
    })),
  };
}

const MIN_REFRESH_MS = 200;

export function comparisonOptions(baselineRunId: string | null, candidateRunId: string | null) {
  const input = { baselineRunId, candidateRunId: candidateRunId ?? "" };
  return queryOptions({
    queryKey: orpc.compare.summary.queryKey({ input }),
    queryFn: async ({ signal }) => unpackComparison(await client.compare.summary(input, { signal })),
    enabled: candidateRunId !== null,
    // Going through thousands of rows for ones that stayed the same takes longer than drawing those in sight.
    structuralSharing: false,
  });
}

/** Has the comparison under way before it is asked for. */
export function prefetchComparison({ baseline, candidate }: ChosenRuns): void {
  if (candidate !== null) void queryClient.prefetchQuery(comparisonOptions(baseline?.id ?? null, candidate.id));
}

/** The comparison of two runs, or of one alone. Until it is there, the rows of the one before stand open. */
export function useComparison(baseline: Run | null, candidate: Run | null) {
  const query = useQuery({
    ...comparisonOptions(baseline?.id ?? null, candidate?.id ?? null),
    placeholderData: (before: Comparison | undefined) =>
      before && candidate && before.candidate.setId === candidate.setId
        ? placeholderComparison(before, baseline, candidate)
        : undefined,
  });
  const comparison: Comparison | null = candidate === null ? null : (query.data ?? null);
  return { comparison, error: query.error, retry: () => void query.refetch() };
}

/** While either run goes on, their comparison follows, as fast as the engine can tell. Once per window. */
export function useComparisonRefresh(baselineRunId: string | null, candidateRunId: string | null): void {
  useEffect(() => {
    if (candidateRunId === null) return;
    const { queryKey } = comparisonOptions(baselineRunId, candidateRunId);
    let timer: ReturnType<typeof setTimeout> | null = null;
    let pause = MIN_REFRESH_MS;
    const refresh = async (): Promise<void> => {
      const from = performance.now();
      await queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false });
      // A large set takes longer to compare: most of the time stays free for the replay itself.
      pause = Math.max(MIN_REFRESH_MS, 3 * (performance.now() - from));
      timer = null;
    };
    const stop = onRunProgress((progress) => {
      if (progress.runId !== candidateRunId && progress.runId !== baselineRunId) return;
      timer ??= setTimeout(() => void refresh(), pause);
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [baselineRunId, candidateRunId]);
}
