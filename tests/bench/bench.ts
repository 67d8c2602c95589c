import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildChild } from "./build-child.ts";
import type { Job, Result } from "./job.ts";
import { runJob, startMockServer } from "./run-job.ts";

export interface BenchOptions {
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
