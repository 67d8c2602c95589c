import type { RunProgress } from "../../../shared/domain/run.ts";
import { sumUsage } from "../../../shared/rules/usage.ts";

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
