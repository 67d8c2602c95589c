import type { Run, RunProgress } from "../../../shared/domain/run.ts";

/**
 * Calls to count against the session's budget. Those that a cancelled run had under way got no reply but may be
 * charged for all the same: at most one a lane.
 */
export function callsMade({ concurrency }: Pick<Run, "concurrency">, progress: RunProgress): number {
  const { calls, retries, errors, replies, recorded, status } = progress;
  const underWay = status === "cancelled" ? Math.min(concurrency, replies - recorded) : 0;
  return calls + retries + errors + underWay;
}
