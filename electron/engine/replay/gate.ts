import { pauseFor } from "./pause.ts";

/**
 * How many calls may be under way at one provider. A refusal for being too fast halves the number and holds
 * everybody back as long as the provider asked; every full round of successes adds one, up to the limit
 * (additive increase, multiplicative decrease: Chiu and Jain, 1989).
 */
export function createGate(limit: number) {
  let allowed = limit;
  let inside = 0;
  let successes = 0;
  let closedUntil = 0;
  const waiting: (() => void)[] = [];

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

  return {
    /** Runs `call` when there is room. Rejects with the signal's reason if that comes first. */
    async pass<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
      if (inside < Math.floor(allowed) && waiting.length === 0) inside += 1;
      else await queued(waiting, signal);
      try {
        for (let pause = closedUntil - Date.now(); pause > 0; pause = closedUntil - Date.now()) {
          await pauseFor(pause, signal);
        }
        return await call();
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
      const at = Date.now();
      // Halved from what is in use: half of a limit that was never reached would slow nobody down.
      if (at >= closedUntil) allowed = Math.max(1, Math.min(allowed, inside + 1) / 2);
      successes = 0;
      closedUntil = Math.max(closedUntil, at + waitMs);
    },
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
