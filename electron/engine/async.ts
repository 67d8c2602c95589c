import { setImmediate as yieldToEventLoop, setTimeout as wait } from "node:timers/promises";

/** Waits so many milliseconds; rejects with the signal's own reason, which the timer alone would wrap. */
export async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

const YIELD_EVERY_MS = 15;

/** Does one step after the other and yields to the event loop every 15 milliseconds, so that other work goes on. */
export async function forEachYielding<T>(all: readonly T[], step: (one: T) => void): Promise<void> {
  let at = performance.now();
  for (const one of all) {
    step(one);
    if (performance.now() - at <= YIELD_EVERY_MS) continue;
    await yieldToEventLoop();
    at = performance.now();
  }
}

/** Work under a name that is under way is not begun again: callers meanwhile get the same outcome. */
export function shareOngoing<T>(): (name: string, work: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (name, work) => {
    const known = underWay.get(name);
    if (known) return known;
    const begun = work().finally(() => underWay.delete(name));
    underWay.set(name, begun);
    return begun;
  };
}
