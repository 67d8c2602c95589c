import type { RunProgress, Run } from "../../../shared/domain/run.ts";
import { sumUsage } from "../../../shared/domain/usage.ts";
import { useRunProgress } from "../../engine-client/index.ts";
import type { WorkbenchState } from "./workbench-state.ts";

/** The counts of runs that go on side by side, as one; null when there is none. Times are those of the slowest. */
export function sumProgress(all: readonly RunProgress[]): RunProgress | null {
  const [first, ...rest] = all;
  if (!first) return null;
  return rest.reduce(
    (sum, one) => ({
      ...sum,
      status: sum.status === "running" || one.status === "running" ? "running" : sum.status,
      conversations: sum.conversations + one.conversations,
      conversationsDone: sum.conversationsDone + one.conversationsDone,
      undecided: sum.undecided + one.undecided,
      replies: sum.replies + one.replies,
      repliesAtMost:
        sum.repliesAtMost === null && one.repliesAtMost === null
          ? null
          : (sum.repliesAtMost ?? sum.replies) + (one.repliesAtMost ?? one.replies),
      recorded: sum.recorded + one.recorded,
      calls: sum.calls + one.calls,
      cached: sum.cached + one.cached,
      retries: sum.retries + one.retries,
      errors: sum.errors + one.errors,
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      unevaluated: sum.unevaluated + one.unevaluated,
      ...sumUsage(sum, one),
      wallMs: Math.max(sum.wallMs, one.wallMs),
      rate: sum.rate === null && one.rate === null ? null : (sum.rate ?? 0) + (one.rate ?? 0),
      etaMs: sum.etaMs === null || one.etaMs === null ? null : Math.max(sum.etaMs, one.etaMs),
      lastError: sum.lastError ?? one.lastError,
      stopReason: sum.stopReason ?? one.stopReason,
      waiting: sum.waiting ?? one.waiting,
    }),
    first,
  );
}

/** The runs of the comparison on screen that are under way, with their counts as they stream in. */
export function useLiveRuns(workbench: WorkbenchState): { running: Run[]; progress: RunProgress | null } {
  const baseline = useLiveRun(workbench.baselineRun);
  const candidate = useLiveRun(workbench.candidateRun);
  const running = [candidate, baseline].filter((run) => run !== null && run.progress.status === "running");
  const runs = running.filter((run) => run !== null);
  return { running: runs, progress: sumProgress(runs.map((run) => run.progress)) };
}

/** A run with its newest counts. What has ended stays ended, whichever of the two was heard of last. */
export function useLiveRun(run: Run | null): Run | null {
  const live = useRunProgress(run?.id);
  if (!run || !live) return run;
  return run.progress.status === "running" || live.recorded > run.progress.recorded ? { ...run, progress: live } : run;
}
