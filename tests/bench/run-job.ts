import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { z } from "zod";
import { type Job, type Result, resultSchema } from "./job.ts";

/** Does a job in a process of its own, with the programs in `folder`. `nodeArgs` go to Node.js, e.g. `--cpu-prof`. */
export async function runJob(folder: string, job: Job, nodeArgs: readonly string[] = []): Promise<Result> {
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
export async function startMockServer(folder: string): Promise<{ url: string; stop(): void }> {
  const child = fork(path.join(folder, "mock-server.js"), [], { execArgv: [] });
  const [message] = await once(child, "message");
  const { url } = z.object({ url: z.string() }).parse(message);
  return { url, stop: () => void child.kill() };
}
