import { z } from "zod";
import { modelSpecSchema } from "../domain/model.ts";
import { historySchema, runProgressSchema, runSchema } from "../domain/run.ts";
import { nothing, procedure } from "./base.ts";

export const replayRequestSchema = z.object({
  promptId: z.string(),
  version: z.union([z.number().int().positive(), z.literal("draft")]),
  setId: z.string(),
  model: modelSpecSchema,
  samples: z.number().int().min(1).max(100).default(1),
  concurrency: z.number().int().min(1).max(256).default(8),
  history: historySchema.default("live"),
  /** With `pinned`: the run whose replies stand in the history. */
  baselineRunId: z.string().nullable().default(null),
  useCache: z.boolean().default(true),
});
export type ReplayRequest = z.infer<typeof replayRequestSchema>;

const byRun = z.object({ runId: z.string() });

export const runsContract = {
  /** Newest first. */
  list: procedure.input(z.object({ promptId: z.string(), setId: z.string().optional() })).output(z.array(runSchema)),
  get: procedure.input(byRun).output(runSchema),
  /** What a replay would take, before it starts. `calls` leaves out what the cache already holds, as far as can be told. */
  plan: procedure.input(replayRequestSchema).output(
    z.object({
      conversations: z.number().int(),
      replies: z.number().int(),
      cachedAtLeast: z.number().int(),
      unchecked: z.number().int(),
    }),
  ),
  start: procedure.input(replayRequestSchema).output(runSchema),
  cancel: procedure.input(byRun).output(runProgressSchema),
  /** Goes on with a run that was cut off, cancelled or had errors; repeats nothing that was recorded. */
  resume: procedure.input(byRun).output(runSchema),
  remove: procedure.input(byRun).output(nothing),
};
