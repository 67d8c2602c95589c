import { addCall, addFailedCall } from "../../../../shared/rules/usage.ts";
import { separated } from "../../models/keep-reasoning-apart.ts";
import type { ChatModel, ChatReply, ChatRequest, ModelError } from "../../models/port.ts";
import type { Brake } from "../../replay/budget.ts";
import { cacheKey } from "../../replay/cache-key.ts";
import { callModel, mayBeCharged } from "../../replay/call-model.ts";
import type { Gate } from "../../replay/gate.ts";
import type { Recorder } from "../../replay/recorder.ts";
import type { RetryPolicy } from "../../replay/retry.ts";
import { now } from "../../clock.ts";
import type { Store } from "../../store/store.ts";
import type { TrialReply } from "../../store/trials.ts";
import type { TrialSpent } from "./trial.ts";

export interface AskTerms {
  store: Store;
  recorder: Recorder;
  model: ChatModel;
  gate: Gate;
  brake: Brake;
  retry: RetryPolicy;
  spent: TrialSpent;
  costOf(inputTokens: number | null, outputTokens: number | null): number | null;
  onProgress(): void;
}

/** A reply that some run or trial has had already; null where nobody asked this yet. */
export function knownReply(store: Store, model: ChatModel, request: ChatRequest): TrialReply | null {
  const key = cacheKey(model, request);
  const found = store.outputs.findCached(key) ?? store.trials.reply(key);
  if (!found) return null;
  const { text, finishReason, latencyMs, cost } = found;
  // A reply of an earlier build may still hold its thinking.
  const answer = separated({ text, finishReason, warnings: [] }, request.settings).text;
  return { text: answer, finishReason, latencyMs, cost };
}

/** The reply to a request, known or new. A new one is committed first. Rejects as `callModel` does. */
export async function askReply(asker: AskTerms, request: ChatRequest, signal: AbortSignal): Promise<TrialReply> {
  const { store, recorder, model, gate, brake, retry, spent, costOf, onProgress } = asker;
  const known = knownReply(store, model, request);
  if (known) {
    spent.cached += 1;
    onProgress();
    return known;
  }
  const work = (): Promise<ChatReply> => {
    spent.calls += 1;
    return model.reply(request, signal);
  };
  const onFailure = (error: ModelError): void => addFailedCall(spent, mayBeCharged(error));
  const terms = { gate, brake, retry, costOf, onRetry: onProgress, onFailure };
  const { value } = await callModel(terms, { request, work }, signal);
  const cost = costOf(value.inputTokens, value.outputTokens);
  addCall(spent, { inputTokens: value.inputTokens, outputTokens: value.outputTokens, cost });
  const reply = { text: value.text, finishReason: value.finishReason, latencyMs: value.latencyMs, cost };
  await recorder.record(() => store.trials.putReply(cacheKey(model, request), reply, now()));
  onProgress();
  return reply;
}
