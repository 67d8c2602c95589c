import type { Attempt, RunProgress } from "../../../shared/domain/run.ts";
import type { ChatReply, ChatRequest, ModelError, ModelErrorKind } from "../models/port.ts";
import { wakeWatch } from "../models/wake-watch.ts";
import type { Brake } from "./budget.ts";
import { requestTokens } from "./estimate.ts";
import type { Gate, TokenWeight } from "./gate.ts";
import { asksForPatience, CallFailed, type RetryPolicy, withRetries } from "./retry.ts";

/** What is known of any answer, a reply's or a vector's. */
export type Measured = Pick<ChatReply, "inputTokens" | "outputTokens" | "latencyMs" | "spentForMs">;

/** Where calls wait their turn, how often they are tried, and what they may take. */
export interface CallTerms {
  gate: Gate;
  retry: RetryPolicy;
  /** Null where nothing limits the calls. */
  brake: Brake | null;
  /** US dollars for so many tokens; null when that is unknown. */
  costOf(inputTokens: number | null, outputTokens: number | null): number | null;
  /** Told of each try that failed and is made again. `waiting` says what for, where the provider asked for it. */
  onRetry(waiting: Waiting | null): void;
  /** Told of each try that failed, the last one included. */
  onFailure(error: ModelError): void;
}

/** For what the calls at one address wait, and until when. */
export type Waiting = NonNullable<RunProgress["waiting"]>;

interface Call<T> {
  request: ChatRequest;
  /** One try. */
  work(): Promise<T>;
  /** False where the answer says nothing of how long replies are. */
  learns?: boolean;
}

/** For so long after a sleep the network may still be on its way: what fails then says nothing about the provider. */
const WAKING_MS = 60_000;
const outages = new Set<ModelErrorKind>(["network", "timeout", "server", "rate-limit", "loading"]);

/**
 * The one way to ask a model, for replays, judges, proposals and trials: within the budget, at the address's gate, with
 * tries and patience. A provider that asks for a wait slows all who call its address. Rejects with CallFailed,
 * RunHalted, or the signal's reason.
 */
export async function callModel<T extends Measured>(
  { gate, retry, brake, costOf, onRetry, onFailure }: CallTerms,
  { request, work, learns = true }: Call<T>,
  signal: AbortSignal,
): Promise<{ value: T; attempts: Attempt[] }> {
  const weight: TokenWeight<T> = { guess: requestTokens(request), of: tokensOf };
  const pass = (): Promise<T> => gate.pass(work, signal, weight);
  const answered = await withRetries(
    () => (brake ? brake.call(request, signal, pass, costOf, learns) : pass()),
    retry,
    signal,
    (error, waitMs) => {
      onFailure(error);
      const waits = asksForPatience(error, retry);
      if (waits) gate.throttled(waitMs);
      onRetry(waits ? waitingFor(error, waitMs) : null);
    },
    (error) => outages.has(error.kind) && wakeWatch.wokeWithin(WAKING_MS),
  ).catch((error: unknown) => {
    if (error instanceof CallFailed) onFailure(error.last);
    throw error;
  });
  const { spentForMs } = answered.value;
  if (spentForMs !== null) gate.spent(spentForMs);
  gate.succeeded();
  return answered;
}

/** With these the provider turned a call away: nothing was worked on, and none of them charges for that. */
const turnedAway = new Set<ModelErrorKind>(["rate-limit", "loading", "auth", "credit", "not-found", "bad-request"]);

/** Whether a provider may charge for a call that failed so: it did not turn it away, and the request may have come in. */
export function mayBeCharged({ kind, refused }: Pick<ModelError, "kind" | "refused">): boolean {
  return !refused && !turnedAway.has(kind);
}

function waitingFor({ kind }: ModelError, waitMs: number): Waiting {
  const what = kind === "loading" ? "model" : kind === "rate-limit" ? "rate-limit" : "server";
  return { for: what, until: new Date(Date.now() + waitMs).toISOString() };
}

function tokensOf({ inputTokens, outputTokens }: Measured): number {
  return (inputTokens ?? 0) + (outputTokens ?? 0);
}
