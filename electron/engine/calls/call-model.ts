import type { CallAttempt, RunProgress } from "../../../shared/domain/run.ts";
import { pluralPlain } from "../../../shared/format/count.ts";
import { currentTimestamp } from "../clock.ts";
import { ModelError, type ChatReply, type ChatRequest, type ModelErrorKind } from "../models/model-interface.ts";
import { pauseFor } from "../async.ts";
import type { Store } from "../store/store.ts";
import { wakeWatch } from "../models/call-timeouts.ts";
import type { BudgetGuard } from "./budget-guard.ts";
import { estimateRequestTokens } from "./request.ts";
import type { RateLimiter, TokenWeight } from "./rate-limiter.ts";

export interface RetryPolicy {
  /** Tries in all, the first one included. */
  attempts: number;
  /** The first wait at most; doubles with every try. */
  baseMs: number;
  /** No wait is longer, unless the provider asks for it. */
  capMs: number;
  /**
   * How long one call waits for a rate limit or a model that is being loaded, however many tries that takes. A provider
   * that asks for a longer wait has said no.
   */
  readonly patienceMs: number;
  /** Whether a server that refuses the connection counts as one that is starting, and is waited for as well. */
  readonly waitsForServer: boolean;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 5,
  baseMs: 500,
  capMs: 20_000,
  patienceMs: 300_000,
  waitsForServer: false,
};

/** Failures that say: later. They are waited out, and do not count towards the tries. */
function isWaitRequested({ kind, refused }: ModelError, policy: RetryPolicy): boolean {
  return kind === "rate-limit" || kind === "loading" || (refused && policy.waitsForServer);
}

/** A call that failed for good, with every try on the way. */
export class CallFailed extends Error {
  readonly last: ModelError;
  readonly attempts: CallAttempt[];

  /** `more` is what the last failure itself cannot say: how long was waited. */
  constructor(last: ModelError, attempts: CallAttempt[], more = "") {
    super(last.message + more);
    this.name = "CallFailed";
    this.last = last;
    this.attempts = attempts;
  }
}

/**
 * Milliseconds to wait before try number `tried + 1`: what the provider asked for, else a random time up to
 * base × 2^(tried − 1) ("full jitter", M. Brooker, AWS Architecture Blog, 2015). Null: do not try again.
 * `waitedMs` is how long ago the call was first told to wait.
 */
export function retryDelayMs(
  error: ModelError,
  tried: number,
  policy: RetryPolicy,
  random: () => number,
  waitedMs = 0,
): number | null {
  if (!error.retryable) return null;
  const hint = error.retryAfterMs;
  if (hint !== null && hint > policy.patienceMs - waitedMs) return null;
  const backoff = Math.round(random() * Math.min(policy.capMs, policy.baseMs * 2 ** Math.min(tried - 1, 30)));
  if (tried < policy.attempts) return hint ?? backoff;
  if (!isWaitRequested(error, policy)) return null;
  // A provider that asks for no wait again and again would be asked without any pause.
  const wait = Math.max(hint ?? 0, backoff);
  return waitedMs + wait <= policy.patienceMs ? wait : null;
}

/** Why there was no further wait, where waiting is what the provider asked for. */
function formatGivenUp(error: ModelError, policy: RetryPolicy): string {
  if (!error.retryable) return "";
  const hint = error.retryAfterMs;
  if (hint !== null && hint > policy.patienceMs) {
    return ` It asks to wait ${formatRoughDuration(hint)}; this waits ${formatRoughDuration(policy.patienceMs)} at most.`;
  }
  return isWaitRequested(error, policy) ? ` It was waited for ${formatRoughDuration(policy.patienceMs)}.` : "";
}

/** A time to wait in the largest unit that fits, for a person. */
function formatRoughDuration(ms: number): string {
  const units = [
    { unit: "day", ms: 86_400_000 },
    { unit: "hour", ms: 3_600_000 },
    { unit: "minute", ms: 60_000 },
    { unit: "second", ms: 1_000 },
  ] as const;
  const fits = units.find((one) => ms >= 2 * one.ms) ?? { unit: "second", ms: 1_000 };
  return pluralPlain(Math.round(ms / fits.ms), fits.unit);
}

/**
 * Calls until there is a reply or a reason to stop. A failure that is `excused` is a try like any other, but does not
 * count towards the tries in all. Rejects with CallFailed, or the signal's reason.
 */
export async function withRetries<T>(
  call: () => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
  onRetry: (error: ModelError, waitMs: number) => void,
  excused: (error: ModelError) => boolean = () => false,
): Promise<{ value: T; attempts: CallAttempt[] }> {
  const attempts: CallAttempt[] = [];
  let tries = 0;
  let toldToWaitAt: number | null = null;
  for (;;) {
    try {
      return { value: await call(), attempts };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ModelError)) throw error;
      const isExcused = excused(error);
      if (!isExcused) tries += 1;
      const tried = isExcused ? Math.min(attempts.length + 1, policy.attempts - 1) : tries;
      if (isWaitRequested(error, policy)) toldToWaitAt ??= performance.now();
      const waitedMs = toldToWaitAt === null ? 0 : performance.now() - toldToWaitAt;
      const waitMs = retryDelayMs(error, tried, policy, Math.random, waitedMs);
      attempts.push({ at: currentTimestamp(), kind: error.kind, message: error.message, waitedMs: waitMs ?? 0 });
      if (waitMs === null) throw new CallFailed(error, attempts, formatGivenUp(error, policy));
      onRetry(error, waitMs);
      await pauseFor(waitMs, signal);
    }
  }
}

