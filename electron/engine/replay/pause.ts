import { setTimeout as wait } from "node:timers/promises";

/** Waits so many milliseconds; rejects with the signal's own reason, which the timer alone would wrap. */
export async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
