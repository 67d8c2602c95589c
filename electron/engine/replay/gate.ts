import { pauseFor } from "./pause.ts";
import { createRateWindow } from "./rate-window.ts";

/** What a provider's account allows in a minute; null where there is no limit. Tokens are those in and out. */
export interface RateLimits {
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
}

export interface GateOptions {
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
 * How many calls may be under way at one provider. A refusal for being too fast halves the number and holds
 * everybody back as long as the provider asked; every full round of successes adds one, up to the limit
 * (additive increase, multiplicative decrease: Chiu and Jain, 1989).
 */
export function createGate({ limit, limits }: GateOptions) {
  let allowed = limit;
  let inside = 0;
  let successes = 0;
  // On the clock that nobody can set: the calendar going back would close the gate for as long.
  let closedUntil = 0;
  let usualTokens = 0;
  const waiting: (() => void)[] = [];
  const requests = limits?.requestsPerMinute ? createRateWindow(limits.requestsPerMinute) : null;
  const tokens = limits?.tokensPerMinute ? createRateWindow(limits.tokensPerMinute) : null;

  const admit = (): void => {
    while (inside < Math.floor(allowed) && waiting.length > 0) {
      inside += 1;
      waiting.shift()?.();
    }
  };

  const leave = (): void => {
    inside -= 1;
    admit();
  };

  /** Waits until the provider takes calls again; what the call takes of each minute is taken up when it resolves. */
  const turn = async (guess: number, signal: AbortSignal): Promise<(actual: number) => void> => {
    for (;;) {
      const now = performance.now();
      const expected = Math.max(guess, usualTokens);
      const pause = Math.max(closedUntil - now, requests?.waitFor(1, now) ?? 0, tokens?.waitFor(expected, now) ?? 0);
      if (pause <= 0) {
        requests?.take(1, now);
        return tokens?.take(expected, now) ?? (() => undefined);
      }
      await pauseFor(Math.ceil(pause), signal);
    }
  };

  const close = (forMs: number): void => {
    closedUntil = Math.max(closedUntil, performance.now() + forMs);
  };

  return {
    /** Runs `call` when there is room. Rejects with the signal's reason if that comes first. */
    async pass<T>(call: () => Promise<T>, signal: AbortSignal, weight?: TokenWeight<T>): Promise<T> {
      if (inside < Math.floor(allowed) && waiting.length === 0) inside += 1;
      else await queued(waiting, signal);
      try {
        const settle = await turn(weight?.guess ?? 0, signal);
        const value = await call();
        if (weight) {
          const actual = weight.of(value);
          usualTokens = usualTokens === 0 ? actual : usualTokens * 0.8 + actual * 0.2;
          settle(actual);
        }
        return value;
      } finally {
        leave();
      }
    },
    succeeded(): void {
      if (allowed >= limit) return;
      successes += 1;
      if (successes >= allowed) {
        successes = 0;
        allowed = Math.min(limit, allowed + 1);
        admit();
      }
    },
    /** The provider said 429; `waitMs` is how long it wants to be left alone. */
    throttled(waitMs: number): void {
      // Halved from what is in use: half of a limit that was never reached would slow nobody down.
      if (performance.now() >= closedUntil) allowed = Math.max(1, Math.min(allowed, inside + 1) / 2);
      successes = 0;
      close(waitMs);
    },
    /** The provider said that an allowance is used up and whole again in `resetMs`: the next call would be refused. */
    spent: close,
    allowed: (): number => Math.floor(allowed),
  };
}
export type Gate = ReturnType<typeof createGate>;

function queued(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
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