const PATIENCE_SETTING = "patience";

/** How long calls wait for a rate limit or a model that is being loaded, in seconds, as set for this project. */
export function readPatienceSeconds(store: Store): number {
  const kept = Number(store.settings.get(PATIENCE_SETTING) ?? Number.NaN);
  return Number.isFinite(kept) && kept >= 0 ? kept : defaultRetryPolicy.patienceMs / 1_000;
}

/** Holds from the next wait on, in runs that are under way as well. */
export function savePatience(store: Store, seconds: number): number {
  store.write(() => store.settings.set(PATIENCE_SETTING, String(seconds)));
  return seconds;
}

/** The usual retries, with the project's patience as it is when it is needed. */
export function projectRetryPolicy(store: Store): RetryPolicy {
  return {
    ...defaultRetryPolicy,
    get patienceMs() {
      return readPatienceSeconds(store) * 1_000;
    },
  };
}

/**
 * For one command: a patience that somebody gave by hand is meant for a server that is only being started as well.
 * `seconds` null leaves it to the project.
 */
export function commandRetryPolicy(seconds: number | null): RetryPolicy | undefined {
  return seconds === null ? undefined : { ...defaultRetryPolicy, patienceMs: seconds * 1_000, waitsForServer: true };
}

/** What is known of any answer, a reply's or a vector's. */
export type MeasuredReply = Pick<ChatReply, "inputTokens" | "outputTokens" | "latencyMs" | "rateLimitResetMs">;

/** Which rate limiter calls pass, how often they are tried, and what they may take. */
export interface CallTerms {
  rateLimiter: RateLimiter;
  retry: RetryPolicy;
  /** Null where nothing limits the calls. */
  budgetGuard: BudgetGuard | null;
  /** US dollars for so many tokens; null when that is unknown. */
  costOf(inputTokens: number | null, outputTokens: number | null): number | null;
  /** Told of each try that failed and is made again. `waiting` says what for, where the provider asked for it. */
  onRetry(waiting: WaitingFor | null): void;
  /** Told of each try that failed, the last one included. */
  onFailure(error: ModelError): void;
}

/** For what the calls at one address wait, and until when. */
type WaitingFor = NonNullable<RunProgress["waiting"]>;

interface Call<T> {
  request: ChatRequest;
  /** One try. */
  work(): Promise<T>;
  /** False where the answer says nothing of how long replies are. */
  learns?: boolean;
}

/** For so long after a sleep the network may still be on its way: what fails then says nothing about the provider. */
const NETWORK_WAKE_MS = 60_000;
const outageKinds = new Set<ModelErrorKind>(["network", "timeout", "server", "rate-limit", "loading"]);

/**
 * The one way to ask a model, for replays, judges, proposals and trials: within the budget, through the address's rate limiter, with
 * tries and patience. A provider that asks for a wait slows all who call its address. Rejects with CallFailed,
 * RunStopped, or the signal's reason.
 */
export async function callModel<T extends MeasuredReply>(
  { rateLimiter, retry, budgetGuard, costOf, onRetry, onFailure }: CallTerms,
  { request, work, learns = true }: Call<T>,
  signal: AbortSignal,
): Promise<{ value: T; attempts: CallAttempt[] }> {
  const weight: TokenWeight<T> = { guess: estimateRequestTokens(request), of: tokensOf };
  const pass = (): Promise<T> => rateLimiter.run(work, signal, weight);
  const answered = await withRetries(
    () => (budgetGuard ? budgetGuard.call(request, signal, pass, costOf, learns) : pass()),
    retry,
    signal,
    (error, waitMs) => {
      onFailure(error);
      const waits = isWaitRequested(error, retry);
      if (waits) rateLimiter.throttled(waitMs);
      onRetry(waits ? waitingFor(error, waitMs) : null);
    },
    (error) => outageKinds.has(error.kind) && wakeWatch.wokeWithin(NETWORK_WAKE_MS),
  ).catch((error: unknown) => {
    if (error instanceof CallFailed) onFailure(error.last);
    throw error;
  });
  const { rateLimitResetMs } = answered.value;
  if (rateLimitResetMs !== null) rateLimiter.pauseUntilReset(rateLimitResetMs);
  rateLimiter.succeeded();
  return answered;
}

/** With these the provider turned a call away: nothing was worked on, and none of them charges for that. */
const turnedAway = new Set<ModelErrorKind>(["rate-limit", "loading", "auth", "credit", "not-found", "bad-request"]);

/** Whether a provider may charge for a call that failed so: it did not turn it away, and the request may have come in. */
export function mayBeCharged({ kind, refused }: Pick<ModelError, "kind" | "refused">): boolean {
  return !refused && !turnedAway.has(kind);
}

function waitingFor({ kind }: ModelError, waitMs: number): WaitingFor {
  const what = kind === "loading" ? "model" : kind === "rate-limit" ? "rate-limit" : "server";
  return { for: what, until: new Date(Date.now() + waitMs).toISOString() };
}

function tokensOf({ inputTokens, outputTokens }: MeasuredReply): number {
  return (inputTokens ?? 0) + (outputTokens ?? 0);
}
