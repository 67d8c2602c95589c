import type { EmbeddingSpec } from "../../../shared/domain/judge.ts";
import type { CallUsage } from "../../../shared/rules/usage.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { ChatModel, ChatRequest, EmbeddingModel } from "../models/port.ts";
import type { Brake } from "../replay/budget.ts";
import { callModel, type CallTerms, type Measured } from "../replay/call-model.ts";
import type { Gates } from "../replay/gates.ts";
import type { Recorder } from "../replay/recorder.ts";
import type { RetryPolicy } from "../replay/retry.ts";

type CostOf = (inputTokens: number | null, outputTokens: number | null) => number | null;

export interface CallerOptions {
  openModel(spec: ModelSpec): Promise<ChatModel>;
  openEmbedding(spec: EmbeddingSpec): Promise<EmbeddingModel>;
  gates: Gates;
  retry: RetryPolicy;
  recorder: Recorder;
  costWith(spec: ModelSpec): CostOf;
  /** Null where nothing limits the calls. */
  brake: Brake | null;
  /** Told what each answered call took. */
  onUse(use: CallUsage): void;
  onCached(): void;
  onRetry: CallTerms["onRetry"];
  onFailure: CallTerms["onFailure"];
}

interface Call<T> {
  model: { provider: string; identity: string; model: string };
  spec: ModelSpec;
  request: ChatRequest;
  /** False where the answer says nothing of how long replies are. */
  learns: boolean;
  work(): Promise<T>;
}

/** Makes judges' calls as replays make theirs: at the same gates, with the same patience, within the run's budget. */
export function createCaller(options: CallerOptions) {
  const { gates, retry, brake, onUse, onRetry, onFailure } = options;

  return {
    openModel: options.openModel,
    openEmbedding: options.openEmbedding,
    recorder: options.recorder,
    onCached: options.onCached,
    async call<T extends Measured>(call: Call<T>, signal: AbortSignal): Promise<{ reply: T; cost: number | null }> {
      const costOf = options.costWith(call.spec);
      const gate = gates.of(call.model, call.spec);
      const { value } = await callModel({ gate, retry, brake, costOf, onRetry, onFailure }, call, signal);
      const { inputTokens, outputTokens } = value;
      const cost = costOf(inputTokens, outputTokens);
      onUse({ inputTokens, outputTokens, cost });
      return { reply: value, cost };
    },
  };
}
export type Caller = ReturnType<typeof createCaller>;
