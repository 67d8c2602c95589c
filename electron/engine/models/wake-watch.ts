/** Looked at this often while anybody listens, in milliseconds. */
const tickMs = 500;
/** A tick that comes later than this was no busy moment: the machine slept or the process was stopped. */
const longestLateMs = 2_000;

export interface Clocks {
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

  const look = (): number => {
    const before = { monotonic, wall };
    monotonic = clocks.monotonic();
    wall = clocks.wall();
    return Math.max(monotonic - before.monotonic, wall - before.wall) - tickMs;
  };

  const check = (): void => {
    const late = look();
    if (late <= longestLateMs) return;
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
        look();
        timer = setInterval(tick, tickMs);
        timer.unref();
      }
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Whether the last sleep that was noticed ended no longer than so many milliseconds ago. */
    wokeWithin: (milliseconds: number): boolean => wokeAt !== null && clocks.monotonic() - wokeAt <= milliseconds,
  };
}
export type WakeWatch = ReturnType<typeof createWakeWatch>;

/** One for the process, since it sleeps as a whole. */
export const wakeWatch = createWakeWatch();
