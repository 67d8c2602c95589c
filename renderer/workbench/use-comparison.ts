import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Comparison } from "../../shared/domain/comparison.ts";
import { unpackComparison } from "../../shared/domain/packed-comparison.ts";
import type { Run } from "../../shared/domain/run.ts";
import { client, listenToProgress, orpc, queryClient } from "../engine-client/index.ts";
import type { ChosenRuns } from "./run-choice.ts";
import { stillOpen } from "./still-open.ts";

const LEAST_PAUSE_MS = 200;

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
export function fetchComparison({ baseline, candidate }: ChosenRuns): void {
  if (candidate !== null) void queryClient.prefetchQuery(comparisonOptions(baseline?.id ?? null, candidate.id));
}

/** The comparison of two runs, or of one alone. Until it is there, the rows of the one before stand open. */
export function useComparison(baseline: Run | null, candidate: Run | null) {
  const query = useQuery({
    ...comparisonOptions(baseline?.id ?? null, candidate?.id ?? null),
    placeholderData: (before: Comparison | undefined) =>
      before && candidate && before.candidate.setId === candidate.setId
        ? stillOpen(before, baseline, candidate)
        : undefined,
  });
  const comparison: Comparison | null = candidate === null ? null : (query.data ?? null);
  return { comparison, error: query.error, retry: () => void query.refetch() };
}

/** While either run goes on, their comparison follows, as fast as the engine can tell. Once per window. */
export function useFollowComparison(baselineRunId: string | null, candidateRunId: string | null): void {
  useEffect(() => {
    if (candidateRunId === null) return;
    const { queryKey } = comparisonOptions(baselineRunId, candidateRunId);
    let timer: ReturnType<typeof setTimeout> | null = null;
    let pause = LEAST_PAUSE_MS;
    const refresh = async (): Promise<void> => {
      const from = performance.now();
      await queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false });
      // A large set takes longer to compare: most of the time stays free for the replay itself.
      pause = Math.max(LEAST_PAUSE_MS, 3 * (performance.now() - from));
      timer = null;
    };
    const stop = listenToProgress((progress) => {
      if (progress.runId !== candidateRunId && progress.runId !== baselineRunId) return;
      timer ??= setTimeout(() => void refresh(), pause);
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [baselineRunId, candidateRunId]);
}
