import type { Attempt } from "../../../shared/domain/run.ts";
import { counted } from "../../../shared/rules/plural.ts";
import { now } from "../clock.ts";
import { ModelError } from "../models/port.ts";
import { pauseFor } from "./pause.ts";

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
export function asksForPatience({ kind, refused }: ModelError, policy: RetryPolicy): boolean {
  return kind === "rate-limit" || kind === "loading" || (refused && policy.waitsForServer);
}

/** A call that failed for good, with every try on the way. */
export class CallFailed extends Error {
  readonly last: ModelError;
  readonly attempts: Attempt[];

  /** `more` is what the last failure itself cannot say: how long was waited. */
  constructor(last: ModelError, attempts: Attempt[], more = "") {
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
export function waitBefore(
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
  if (!asksForPatience(error, policy)) return null;
  // A provider that asks for no wait again and again would be asked without any pause.
  const wait = Math.max(hint ?? 0, backoff);
  return waitedMs + wait <= policy.patienceMs ? wait : null;
}

/** Why there was no further wait, where waiting is what the provider asked for. */
function givenUp(error: ModelError, policy: RetryPolicy): string {
  if (!error.retryable) return "";
  const hint = error.retryAfterMs;
  if (hint !== null && hint > policy.patienceMs) {
    return ` It asks to wait ${roughly(hint)}; this waits ${roughly(policy.patienceMs)} at most.`;
  }
  return asksForPatience(error, policy) ? ` It was waited for ${roughly(policy.patienceMs)}.` : "";
}

/** A time to wait in the largest unit that fits, for a person. */
function roughly(ms: number): string {
  const units = [
    { unit: "day", ms: 86_400_000 },
    { unit: "hour", ms: 3_600_000 },
    { unit: "minute", ms: 60_000 },
    { unit: "second", ms: 1_000 },
  ] as const;
  const fits = units.find((one) => ms >= 2 * one.ms) ?? { unit: "second", ms: 1_000 };
  return counted(Math.round(ms / fits.ms), fits.unit);
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
): Promise<{ value: T; attempts: Attempt[] }> {
  const attempts: Attempt[] = [];
  let tries = 0;
  let toldToWaitAt: number | null = null;
  for (;;) {
    try {
      return { value: await call(), attempts };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ModelError)) throw error;
      const forgiven = excused(error);
      if (!forgiven) tries += 1;
      const tried = forgiven ? Math.min(attempts.length + 1, policy.attempts - 1) : tries;
      if (asksForPatience(error, policy)) toldToWaitAt ??= performance.now();
      const waitedMs = toldToWaitAt === null ? 0 : performance.now() - toldToWaitAt;
      const waitMs = waitBefore(error, tried, policy, Math.random, waitedMs);
      attempts.push({ at: now(), kind: error.kind, message: error.message, waitedMs: waitMs ?? 0 });
      if (waitMs === null) throw new CallFailed(error, attempts, givenUp(error, policy));
      onRetry(error, waitMs);
      await pauseFor(waitMs, signal);
    }
  }
}
