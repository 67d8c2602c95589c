import { pauseFor } from "../async.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { Store } from "../store/store.ts";

const MINUTE_MS = 60_000;

interface WindowEntry {
  at: number;
  amount: number;
  forgotten: boolean;
}

/**
 * What was used in the last minute, held under a limit: no minute, wherever it begins, holds more. A bucket that
 * refills would let twice its size through in the first minute. Times are in milliseconds on a clock of the caller's.
 */
export function createRateWindow(limit: number) {
  const entries: WindowEntry[] = [];
  let used = 0;

  const dropExpired = (now: number): void => {
    for (let first = entries[0]; first && first.at <= now - MINUTE_MS; first = entries[0]) {
      used -= first.amount;
      first.forgotten = true;
      entries.shift();
    }
  };

  return {
    /** Milliseconds until `amount` fits. One that never fits has to be alone in its minute. */
    waitFor(amount: number, now: number): number {
      dropExpired(now);
      let over = used + Math.min(amount, limit) - limit;
      for (const entry of entries) {
        if (over <= 0) return 0;
        over -= entry.amount;
        if (over <= 0) return entry.at + MINUTE_MS - now;
      }
      return 0;
    },
    /** Takes `amount` up; the returned function puts it right when it turns out to be another. */
    take(amount: number, now: number): (actual: number) => void {
      const entry = { at: now, amount, forgotten: false };
      entries.push(entry);
      used += amount;
      return (actual) => {
        if (!entry.forgotten) used += actual - entry.amount;
        entry.amount = actual;
      };
    },
  };
}

/** What a provider's account allows in a minute; null where there is no limit. Tokens are those in and out. */
interface RateLimits {
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
}

interface RateLimiterOptions {
  /** Calls under way at once, at most. */
  limit: number;
  limits?: RateLimits;
}

/** How many tokens a call takes: a guess before it, and what its reply says. */
export interface TokenWeight<T> {
  guess: number;
  of(value: T): number;
}

/**
 * How many calls may be under way at one provider. A refusal for being too fast halves the number and pauses
 * all calls for as long as the provider asked; every full round of successes adds one, up to the limit
 * (additive increase, multiplicative decrease: Chiu and Jain, 1989).
 */
export function createRateLimiter({ limit, limits }: RateLimiterOptions) {
  let allowed = limit;
  let inFlight = 0;
  let successes = 0;
  // On the monotonic clock: a calendar that is set back would pause calls for as long.
  let pausedUntil = 0;
  let typicalTokens = 0;
  const waiting: (() => void)[] = [];
  const requests = limits?.requestsPerMinute ? createRateWindow(limits.requestsPerMinute) : null;
  const tokens = limits?.tokensPerMinute ? createRateWindow(limits.tokensPerMinute) : null;

  const startWaiting = (): void => {
    while (inFlight < Math.floor(allowed) && waiting.length > 0) {
      inFlight += 1;
      waiting.shift()?.();
    }
  };

  const releaseSlot = (): void => {
    inFlight -= 1;
    startWaiting();
  };

  /** Waits until the provider takes calls again; what the call takes of each minute is taken up when it resolves. */
  const awaitCapacity = async (guess: number, signal: AbortSignal): Promise<(actual: number) => void> => {
    for (;;) {
      const now = performance.now();
      const expected = Math.max(guess, typicalTokens);
      const pause = Math.max(pausedUntil - now, requests?.waitFor(1, now) ?? 0, tokens?.waitFor(expected, now) ?? 0);
      if (pause <= 0) {
        requests?.take(1, now);
        return tokens?.take(expected, now) ?? (() => undefined);
      }
      await pauseFor(Math.ceil(pause), signal);
    }
  };

  const pauseForMs = (forMs: number): void => {
    pausedUntil = Math.max(pausedUntil, performance.now() + forMs);
  };

  return {
    /** Runs `call` when a slot is free. Rejects with the signal's reason if that comes first. */
    async run<T>(call: () => Promise<T>, signal: AbortSignal, weight?: TokenWeight<T>): Promise<T> {
      if (inFlight < Math.floor(allowed) && waiting.length === 0) inFlight += 1;
      else await waitForFreeSlot(waiting, signal);
      try {
        const correctUsage = await awaitCapacity(weight?.guess ?? 0, signal);
        const value = await call();
        if (weight) {
          const actual = weight.of(value);
          typicalTokens = typicalTokens === 0 ? actual : typicalTokens * 0.8 + actual * 0.2;
          correctUsage(actual);
        }
        return value;
      } finally {
        releaseSlot();
      }
    },
    succeeded(): void {
      if (allowed >= limit) return;
      successes += 1;
      if (successes >= allowed) {
        successes = 0;
        allowed = Math.min(limit, allowed + 1);
        startWaiting();
      }
    },
    /** The provider said 429; `waitMs` is how long it wants to be left alone. */
    throttled(waitMs: number): void {
      // Halved from what is in use: half of a limit that was never reached would slow nothing down.
      if (performance.now() >= pausedUntil) allowed = Math.max(1, Math.min(allowed, inFlight + 1) / 2);
      successes = 0;
      pauseForMs(waitMs);
    },
    /** The provider said that an allowance is used up and whole again in `resetMs`: the next call would be refused. */
    pauseUntilReset: pauseForMs,
    allowed: (): number => Math.floor(allowed),
  };
}
export type RateLimiter = ReturnType<typeof createRateLimiter>;

function waitForFreeSlot(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = (): void => {
      signal.removeEventListener("abort", abandon);
      resolve();
    };
    const abandon = (): void => {
      const at = waiting.indexOf(enter);
      if (at >= 0) waiting.splice(at, 1);
      reject(signal.reason);
    };
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", abandon, { once: true });
    waiting.push(enter);
  });
}

/** One rate limiter for each account: all calls to the same address, of replays and judges alike, share it. */
export function createRateLimiters(store: Store) {
  const limiters = new Map<string, RateLimiter>();
  return {
    of(model: { provider: string; identity: string; model: string }, spec: ModelSpec): RateLimiter {
      const limits = rateLimitsFor(store, spec);
      // Limits are those of one model; without any, all calls to an address share one limiter.
      const account = JSON.stringify([model.provider, model.identity, limits && [model.model, limits]]);
      const limiter = limiters.get(account) ?? createRateLimiter({ limit: 256, ...(limits && { limits }) });
      limiters.set(account, limiter);
      return limiter;
    },
  };
}
export type RateLimiters = ReturnType<typeof createRateLimiters>;

/** The tightest limits that saved models of this name and address have; null where nobody set any. */
export function rateLimitsFor(store: Store, spec: ModelSpec): RateLimits | null {
  const alike = store.models
    .list()
    .filter((one) => one.provider === spec.provider && one.model === spec.model && one.baseUrl === spec.baseUrl);
  const tightest = (values: (number | null)[]): number | null => {
    const set = values.filter((value) => value !== null);
    return set.length === 0 ? null : Math.min(...set);
  };
  const requestsPerMinute = tightest(alike.map((one) => one.requestsPerMinute));
  const tokensPerMinute = tightest(alike.map((one) => one.tokensPerMinute));
  return requestsPerMinute === null && tokensPerMinute === null ? null : { requestsPerMinute, tokensPerMinute };
}
