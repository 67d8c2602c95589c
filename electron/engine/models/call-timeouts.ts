import { setMaxListeners } from "node:events";

/** Looked at this often while anybody listens, in milliseconds. */
const WAKE_TICK_MS = 500;
/** A tick that comes later than this was no busy moment: the machine slept or the process was stopped. */
const MAX_LATE_MS = 2_000;

interface Clocks {
  /** Milliseconds that never go back; they may stand still while the machine sleeps. */
  monotonic(): number;
  /** Milliseconds of the calendar; they jump when the machine wakes, or when somebody sets the clock. */
  wall(): number;
}

const systemClocks: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

/**
 * Notices that this process did not run for a while. Limits that ended meanwhile say nothing about a provider,
 * and its sockets are likely to be dead without a word.
 */
export function createWakeWatch(clocks: Clocks = systemClocks) {
  const listeners = new Set<(sleptMs: number) => void>();
  let timer: NodeJS.Timeout | null = null;
  let monotonic = clocks.monotonic();
  let wall = clocks.wall();
  let wokeAt: number | null = null;

  const measureGapMs = (): number => {
    const before = { monotonic, wall };
    monotonic = clocks.monotonic();
    wall = clocks.wall();
    return Math.max(monotonic - before.monotonic, wall - before.wall) - WAKE_TICK_MS;
  };

  const check = (): void => {
    const late = measureGapMs();
    if (late <= MAX_LATE_MS) return;
    wokeAt = monotonic;
    for (const listener of listeners) listener(late);
  };

  const tick = (): void => {
    check();
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };

  return {
    /** Looks now, so that a timer that is late can tell before it acts. */
    check,
    /** Calls `listener` after each sleep with its length in milliseconds, until the returned function is called. */
    listen(listener: (sleptMs: number) => void): () => void {
      if (timer === null) {
        measureGapMs();
        timer = setInterval(tick, WAKE_TICK_MS);
        timer.unref();
      }
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Whether the last sleep that was noticed ended no longer than so many milliseconds ago. */
    wokeWithin: (milliseconds: number): boolean => wokeAt !== null && clocks.monotonic() - wokeAt <= milliseconds,
  };
}

/** One for the process, since it sleeps as a whole. */
export const wakeWatch = createWakeWatch();

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
  /** Called where the call is seen to move on; each part has its own limit. */
  enterPhase(phase: "connect" | "firstByte" | "betweenChunks"): void;
  /** The part that ran out of time; null when the caller stopped the call or it is still going. */
  expiredPhase(): CallPhase | null;
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
    enterPhase(phase) {
      if (phase === current) {
        part.refresh();
        return;
      }
      clearTimeout(part);
      current = phase;
      part = arm(phase);
    },
    expiredPhase: () => expired,
    release() {
      clearTimeout(part);
      clearTimeout(whole);
      stopListening();
      caller.removeEventListener("abort", onAbort);
    },
  };
}
