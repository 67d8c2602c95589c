const MAX_DEATHS = 5;
const WINDOW_MS = 60_000;
const FIRST_DELAY_MS = 100;

/** Decides from the times of an engine's deaths (ms) whether and when it is started again. */
export function restartDelay(deaths: readonly number[], now: number): { delayMs: number } | "give-up" {
  const recent = deaths.filter((time) => now - time < WINDOW_MS);
  if (recent.length > MAX_DEATHS) return "give-up";
  return { delayMs: FIRST_DELAY_MS * 2 ** Math.max(0, recent.length - 1) };
}
