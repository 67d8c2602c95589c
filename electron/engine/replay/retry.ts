import type { Attempt } from "../../../shared/domain/run.ts";
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
  /** A provider that asks for a longer wait than this has said no. */
  longestRetryAfterMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 5,
  baseMs: 500,
  capMs: 20_000,
  longestRetryAfterMs: 120_000,
};

/** A call that failed for good, with every try on the way. */
export class CallFailed extends Error {
  readonly last: ModelError;
  readonly attempts: Attempt[];

  constructor(last: ModelError, attempts: Attempt[]) {
    super(last.message);
    this.name = "CallFailed";
    this.last = last;
    this.attempts = attempts;
  }
}

/**
 * Milliseconds to wait before try number `tried + 1`: what the provider asked for, else a random time up to
 * base × 2^(tried − 1) ("full jitter", M. Brooker, AWS Architecture Blog, 2015). Null: do not try again.
 */
export function waitBefore(error: ModelError, tried: number, policy: RetryPolicy, random: () => number): number | null {
  if (!error.retryable || tried >= policy.attempts) return null;
  if (error.retryAfterMs !== null) return error.retryAfterMs > policy.longestRetryAfterMs ? null : error.retryAfterMs;
  return Math.round(random() * Math.min(policy.capMs, policy.baseMs * 2 ** (tried - 1)));
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
  let counted = 0;
  for (;;) {
    try {
      return { value: await call(), attempts };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ModelError)) throw error;
      const forgiven = excused(error);
      if (!forgiven) counted += 1;
      const tried = forgiven ? Math.min(attempts.length + 1, policy.attempts - 1) : counted;
      const waitMs = waitBefore(error, tried, policy, Math.random);
      attempts.push({ at: now(), kind: error.kind, message: error.message, waitedMs: waitMs ?? 0 });
      if (waitMs === null) throw new CallFailed(error, attempts);
      onRetry(error, waitMs);
      await pauseFor(waitMs, signal);
    }
  }
}
