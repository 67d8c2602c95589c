import type { PatternMatch, PatternTask, SandboxJob, SandboxResult, SandboxTask } from "./sandbox-messages.ts";
import { parentPort, workerData } from "node:worker_threads";
import { errorMessageOf } from "../../../../shared/errors.ts";
import type { ScriptEngine } from "./run-script.ts";
import type { runCheck } from "./run-check.ts";
import type { runSchema } from "./run-schema.ts";

const MAX_KEPT_PATTERNS = 500;
const patterns = new Map<string, RegExp>();

function runPattern({ source, flags, text }: PatternTask): PatternMatch {
  const pattern = compiledPattern(source, flags);
  pattern.lastIndex = 0;
  const found = pattern.exec(text);
  return found ? { matched: true, at: found.index, match: found[0] } : { matched: false, at: 0, match: "" };
}

function compiledPattern(source: string, flags: string): RegExp {
  const key = `${flags}/${source}`;
  const known = patterns.get(key);
  if (known) return known;
  if (patterns.size >= MAX_KEPT_PATTERNS) patterns.clear();
  const pattern = new RegExp(source, flags);
  patterns.set(key, pattern);
  return pattern;
}

// Patterns are most of the work: what the other jobs need is loaded with the first of their kind.

interface Given {
  progress: SharedArrayBuffer;
  limitMs: number;
}

const { progress, limitMs } = givenFrom(workerData);
const cells = new BigInt64Array(progress);
let checks: { runCheck: typeof runCheck } | null = null;
let schemas: { runSchema: typeof runSchema } | null = null;
let scripts: ScriptEngine | null = null;
let sql: typeof import("./run-sql.ts") | null = null;

parentPort?.on("message", (jobs: SandboxJob[]) => void answer(jobs));

async function answer(jobs: SandboxJob[]): Promise<void> {
  const results: SandboxResult[] = [];
  for (const { id, task } of jobs) {
    try {
      if (!isReady(task)) {
        // Loading is not the job's own time.
        Atomics.store(cells, 0, 0n);
        await load(task);
      }
      // The time first: a thread that reads the id and then the time never sees one older than the job.
      Atomics.store(cells, 1, process.hrtime.bigint());
      Atomics.store(cells, 0, BigInt(id));
      results.push(run(task));
    } catch (error) {
      results.push({ problem: errorMessageOf(error) });
    }
  }
  Atomics.store(cells, 0, 0n);
  parentPort?.postMessage(results);
}

function run(task: SandboxTask): SandboxResult {
  if (task.kind === "pattern") return runPattern(task);
  if (task.kind === "schema" && schemas) return schemas.runSchema(task);
  if (task.kind === "script" && scripts) return scripts.run(task, limitMs);
  if (task.kind === "sql" && sql) return sql.runSql(task);
  if (task.kind === "check" && checks) return checks.runCheck(task);
  return { problem: `what runs a ${task.kind} is not loaded` };
}

function isReady(task: SandboxTask): boolean {
  if (task.kind === "pattern") return true;
  if (task.kind === "check") return checks !== null;
  if (task.kind === "sql") return sql?.hasDialect(task.dialect) ?? false;
  return task.kind === "schema" ? schemas !== null : scripts !== null && !scripts.spent();
}

async function load(task: SandboxTask): Promise<void> {
  if (task.kind === "sql") {
    sql ??= await import("./run-sql.ts");
    await sql.loadDialect(task.dialect);
  } else if (task.kind === "schema") schemas = await import("./run-schema.ts");
  else if (task.kind === "check") checks = await import("./run-check.ts");
  else if (task.kind === "script") scripts = await (await import("./run-script.ts")).startScriptEngine();
}

function givenFrom(data: unknown): Given {
  if (typeof data === "object" && data !== null && "progress" in data && "limitMs" in data) {
    const { progress: shared, limitMs: limit } = data;
    if (shared instanceof SharedArrayBuffer && typeof limit === "number") return { progress: shared, limitMs: limit };
  }
  throw new Error("the sandbox was started without its shared memory and time limit");
}
