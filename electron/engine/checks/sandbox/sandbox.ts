import { Worker } from "node:worker_threads";
import { errorMessageOf } from "../../../../shared/errors.ts";
import type {
  SandboxAnswers,
  SandboxJob,
  PatternMatch,
  SandboxResult,
  SchemaFinding,
  ScriptFinding,
  ScriptInput,
  SqlFinding,
  SandboxProblem,
  SandboxTask,
} from "./sandbox-messages.ts";
import type { Check, JsonValue, SqlDialect } from "../../../../shared/domain/check.ts";
import type { Finding, ReplyUnderCheck } from "../check-kind.ts";

/** A worker and what it tells about itself while it is busy. */
interface SandboxWorker {
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
function startSandboxWorker(
  limitMs: number,
  on: { answered(answer: SandboxAnswers): void; failed(reason: string): void },
): SandboxWorker {
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
  worker.on("error", (error: unknown) => on.failed(failureReasonOf(error)));
  worker.on("exit", () => on.failed("the sandbox ended"));
  // Last: listening for messages makes a worker hold the process again.
  worker.unref();
  return { worker, cells: new BigInt64Array(progress) };
}

/** The job that the worker is at and for how many milliseconds; id 0 while it is at none. */
function runningJob({ cells }: SandboxWorker): { id: number; ms: number } {
  const id = Number(Atomics.load(cells, 0));
  if (id === 0) return { id, ms: 0 };
  return { id, ms: Number(process.hrtime.bigint() - Atomics.load(cells, 1)) / 1e6 };
}

function failureReasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") {
    return `stopped: it took more than ${heapMb} MB of memory`;
  }
  return `the sandbox failed: ${errorMessageOf(error)}`;
}

/** The source while running from source; otherwise the bundle's own entry beside it. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./sandbox-worker.ts" : "./sandbox-worker.js", import.meta.url);
}

/** Runs what people wrote off the main thread, each for a limited time. Nothing here ever rejects. */
export interface Sandbox {
  /** Looks for a regular expression in a text. */
  pattern(source: string, flags: string, text: string): Promise<PatternMatch | SandboxProblem>;
  /** Holds a JSON text against a JSON Schema. Without a text only the schema is looked at: valid, or a problem. */
  schema(schema: JsonValue, text: string | null): Promise<SchemaFinding | SandboxProblem>;
  /** Runs a script on an input. Without one only its grammar is looked at: nulls, or a problem with its place. */
  script(source: string, input: ScriptInput | null): Promise<ScriptFinding | SandboxProblem>;
  /** Reads SQL, which models write and parsers can take long over. */
  sql(dialect: SqlDialect, text: string): Promise<SqlFinding | SandboxProblem>;
  /** Runs a check of ours that needs nothing but the reply, without its `not-`. */
  check(check: Check, reply: ReplyUnderCheck): Promise<Finding>;
  /** Ends the worker; what has no answer yet gets a problem. */
  close(): Promise<void>;
}

interface WaitingJob extends SandboxJob {
  answer(result: SandboxResult): void;
}

/** Bounds what is run again when a job in a batch has to be stopped. */
const MAX_BATCH = 128;
/** The interpreter ends a script itself and says so better; what it cannot end has so much longer, in milliseconds. */
const scriptGraceMs = 500;
/** A check of ours has this many times the limit: its code is no stranger's, and only the reply is. */
const CHECK_LIMIT_FACTOR = 5;
const sandboxClosed: SandboxProblem = { problem: "checking was stopped" };
const unexpectedAnswer: SandboxProblem = { problem: "the sandbox answered something else than it was asked" };

/**
 * Jobs wait in one queue and go to one worker in batches. When one is over `limitMs` (milliseconds), the worker is
 * replaced, that job gets a problem, and the rest of its batch runs again.
 */
