import { assertNever } from "../../shared/errors.ts";
import { type Job, jobSchema, type Result } from "./job.ts";

/** The program of a child process: one job comes in, one result goes out. */
process.once("message", (message: unknown) => {
  run(jobSchema.parse(message)).then(
    (result) => process.send?.(result, () => process.disconnect()),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
});

async function run(job: Job): Promise<Result> {
  if (job.kind === "loop") return (await import("./bare-loop.ts")).runLoop(job);
  // Only here, so that the loop does not pay for an engine it does not use.
  const jobs = await import("./engine-jobs.ts");
  switch (job.kind) {
    case "fill":
      return jobs.runFill(job);
    case "replay":
      return jobs.runReplay(job);
    case "compare":
      return jobs.runCompare(job);
    default:
      return assertNever(job);
  }
}
