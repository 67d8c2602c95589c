import { setMaxListeners } from "node:events";

export interface CallLimit {
  readonly signal: AbortSignal;
  /** True when the call ran out of time, false when its caller stopped it or it is still going. */
  timedOut(): boolean;
  release(): void;
}

/**
 * One signal for one call: it fires with the caller's signal or after `limitMs`, whichever is first.
 * AbortSignal.any would do, but on Node.js 20 it lets each call pile up on a signal that lives as long as a run.
 */
export function limitCall(caller: AbortSignal, limitMs: number): CallLimit {
  const controller = new AbortController();
  let timedOut = false;
  const onAbort = () => controller.abort(caller.reason);
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort(new DOMException("the call took too long", "TimeoutError"));
  }, limitMs);
  // Hundreds of calls wait on one run's signal; Node.js 20 would take that for a leak and warn.
  setMaxListeners(0, caller);
  caller.addEventListener("abort", onAbort, { once: true });
  if (caller.aborted) onAbort();
  return {
    signal: controller.signal,
    timedOut: () => timedOut,
    release() {
      clearTimeout(timer);
      caller.removeEventListener("abort", onAbort);
    },
  };
}
