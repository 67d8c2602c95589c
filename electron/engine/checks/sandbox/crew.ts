import { Worker } from "node:worker_threads";
import { messageOf } from "../../../../shared/message-of.ts";
import type { Answer } from "./messages.ts";

/** A worker and what it tells about itself while it is busy. */
export interface Crew {
  worker: Worker;
  /** Shared with the worker: the id of the job it is at (0: none), and when that began (hrtime). */
  cells: BigInt64Array;
}

/** Bounds what a schema or a JSON text can take of the process's memory, in megabytes; scripts have less. */
const heapMb = 256;

/**
 * What a script may nest in the interpreter must end there and not at the end of the worker's own stack, where it
 * would leave the interpreter in pieces.
 */
const stackMb = 16;

/** Starts a worker whose scripts end themselves after `limitMs`; `failed` comes with the reason when it ends by itself. */
export function startCrew(limitMs: number, on: { answered(answer: Answer): void; failed(reason: string): void }): Crew {
  const progress = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
  const worker = new Worker(workerFile(), {
    workerData: { progress, limitMs },
    name: "sandbox",
    execArgv: [],
    // Nothing that people wrote finds a key here, even if it found a way out.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: stackMb },
  });
  worker.on("message", on.answered);
  worker.on("error", (error: unknown) => on.failed(reasonOf(error)));
  worker.on("exit", () => on.failed("the sandbox ended"));
  // Last: listening for messages makes a worker hold the process again.
  worker.unref();
  return { worker, cells: new BigInt64Array(progress) };
}

/** The job that the worker is at and for how many milliseconds; id 0 while it is at none. */
export function runningJob({ cells }: Crew): { id: number; ms: number } {
  const id = Number(Atomics.load(cells, 0));
  if (id === 0) return { id, ms: 0 };
  return { id, ms: Number(process.hrtime.bigint() - Atomics.load(cells, 1)) / 1e6 };
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") {
    return `stopped: it took more than ${heapMb} MB of memory`;
  }
  return `the sandbox failed: ${messageOf(error)}`;
}

/** The source while running from source; otherwise the bundle's own entry beside it. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./sandbox-worker.ts" : "./sandbox-worker.js", import.meta.url);
}