export function createSandbox({ limitMs = 1_000 }: { limitMs?: number } = {}): Sandbox {
  let sandboxWorker: SandboxWorker | null = null;
  let queue: WaitingJob[] = [];
  let batch: WaitingJob[] = [];
  let scheduled = false;
  let open = true;
  let nextId = 1;
  let watch: NodeJS.Timeout | undefined;

  const start = (): SandboxWorker => {
    const started = startSandboxWorker(limitMs, {
      answered: (answer) => {
        if (sandboxWorker === started) finish(answer);
      },
      failed: (reason) => {
        if (sandboxWorker === started) replace(reason, runningJob(started).id);
      },
    });
    return started;
  };

  const send = (): void => {
    scheduled = false;
    if (!open || batch.length > 0 || queue.length === 0) return;
    batch = queue.splice(0, MAX_BATCH);
    try {
      sandboxWorker ??= start();
      sandboxWorker.worker.postMessage(batch.map(({ id, task }) => ({ id, task })));
    } catch (error) {
      const problem = `the sandbox cannot be started: ${errorMessageOf(error)}`;
      finish(batch.map(() => ({ problem })));
      return;
    }
    watchAfter(limitMs);
  };

  const finish = (answers: SandboxAnswers): void => {
    clearTimeout(watch);
    const done = batch;
    batch = [];
    done.forEach((job, at) => job.answer(answers[at] ?? { problem: "the sandbox gave no answer" }));
    send();
  };

  /** The timer, not the worker, keeps the process alive while a job has no answer. */
  const watchAfter = (ms: number): void => {
    clearTimeout(watch);
    watch = setTimeout(() => {
      const running = sandboxWorker ? runningJob(sandboxWorker) : { id: 0, ms: 0 };
      const kind = batch.find(({ id }) => id === running.id)?.task.kind;
      const until =
        kind === "check" ? limitMs * CHECK_LIMIT_FACTOR : kind === "script" ? limitMs + scriptGraceMs : limitMs;
      if (running.ms < until) watchAfter(until - running.ms);
      else replace(null, running.id);
    }, Math.ceil(ms));
  };

  /**
   * Blames the job that ran, for taking too long where there is no other reason; where none did, the worker did not
   * get that far and no job can be answered.
   */
  const replace = (reason: string | null, running: number): void => {
    clearTimeout(watch);
    const worker = sandboxWorker?.worker;
    sandboxWorker = null;
    void worker?.terminate();
    const stopped = batch.filter((job) => job.id === running);
    const again = stopped.length > 0 ? batch.filter((job) => job.id !== running) : [];
    const unanswered = stopped.length > 0 ? stopped : batch;
    batch = [];
    queue = [...again, ...queue];
    unanswered.forEach(({ task, answer }) => answer({ problem: reason ?? tooLong(task, limitMs) }));
    send();
  };

  const ask = (task: SandboxTask): Promise<SandboxResult> => {
    if (!open) return Promise.resolve(sandboxClosed);
    return new Promise((answer) => {
      queue.push({ id: nextId, task, answer });
      nextId += 1;
      if (scheduled) return;
      scheduled = true;
      queueMicrotask(send);
    });
  };

  return {
    pattern: async (source, flags, text) => {
      const result = await ask({ kind: "pattern", source, flags, text });
      return "matched" in result || "problem" in result ? result : unexpectedAnswer;
    },
    schema: async (schema, text) => {
      const result = await ask({ kind: "schema", schema, text });
      return "faults" in result || "problem" in result ? result : unexpectedAnswer;
    },
    script: async (source, input) => {
      const result = await ask({ kind: "script", source, input });
      return "given" in result || "problem" in result ? result : unexpectedAnswer;
    },
    sql: async (dialect, text) => {
      const result = await ask({ kind: "sql", dialect, text });
      return "tables" in result || "problem" in result ? result : unexpectedAnswer;
    },
    check: async (check, reply) => {
      const result = await ask({ kind: "check", check, reply });
      if ("finding" in result) return result.finding;
      return "problem" in result ? result : unexpectedAnswer;
    },
    close: async () => {
      open = false;
      clearTimeout(watch);
      const unanswered = [...batch, ...queue];
      batch = [];
      queue = [];
      unanswered.forEach((job) => job.answer(sandboxClosed));
      const worker = sandboxWorker?.worker;
      sandboxWorker = null;
      await worker?.terminate();
    },
  };
}

function tooLong(task: SandboxTask, limitMs: number): string {
  const what = {
    pattern: "the pattern",
    schema: "the schema",
    script: "the script",
    sql: "the SQL",
    check: "the check",
  }[task.kind];
  const ms = task.kind === "check" ? limitMs * CHECK_LIMIT_FACTOR : limitMs;
  return `stopped after ${ms} ms: ${what} takes too long on this reply`;
}
