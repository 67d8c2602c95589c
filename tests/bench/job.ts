import { z } from "zod";
import { readingSchema } from "./meter.ts";

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
