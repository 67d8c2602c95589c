import type { StoredRun } from "../store/runs.ts";
import type { Store } from "../store/store.ts";
import type { Endings } from "./endings.ts";
import { processStart } from "./process-start.ts";
import { countRecorded } from "./progress.ts";

/** After so many milliseconds without a sign of life it is asked whether the pid is still the same process. */
export const defaultSilenceMs = 30_000;
/** A process's start is known to the second, and a heartbeat's time was taken a moment before it was written. */
const START_SLACK_MS = 2_000;

/** Marks runs as interrupted whose process is gone. Their recorded replies stay, and they can be resumed. */
export function markInterrupted(
  store: Store,
  endings: Endings,
  running: (runId: string) => boolean,
  silenceMs: number,
): void {
  endings.retry();
  for (const one of store.runs.unfinished()) {
    const { run } = one;
    if (running(run.id) || endings.of(run.id) !== null || isAlive(one, silenceMs)) continue;
    endings.write({ ...countRecorded(store, run), status: "interrupted" });
  }
}

/**
 * Whether the process that replays this run still lives. Silence alone says nothing: a laptop that slept or a process
 * that was stopped goes on as if nothing had been. Its pid was its own at its last sign of life, so whoever began
 * before that and has the pid now is the same process.
 */
export function isAlive(stored: StoredRun, silenceMs: number): boolean {
  const { ownerPid, heartbeatAt } = stored;
  if (ownerPid === null || heartbeatAt === null) return false;
  if (ownerPid === process.pid || !exists(ownerPid)) return false;
  const beatAt = Date.parse(heartbeatAt);
  if (Date.now() - beatAt <= silenceMs) return true;
  const startedAt = processStart(ownerPid);
  return startedAt !== null && startedAt <= beatAt + START_SLACK_MS;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
