import { rmSync, mkdtempSync, statSync } from "node:fs";
import path from "node:path";
import { build } from "vite";
import { fork } from "node:child_process";
import { once } from "node:events";
import { z } from "zod";
import { type Job, type Result, resultSchema } from "./job.ts";
import { tmpdir } from "node:os";

const root = path.dirname(path.dirname(import.meta.dirname));

/** What is measured is what people run: the engine bundled as in dist/node, with the bench's program beside it. */
async function buildChild(): Promise<string> {
  const outDir = path.join(root, "dist", "bench");
  rmSync(outDir, { recursive: true, force: true });
  const input = {
    child: path.join(import.meta.dirname, "child.ts"),
    "mock-server": path.join(import.meta.dirname, "mock-server.ts"),
  };
  await build({
    configFile: path.join(root, "vite.node.config.ts"),
    mode: "production",
    logLevel: "error",
    build: { outDir, rolldownOptions: { input } },
  });
  return outDir;
}

/** Does a job in a process of its own, with the programs in `folder`. `nodeArgs` go to Node.js, e.g. `--cpu-prof`. */
async function runJob(folder: string, job: Job, nodeArgs: readonly string[] = []): Promise<Result> {
  const child = fork(path.join(folder, "child.js"), [], { execArgv: [...nodeArgs] });
  const answer = new Promise<Result>((resolve, reject) => {
    child.once("message", (message: unknown) => resolve(resultSchema.parse(message)));
    child.once("exit", (code) => reject(new Error(`the process of job "${job.kind}" ended with code ${code}`)));
  });
  child.send(job);
  const result = await answer;
  if (child.exitCode === null) await once(child, "exit");
  if (result.errors > 0) throw new Error(`job "${job.kind}": ${result.errors} errors; this is no measurement`);
  return result;
}

/** The mock provider in its own process. */
async function startMockServer(folder: string): Promise<{ url: string; stop(): void }> {
  const child = fork(path.join(folder, "mock-server.js"), [], { execArgv: [] });
  const [message] = await once(child, "message");
  const { url } = z.object({ url: z.string() }).parse(message);
  return { url, stop: () => void child.kill() };
}

interface BenchOptions {
  /** How often each workload is measured; the median is shown. */
  repeats: number;
  /** Runs in the large project, all but two of them answered by the cache. */
  runs: number;
  /** Where promptfoo is installed; null leaves it out. */
  promptfoo: string | null;
  say(line: string): void;
}

export interface Bench extends BenchOptions {
  url: string;
  /** Of this bench alone; removed at its end. */
  folder: string;
  job(job: Job): Promise<Result>;
  /** A new project file with a set of so many conversations. */
  project(conversations: number, turns: number): Promise<string>;
  close(): void;
}

export async function openBench(options: BenchOptions): Promise<Bench> {
  const programs = await buildChild();
  const server = await startMockServer(programs);
  const folder = mkdtempSync(path.join(tmpdir(), "counterproof-bench-"));
  let projects = 0;
  const job = (one: Job): Promise<Result> => runJob(programs, one);
  return {
    ...options,
    url: server.url,
    folder,
    job,
    async project(conversations, turns) {
      projects += 1;
      const file = path.join(folder, `${projects}.cproof`);
      await job({ kind: "fill", file, conversations, turns });
      return file;
    },
    close() {
      server.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export function sizeOf(file: string): number {
  return statSync(file).size / 1024 / 1024;
}
