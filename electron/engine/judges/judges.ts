import type { EmbeddingSpec, Judge } from "../../../shared/domain/judge.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { RunProgress } from "../../../shared/domain/run.ts";
import { addCall, addFailedCall } from "../../../shared/domain/usage.ts";
import type { Grader } from "../checks/graded/grader.ts";
import type { ChatModel, EmbeddingModel } from "../models/model-interface.ts";
import type { BudgetGuard } from "../calls/budget-guard.ts";
import { mayBeCharged, type RetryPolicy } from "../calls/call-model.ts";
import type { RateLimiters } from "../calls/rate-limiter.ts";
import { costFunctionFor } from "../models/prices.ts";
import { createBatchRecorder } from "../store/batch-recorder.ts";
import type { Store } from "../store/store.ts";
import { createJudgeCaller, createGrader } from "./grader.ts";
import { chosenJudge } from "./chosen-judge.ts";

interface JudgesDependencies {
  store: Store;
  rateLimiters: RateLimiters;
  retry: RetryPolicy;
  openModel(spec: ModelSpec): Promise<ChatModel>;
  openEmbedding(spec: EmbeddingSpec): Promise<EmbeddingModel>;
}

/** What of a run its judge works with. */
interface JudgedRun {
  id: number;
  budgetGuard: BudgetGuard;
  useCache: boolean;
  progress: Pick<RunProgress, "judged" | "retries" | "waiting">;
  onProgress(): void;
}

type Counts = NonNullable<RunProgress["judged"]>;

/** Makes graders: the judge model with the cache, the limits and the counts of the caller. */
export function createJudges({ store, rateLimiters, retry, openModel, openEmbedding }: JudgesDependencies) {
  const recorder = createBatchRecorder(store);
  const models = { openModel, openEmbedding, rateLimiters, retry, recorder };
  const prices = (spec: ModelSpec) => costFunctionFor(store, spec);

  return {
    /** The judge that a run was started with, else the one that is chosen now. Null where there is none. */
    forRun({ id, budgetGuard, useCache, progress, onProgress }: JudgedRun): Grader | null {
      const judge = store.runJudges.get(id) ?? chosenJudge(store);
      if (judge === null) return null;
      const counts = (): Counts =>
        (progress.judged ??= { calls: 0, cached: 0, tokens: { input: 0, output: 0 }, cost: 0 });
      const caller = createJudgeCaller({
        ...models,
        budgetGuard,
        costFunctionFor: prices,
        onUse(use) {
          const all = counts();
          all.calls += 1;
          progress.waiting = null;
          addCall(all, use);
          onProgress();
        },
        onCached() {
          counts().cached += 1;
        },
        onRetry(waiting) {
          progress.retries += 1;
          if (waiting) progress.waiting = waiting;
          onProgress();
        },
        onFailure: (error) => addFailedCall(counts(), mayBeCharged(error)),
      });
      return createGrader({ store, judge, caller, useCache });
    },

    /** A grader of its own, without a run's limits. `onCall` is told of every call that was made. */
    standalone(judge: Judge, onCall: () => void): Grader {
      const nothing = (): void => undefined;
      const caller = createJudgeCaller({
        ...models,
        budgetGuard: null,
        costFunctionFor: prices,
        onUse: onCall,
        onCached: nothing,
        onRetry: nothing,
        onFailure: nothing,
      });
      return createGrader({ store, judge, caller, useCache: true });
    },
  };
}
export type Judges = ReturnType<typeof createJudges>;
