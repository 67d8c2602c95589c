import type { EmbeddingSpec, Judge } from "../../../shared/domain/judge.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { RunProgress } from "../../../shared/domain/run.ts";
import { addCall, addFailedCall } from "../../../shared/rules/usage.ts";
import type { Grader } from "../checks/graded/grader.ts";
import type { ChatModel, EmbeddingModel } from "../models/port.ts";
import type { Brake } from "../replay/budget.ts";
import { mayBeCharged } from "../replay/call-model.ts";
import type { Gates } from "../replay/gates.ts";
import { costWith } from "../replay/prepare.ts";
import { createRecorder } from "../replay/recorder.ts";
import type { RetryPolicy } from "../replay/retry.ts";
import type { Store } from "../store/store.ts";
import { createCaller } from "./caller.ts";
import { chosenJudge } from "./choice.ts";
import { createGrader } from "./grader.ts";

export interface JudgesDependencies {
  store: Store;
  gates: Gates;
  retry: RetryPolicy;
  openModel(spec: ModelSpec): Promise<ChatModel>;
  openEmbedding(spec: EmbeddingSpec): Promise<EmbeddingModel>;
}

/** What of a run its judge works with. */
export interface JudgedRun {
  id: number;
  brake: Brake;
  useCache: boolean;
  progress: Pick<RunProgress, "judged" | "retries" | "waiting">;
  onProgress(): void;
}

type Counts = NonNullable<RunProgress["judged"]>;

/** Makes graders: the judge model with the cache, the limits and the counts of whoever asks. */
export function createJudges({ store, gates, retry, openModel, openEmbedding }: JudgesDependencies) {
  const recorder = createRecorder(store);
  const models = { openModel, openEmbedding, gates, retry, recorder };
  const prices = (spec: ModelSpec) => costWith(store, spec);

  return {
    /** The judge that a run was started with, else the one that is chosen now. Null where there is none. */
    forRun({ id, brake, useCache, progress, onProgress }: JudgedRun): Grader | null {
      const judge = store.runJudges.get(id) ?? chosenJudge(store);
      if (judge === null) return null;
      const counts = (): Counts =>
        (progress.judged ??= { calls: 0, cached: 0, tokens: { input: 0, output: 0 }, cost: 0 });
      const caller = createCaller({
        ...models,
        brake,
        costWith: prices,
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
    alone(judge: Judge, onCall: () => void): Grader {
      const nothing = (): void => undefined;
      const caller = createCaller({
        ...models,
        brake: null,
        costWith: prices,
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
