import type { Run, RunProgress } from "../../../shared/domain/run.ts";
import { useRunProgress } from "../../engine-client/index.ts";
import type { Loop } from "../use-loop.ts";
import { sumProgress } from "./sum-progress.ts";

/** The runs of the comparison on screen that are under way, with their counts as they stream in. */
export function useLiveRuns(loop: Loop): { running: Run[]; progress: RunProgress | null } {
  const baseline = useLive(loop.baselineRun);
  const candidate = useLive(loop.candidateRun);
  const running = [candidate, baseline].filter((run) => run !== null && run.progress.status === "running");
  const runs = running.filter((run) => run !== null);
  return { running: runs, progress: sumProgress(runs.map((run) => run.progress)) };
}

/** A run with its newest counts. What has ended stays ended, whichever of the two was heard of last. */
export function useLive(run: Run | null): Run | null {
  const live = useRunProgress(run?.id);
  if (!run || !live) return run;
  return run.progress.status === "running" || live.recorded > run.progress.recorded ? { ...run, progress: live } : run;
}
