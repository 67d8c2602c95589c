import { setMaxListeners } from "node:events";
import { wakeWatch } from "./wake-watch.ts";

/** How long each part of a call may take, in milliseconds. */
export interface CallTimeouts {
  /** Until the connection stands, TLS included. */
  connect: number;
  /** From the request going out to the answer's first byte; a reply that is not streamed is written in it. */
  firstByte: number;
  /** Of silence in the middle of an answer. */
  betweenChunks: number;
  /** The whole call. */
  total: number;
  /** For a sign of life after this machine slept, since its connections may be dead without a word. */
  afterSleep: number;
}
export type CallPhase = keyof CallTimeouts;

export const defaultCallTimeouts: CallTimeouts = {
  connect: 10_000,
  firstByte: 120_000,
  betweenChunks: 30_000,
  total: 180_000,
  afterSleep: 10_000,
};

export interface CallLimit {
  readonly signal: AbortSignal;
  /** Told by whoever sees the call move on; each part has its own limit. */
  enter(phase: "connect" | "firstByte" | "betweenChunks"): void;
  /** The part that ran out of time; null when the caller stopped the call or it is still going. */
  expired(): CallPhase | null;
  release(): void;
}

/**
 * One signal for one call: it fires with the caller's signal or when a part of the call takes too long.
 * AbortSignal.any would do, but on Node.js 20 it lets each call pile up on a signal that lives as long as a run.
 */
export function limitCall(caller: AbortSignal, limits: CallTimeouts): CallLimit {
  const controller = new AbortController();
  let expired: CallPhase | null = null;
  const onAbort = () => controller.abort(caller.reason);

  const arm = (phase: CallPhase): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      // A timer that is late by a sleep is put back by `woke`, which has run when `check` returns.
      wakeWatch.check();
      if (timer !== part && timer !== whole) return;
      expired = phase;
      controller.abort(new DOMException("the call took too long", "TimeoutError"));
    }, limits[phase]);
    return timer;
  };
  const woke = (): void => {
    clearTimeout(part);
    clearTimeout(whole);
    current = "afterSleep";
    part = arm(current);
    whole = arm("total");
  };

  let current: CallPhase = "firstByte";
  let part = arm(current);
  let whole = arm("total");
  const stopListening = wakeWatch.listen(woke);
  // Hundreds of calls wait on one run's signal; Node.js 20 would take that for a leak and warn.
  setMaxListeners(0, caller);
  caller.addEventListener("abort", onAbort, { once: true });
  if (caller.aborted) onAbort();
  return {
    signal: controller.signal,
    enter(phase) {
      if (phase === current) {
        part.refresh();
        return;
      }
      clearTimeout(part);
      current = phase;
      part = arm(phase);
    },
    expired: () => expired,
    release() {
      clearTimeout(part);
      clearTimeout(whole);
      stopListening();
      caller.removeEventListener("abort", onAbort);
    },
  };
}
