import type { EmbeddingSpec } from "../../../shared/domain/judge.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { ChatModel, ChatReply, ChatRequest, EmbeddingModel } from "../models/port.ts";
import type { Brake } from "../replay/budget.ts";
import { requestTokens } from "../replay/estimate.ts";
import type { Gate, TokenWeight } from "../replay/gate.ts";
import type { Gates } from "../replay/gates.ts";
import type { Recorder } from "../replay/recorder.ts";
import { withRetries, type RetryPolicy } from "../replay/retry.ts";

type Measured = Pick<ChatReply, "inputTokens" | "outputTokens" | "latencyMs" | "spentForMs">;
type CostOf = (inputTokens: number | null, outputTokens: number | null) => number | null;

/** What a judge's call took. Cost in US dollars, null when unknown. */
export interface JudgeUse {
  input: number;
  output: number;
  cost: number | null;
}

export interface CallerOptions {
  openModel(spec: ModelSpec): Promise<ChatModel>;
  openEmbedding(spec: EmbeddingSpec): Promise<EmbeddingModel>;
  gates: Gates;
  retry: RetryPolicy;
  recorder: Recorder;
  costWith(spec: ModelSpec): CostOf;
  /** Null where nothing limits the calls. */
  brake: Brake | null;
  onUse(use: JudgeUse): void;
  onCached(): void;
  onRetry(): void;
}

interface Call<T> {
  model: { provider: string; identity: string; model: string };
  spec: ModelSpec;
  request: ChatRequest;
  /** False where the answer says nothing of how long replies are. */
  learns: boolean;
  work(): Promise<T>;
}

/** Makes judges' calls as replays make theirs: at the same gates, with the same retries, within the run's budget. */
export function createCaller(options: CallerOptions) {
  const { gates, retry, brake, onUse, onRetry } = options;

  const once = <T extends Measured>(gate: Gate, call: Call<T>, costOf: CostOf, signal: AbortSignal): Promise<T> => {
    const weight: TokenWeight<T> = { guess: requestTokens(call.request), of: tokensOf };
    const pass = (): Promise<T> => gate.pass(call.work, signal, weight);
    return brake ? brake.call(call.request, signal, pass, costOf, call.learns) : pass();
  };

  return {
    openModel: options.openModel,
    openEmbedding: options.openEmbedding,
    recorder: options.recorder,
    onCached: options.onCached,
    async call<T extends Measured>(call: Call<T>, signal: AbortSignal): Promise<{ reply: T; cost: number | null }> {
      const costOf = options.costWith(call.spec);
      const gate = gates.of(call.model, call.spec);
      const { value } = await withRetries(
        () => once(gate, call, costOf, signal),
        retry,
        signal,
        (error, waitMs) => {
          onRetry();
          if (error.kind === "rate-limit") gate.throttled(waitMs);
        },
      );
      if (value.spentForMs !== null) gate.spent(value.spentForMs);
      gate.succeeded();
      const cost = costOf(value.inputTokens, value.outputTokens);
      onUse({ input: value.inputTokens ?? 0, output: value.outputTokens ?? 0, cost });
      return { reply: value, cost };
    },
  };
}
export type Caller = ReturnType<typeof createCaller>;

function tokensOf({ inputTokens, outputTokens }: Measured): number {
  return (inputTokens ?? 0) + (outputTokens ?? 0);
}
