import type { Check, JsonValue } from "../../../../shared/domain/check.ts";
import { messageOf } from "../../../../shared/message-of.ts";
import type { Finding, ReplyUnderCheck } from "../check-kind.ts";
import { startCrew, runningJob, type Crew } from "./crew.ts";
import type {
  Answer,
  Job,
  PatternMatch,
  Result,
  SchemaFinding,
  ScriptFinding,
  ScriptInput,
  SqlFinding,
  Stopped,
  Task,
} from "./messages.ts";
import type { SqlDialect } from "../../../../shared/domain/sql-dialect.ts";

/** Runs what people wrote off the main thread, each for a limited time. Nothing here ever rejects. */
export interface Sandbox {
  /** Looks for a regular expression in a text. */
  pattern(source: string, flags: string, text: string): Promise<PatternMatch | Stopped>;
  /** Holds a JSON text against a JSON Schema. Without a text only the schema is looked at: valid, or a problem. */
  schema(schema: JsonValue, text: string | null): Promise<SchemaFinding | Stopped>;
  /** Runs a script on an input. Without one only its grammar is looked at: nulls, or a problem with its place. */
  script(source: string, input: ScriptInput | null): Promise<ScriptFinding | Stopped>;
  /** Reads SQL, which models write and parsers can take long over. */
  sql(dialect: SqlDialect, text: string): Promise<SqlFinding | Stopped>;
  /** Runs a check of ours that needs nothing but the reply, without its `not-`. */
  check(check: Check, reply: ReplyUnderCheck): Promise<Finding>;
  /** Ends the worker; what has no answer yet gets a problem. */
  close(): Promise<void>;
}

interface Waiting extends Job {
  answer(result: Result): void;
}

/** Bounds what is run again when a job in a batch has to be stopped. */
const largestBatch = 128;
/** The interpreter ends a script itself and says so better; what it cannot end has so much longer, in milliseconds. */
const scriptGraceMs = 500;
/** A check of ours has this many times the limit: its code is no stranger's, and only the reply is. */
const checkLimit = 5;
const closed: Stopped = { problem: "checking was stopped" };
const mixedUp: Stopped = { problem: "the sandbox answered something else than it was asked" };

/**
 * Jobs wait in one queue and go to one worker in batches. When one is over `limitMs` (milliseconds), the worker is
 * replaced, that job gets a problem, and the rest of its batch runs again.
 */
export function createSandbox({ limitMs = 1_000 }: { limitMs?: number } = {}): Sandbox {
  let crew: Crew | null = null;
  let queue: Waiting[] = [];
  let batch: Waiting[] = [];
  let scheduled = false;
  let open = true;
  let nextId = 1;
  let watch: NodeJS.Timeout | undefined;

  const start = (): Crew => {
    const started = startCrew(limitMs, {
      answered: (answer) => {
        if (crew === started) finish(answer);
      },
      failed: (reason) => {
        if (crew === started) replace(reason, runningJob(started).id);
      },
    });
    return started;
  };

  const send = (): void => {
    scheduled = false;
    if (!open || batch.length > 0 || queue.length === 0) return;
    batch = queue.splice(0, largestBatch);
    try {
      crew ??= start();
      crew.worker.postMessage(batch.map(({ id, task }) => ({ id, task })));
    } catch (error) {
      const problem = `the sandbox cannot be started: ${messageOf(error)}`;
      finish(batch.map(() => ({ problem })));
      return;
    }
    watchAfter(limitMs);
  };

  const finish = (answers: Answer): void => {
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
      const running = crew ? runningJob(crew) : { id: 0, ms: 0 };
      const kind = batch.find(({ id }) => id === running.id)?.task.kind;
      const until = kind === "check" ? limitMs * checkLimit : kind === "script" ? limitMs + scriptGraceMs : limitMs;
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
    const worker = crew?.worker;
    crew = null;
    void worker?.terminate();
    const stopped = batch.filter((job) => job.id === running);
    const again = stopped.length > 0 ? batch.filter((job) => job.id !== running) : [];
    const unanswered = stopped.length > 0 ? stopped : batch;
    batch = [];
    queue = [...again, ...queue];
    unanswered.forEach(({ task, answer }) => answer({ problem: reason ?? tooLong(task, limitMs) }));
    send();
  };

  const ask = (task: Task): Promise<Result> => {
    if (!open) return Promise.resolve(closed);
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
      return "matched" in result || "problem" in result ? result : mixedUp;
    },
    schema: async (schema, text) => {
      const result = await ask({ kind: "schema", schema, text });
      return "faults" in result || "problem" in result ? result : mixedUp;
    },
    script: async (source, input) => {
      const result = await ask({ kind: "script", source, input });
      return "given" in result || "problem" in result ? result : mixedUp;
    },
    sql: async (dialect, text) => {
      const result = await ask({ kind: "sql", dialect, text });
      return "tables" in result || "problem" in result ? result : mixedUp;
    },
    check: async (check, reply) => {
      const result = await ask({ kind: "check", check, reply });
      if ("finding" in result) return result.finding;
      return "problem" in result ? result : mixedUp;
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

function tooLong(task: Task, limitMs: number): string {
  const what = {
    pattern: "the pattern",
    schema: "the schema",
    script: "the script",
    sql: "the SQL",
    check: "the check",
  }[task.kind];
  const ms = task.kind === "check" ? limitMs * checkLimit : limitMs;
  return `stopped after ${ms} ms: ${what} takes too long on this reply`;
}
