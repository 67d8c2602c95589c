import { readFileSync, readlinkSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { z } from "zod";
import { errorMessageOf } from "../../../shared/errors.ts";
import { Problem } from "../../../shared/problem.ts";
import { currentTimestamp } from "../clock.ts";
import { createProcessLock, removeStaleLocks } from "../files/process-lock.ts";
import type { StoredRun } from "../store/runs.ts";
import type { Store } from "../store/store.ts";
import { type PendingFinalStatuses, countRecordedProgress } from "./run-progress.ts";

/** For so long a sign of life counts where no lock says anything. */
export const DEFAULT_SILENCE_MS = 30_000;

/**
 * Who replays a run, as its row has it. Only `token` decides, by the lock of that name; the rest is for where no lock can
 * tell, and for messages.
 */
const leaseSchema = z.object({
  token: z.string(),
  /** Device and number of the project file: a copy of it is nobody's. */
  file: z.string(),
  host: z.string(),
  /** The machine's present start; null where the system does not tell. */
  boot: z.string().nullable(),
  /** Within which process ids mean the same; null where there is but one such space. */
  pidSpace: z.string().nullable(),
  pid: z.number(),
  since: z.string(),
});
type Lease = z.infer<typeof leaseSchema>;

/** Leases of runs in one project file: which process replays which run. One for each open project. */
export function createRunLeases(store: Store, silenceMs: number) {
  const lock = createProcessLock(store.file);

  const isAlive = ({ lease: text, heartbeatAt }: StoredRun): boolean => {
    const lease = parseLease(text);
    if (lease === null || lock.isOwn(lease.token)) return false;
    const state = lock.stateOf(lease.token);
    if (state === "held") return true;
    // Signs of life of another clock may lie in the future.
    const silentMs = heartbeatAt === null ? Infinity : Math.abs(Date.now() - Date.parse(heartbeatAt));
    if (!(silentMs <= silenceMs)) return false;
    const here = readHostIdentity();
    // Some network file systems keep locks to each machine.
    if (state === "free") return lease.host !== here.host && lease.boot !== here.boot;
    // Something removed the lock file under a process that lives.
    if (lease.file !== fileId(store.file)) return false;
    const samePids = lease.host === here.host && lease.boot === here.boot && lease.pidSpace === here.pidSpace;
    return !samePids || isProcessAlive(lease.pid);
  };

  const holdLock = (): string => {
    try {
      return lock.hold();
    } catch (error) {
      throw new Problem(
        "disk-full",
        `Nothing was replayed: no lock could be put beside ${store.file} (${errorMessageOf(error)}), by which other processes see that a run is being replayed. Free some space or make the folder writable.`,
        { file: store.file },
      );
    }
  };

  return {
    /**
     * Takes the run; the caller holds the transaction. Returns the lease, which every write of the run is held against.
     * Throws a Problem that says who has it where it is being replayed.
     */
    take(stored: StoredRun): string {
      if (isAlive(stored)) throw runStillReplayed(stored);
      const lease: Lease = {
        token: holdLock(),
        file: fileId(store.file),
        ...readHostIdentity(),
        pid: process.pid,
        since: currentTimestamp(),
      };
      const text = JSON.stringify(lease);
      store.runs.takeLease(Number(stored.run.id), text, lease.since);
      return text;
    },

    /** Whether another process replays the run. A process that is stopped or asleep does; one that was killed does not. */
    isAlive,

    refuseIfAlive(stored: StoredRun): void {
      if (isAlive(stored)) throw runStillReplayed(stored);
    },

    /** Marks runs as interrupted whose process is gone. Their recorded replies stay, and they can be resumed. */
    markInterrupted(endings: PendingFinalStatuses, running: (runId: string) => boolean): void {
      endings.retry();
      for (const stored of store.runs.unfinished()) {
        const { run, lease } = stored;
        if (running(run.id) || endings.of(run.id) !== null || isAlive(stored)) continue;
        endings.write({ ...countRecordedProgress(store, run), status: "interrupted" }, lease);
        removeStaleLocks(store.file);
      }
    },

    close: (): void => lock.close(),
  };
}
export type RunLeases = ReturnType<typeof createRunLeases>;

/** What a process is told whose run another one has taken over: it stops, and writes nothing more of it. */
export function runTakenOver(runId: string): Problem {
  return new Problem(
    "busy",
    `Run ${runId} was taken over by another process, so it is not replayed here any more. What was recorded is kept.`,
    { runId },
  );
}

function runStillReplayed({ run, lease: text }: StoredRun): Problem {
  const lease = parseLease(text);
  const by = lease === null ? "another process" : `process ${lease.pid} on ${lease.host}, since ${lease.since}`;
  return new Problem(
    "busy",
    `Run ${run.id} is still being replayed, by ${by}. Wait for its end or stop it there; nothing was changed.`,
    { runId: run.id, ...(lease && { pid: lease.pid, host: lease.host, since: lease.since }) },
  );
}

function parseLease(text: string | null): Lease | null {
  if (text === null) return null;
  try {
    return leaseSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function fileId(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? "" : `${stat.dev}:${stat.ino}`;
}

let knownHostIdentity: Pick<Lease, "host" | "boot" | "pidSpace"> | null = null;
function readHostIdentity(): Pick<Lease, "host" | "boot" | "pidSpace"> {
  knownHostIdentity ??= {
    host: hostname(),
    boot: readOr(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    pidSpace: readOr(() => readlinkSync("/proc/self/ns/pid")),
  };
  return knownHostIdentity;
}

function readOr(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
