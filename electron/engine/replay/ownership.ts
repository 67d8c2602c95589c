import type { Run } from "../../../shared/domain/run.ts";
import type { StoredRun } from "../store/runs.ts";
import type { Store } from "../store/store.ts";
import { now } from "../clock.ts";
import { countRecorded } from "./progress.ts";

/** A run whose process has not shown a sign of life for so long is taken for dead, whoever has its pid now. */
const SILENCE_MS = 30_000;

/** Marks runs as interrupted whose process is gone. Their recorded replies stay, and they can be resumed. */
export function markInterrupted(store: Store, running: (runId: string) => boolean): Run[] {
  if (store.readOnly) return [];
  const lost = store.runs.unfinished().filter((one) => !running(one.run.id) && !isAlive(one));
  if (lost.length === 0) return [];
  store.write(() => {
    for (const { run } of lost) {
      const progress = countRecorded(store, run);
      store.runs.finish(Number(run.id), "interrupted", { ...progress, status: "interrupted" }, now());
    }
  });
  return lost.map(({ run }) => run);
}

/** Whether the process that replays this run still lives. */
export function isAlive(stored: StoredRun): boolean {
  const { ownerPid, heartbeatAt } = stored;
  if (ownerPid === null || heartbeatAt === null) return false;
  if (ownerPid === process.pid) return false;
  if (Date.now() - Date.parse(heartbeatAt) > SILENCE_MS) return false;
  try {
    process.kill(ownerPid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
