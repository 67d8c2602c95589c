const MINUTE_MS = 60_000;

interface Entry {
  at: number;
  amount: number;
  forgotten: boolean;
}

/**
 * What was used in the last minute, held under a limit: no minute, wherever it begins, holds more. A bucket that
 * refills would let twice its size through in the first minute. Times are in milliseconds on a clock of the caller's.
 */
export function createRateWindow(limit: number) {
  const entries: Entry[] = [];
  let used = 0;

  const forget = (now: number): void => {
    for (let first = entries[0]; first && first.at <= now - MINUTE_MS; first = entries[0]) {
      used -= first.amount;
      first.forgotten = true;
      entries.shift();
    }
  };

  return {
    /** Milliseconds until `amount` fits. One that never fits has to be alone in its minute. */
    waitFor(amount: number, now: number): number {
      forget(now);
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
