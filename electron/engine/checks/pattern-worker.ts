import { parentPort, workerData } from "node:worker_threads";
import type { PatternAnswer, PatternJob, PatternResult } from "./pattern-messages.ts";

// Runs from source by type stripping and, built, as a file of its own: imports nothing but Node.js and types.

const keptPatterns = 500;
const progress: unknown = workerData;
if (!(progress instanceof SharedArrayBuffer)) throw new Error("the pattern worker got no shared memory");
const cells = new BigInt64Array(progress);
const patterns = new Map<string, RegExp>();

parentPort?.on("message", (jobs: PatternJob[]) => {
  const answer: PatternAnswer = jobs.map((job) => {
    // The time first: whoever reads the id and then the time never sees one older than the job.
    Atomics.store(cells, 1, process.hrtime.bigint());
    Atomics.store(cells, 0, BigInt(job.id));
    return run(job);
  });
  Atomics.store(cells, 0, 0n);
  parentPort?.postMessage(answer);
});

function run({ source, flags, text }: PatternJob): PatternResult {
  try {
    const pattern = compiled(source, flags);
    pattern.lastIndex = 0;
    const found = pattern.exec(text);
    return found ? { matched: true, at: found.index, match: found[0] } : { matched: false, at: 0, match: "" };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function compiled(source: string, flags: string): RegExp {
  const key = `${flags}/${source}`;
  const known = patterns.get(key);
  if (known) return known;
  if (patterns.size >= keptPatterns) patterns.clear();
  const pattern = new RegExp(source, flags);
  patterns.set(key, pattern);
  return pattern;
}
