import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { z } from "zod";

const readingSchema = z.object({
  wallMs: z.number(),
  /** User and system time of the whole process, worker threads included. */
  cpuMs: z.number(),
  /** 99th percentile and longest delay of the event loop. */
  loopP99Ms: z.number(),
  loopMaxMs: z.number(),
  /** The most memory that the process has ever held, in MB. */
  peakMb: z.number(),
});
export type Reading = z.infer<typeof readingSchema>;

/** The timer of the monitor fires every so often; a delay is what comes on top of it. */
const RESOLUTION_MS = 10;

/** Measures the process it runs in from now until the returned function is called. */
export function startMeter(): () => Reading {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  return () => {
    const wallMs = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(cpuBefore);
    delays.disable();
    const above = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
    return {
      wallMs,
      cpuMs: (user + system) / 1000,
      loopP99Ms: above(delays.percentile(99)),
      loopMaxMs: above(delays.max),
      peakMb: peakMb(),
    };
  };
}

function peakMb(): number {
  // A child's maxRSS starts at what its parent held when it forked; Linux keeps this program's own peak here.
  const own = process.platform === "linux" ? /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) : null;
  return Number(own?.[1] ?? process.resourceUsage().maxRSS) / 1024;
}

/** What a child process is asked to do; each job has a process of its own, so that peaks of memory are its own. */
export const jobSchema = z.discriminatedUnion("kind", [
  /** The same requests with nothing around them. */
  z.object({
    kind: z.literal("loop"),
    url: z.string(),
    model: z.string(),
    calls: z.number(),
    concurrency: z.number(),
  }),
  z.object({ kind: z.literal("fill"), file: z.string(), conversations: z.number(), turns: z.number() }),
  /** Replays all versions over the whole set at once; `concurrency` is that of all together. */
  z.object({
    kind: z.literal("replay"),
    file: z.string(),
    url: z.string(),
    model: z.string(),
    versions: z.array(z.number()),
    concurrency: z.number(),
    useCache: z.boolean(),
  }),
  /** The comparison of the two newest runs, as often as asked, each time as if for the first time. */
  z.object({ kind: z.literal("compare"), file: z.string(), repeats: z.number() }),
]);
export type Job = z.infer<typeof jobSchema>;

export const resultSchema = z.object({
  reading: readingSchema,
  /** Replies recorded or requests answered; conversations compared. */
  done: z.number(),
  cached: z.number(),
  /** Calls that failed for good; any makes a measurement worthless. */
  errors: z.number(),
  /** Milliseconds of each repeat, for a comparison. */
  eachMs: z.array(z.number()),
});
export type Result = z.infer<typeof resultSchema>;
