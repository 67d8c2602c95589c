import { Worker } from "node:worker_threads";
import type { PatternAnswer, PatternJob, PatternResult } from "./pattern-messages.ts";

/** Runs patterns that people wrote, off the main thread and for a limited time each. */
export interface PatternRunner {
  /** Never rejects: a pattern that is invalid or takes too long is a problem in words. */
  test(source: string, flags: string, text: string): Promise<PatternResult>;
  /** Ends the worker; tests without an answer get a problem. */
  close(): Promise<void>;
}

interface Waiting extends PatternJob {
  answer(result: PatternResult): void;
}

interface Crew {
  worker: Worker;
  /** Shared with the worker: the id of the test it is at (0: none), and when that began (hrtime). */
  cells: BigInt64Array;
}

/** Bounds what is run again when a pattern in a batch has to be stopped. */
const largestBatch = 128;
const closed: PatternResult = { problem: "checking was stopped" };

/**
 * Tests wait in one queue and go to one worker in batches. When one is over `limitMs` (milliseconds), the worker is
 * replaced, that test gets a problem, and the rest of its batch runs again.
 */
export function createPatternRunner({ limitMs = 1_000 }: { limitMs?: number } = {}): PatternRunner {
  let crew: Crew | null = null;
  let queue: Waiting[] = [];
  let batch: Waiting[] = [];
  let scheduled = false;
  let open = true;
  let nextId = 1;
  let watch: NodeJS.Timeout | undefined;

  const start = (): Crew => {
    const progress = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
    const worker = new Worker(workerFile(), { workerData: progress, name: "patterns", execArgv: [] });
    const started = { worker, cells: new BigInt64Array(progress) };
    worker.on("message", (answer: PatternAnswer) => {
      if (crew === started) finish(answer);
    });
    worker.on("error", (error: unknown) => {
      if (crew === started) replace(`the pattern worker failed: ${messageOf(error)}`, runningTest(started.cells).id);
    });
    worker.on("exit", () => {
      if (crew === started) replace("the pattern worker ended", runningTest(started.cells).id);
    });
    // Last: listening for messages makes a worker hold the process again.
    worker.unref();
    return started;
  };

  const send = (): void => {
    scheduled = false;
    if (!open || batch.length > 0 || queue.length === 0) return;
    batch = queue.splice(0, largestBatch);
    try {
      crew ??= start();
      crew.worker.postMessage(batch.map(({ id, source, flags, text }) => ({ id, source, flags, text })));
    } catch (error) {
      const problem = `the pattern worker cannot be started: ${messageOf(error)}`;
      finish(batch.map(() => ({ problem })));
      return;
    }
    watchAfter(limitMs);
  };

  const finish = (answers: PatternAnswer): void => {
    clearTimeout(watch);
    const done = batch;
    batch = [];
    done.forEach((job, at) => job.answer(answers[at] ?? { problem: "the pattern worker gave no answer" }));
    send();
  };

  /** The timer, not the worker, keeps the process alive while a test has no answer. */
  const watchAfter = (ms: number): void => {
    clearTimeout(watch);
    watch = setTimeout(() => {
      const running = crew ? runningTest(crew.cells) : { id: 0, ms: 0 };
      if (running.ms < limitMs) watchAfter(limitMs - running.ms);
      else replace(`stopped after ${limitMs} ms: the pattern takes too long on this reply`, running.id);
    }, Math.ceil(ms));
  };

  /** Blames the test that ran; where none did, the worker did not get that far and no test can be answered. */
  const replace = (problem: string, running: number): void => {
    clearTimeout(watch);
    const worker = crew?.worker;
    crew = null;
    void worker?.terminate();
    const stopped = batch.filter((job) => job.id === running);
    const again = stopped.length > 0 ? batch.filter((job) => job.id !== running) : [];
    const unanswered = stopped.length > 0 ? stopped : batch;
    batch = [];
    queue = [...again, ...queue];
    unanswered.forEach((job) => job.answer({ problem }));
    send();
  };

  return {
    test: (source, flags, text) => {
      if (!open) return Promise.resolve(closed);
      return new Promise((answer) => {
        queue.push({ id: nextId, source, flags, text, answer });
        nextId += 1;
        if (scheduled) return;
        scheduled = true;
        queueMicrotask(send);
      });
    },
    close: async () => {
      open = false;
      clearTimeout(watch);
      const unanswered = [...batch, ...queue];
      batch = [];
      queue = [];
      unanswered.forEach((job) => job.answer(closed));
      const worker = crew?.worker;
      crew = null;
      await worker?.terminate();
    },
  };
}

/** The test that the worker is at and for how many milliseconds; id 0 while it is at none. */
function runningTest(cells: BigInt64Array): { id: number; ms: number } {
  const id = Number(Atomics.load(cells, 0));
  if (id === 0) return { id, ms: 0 };
  return { id, ms: Number(process.hrtime.bigint() - Atomics.load(cells, 1)) / 1e6 };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The source while running from source; otherwise the bundle's own entry beside it. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./pattern-worker.ts" : "./pattern-worker.js", import.meta.url);
}
