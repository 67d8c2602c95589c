import { z } from "zod";
import { modelSpecSchema } from "../domain/model.ts";
import { budgetSchema, historySchema, runProgressSchema, runSchema } from "../domain/run.ts";
import { nothing, procedure } from "./base.ts";

export const replayRequestSchema = z.object({
  promptId: z.string(),
  version: z.union([z.number().int().positive(), z.literal("draft")]),
  setId: z.string(),
  model: modelSpecSchema,
  /** `auto`: as many of each conversation as it takes to decide it against `baselineRunId`. */
  samples: z.union([z.number().int().min(1).max(100), z.literal("auto")]).default(1),
  /** With auto-samples: most samples a side. Null is the usual limit. */
  sampleLimit: z.number().int().min(2).max(1000).nullable().default(null),
  /** With auto-samples: `calls` of `samplingSchema`. `usual`: what the plan says; null: no such cap. */
  sampleCalls: z
    .union([z.number().int().positive(), z.literal("usual")])
    .nullable()
    .default(null),
  concurrency: z.number().int().min(1).max(256).default(8),
  history: historySchema.default("live"),
  /**
   * With `pinned`: the run whose replies stand in the history. With `failFast`: the run to break against. With
   * auto-samples: the run to decide against, which gets further samples where it needs them.
   */
  baselineRunId: z.string().nullable().default(null),
  useCache: z.boolean().default(true),
  /** Only these conversations of the set: a partial run. Null is the whole set. */
  conversationIds: z.array(z.string()).min(1).nullable().default(null),
  /** Stops at the first conversation that broke; without a baseline at the first that failed. */
  failFast: z.boolean().default(false),
  budget: budgetSchema.nullable().default(null),
});
export type ReplayRequest = z.input<typeof replayRequestSchema>;

const amountSchema = z.object({
  replies: z.number().int(),
  /** Requests that would go to the provider. */
  calls: z.number().int(),
  tokens: z.object({ input: z.number().int(), output: z.number().int() }),
  /** US dollars; null when the model's price is unknown. */
  cost: z.number().nullable(),
});
export type Amount = z.infer<typeof amountSchema>;

/**
 * What a replay would take, before it starts; with auto-samples the least. Tokens and cost are estimates; they say
 * nothing of cached replies.
 */
export const replayPlanSchema = amountSchema.extend({
  conversations: z.number().int(),
  /** Replies that the cache holds for certain. */
  cachedAtLeast: z.number().int(),
  /** Conversations without any check. */
  unchecked: z.number().int(),
  /** Checks that the judge would decide, at most; absent where it is not asked. Its tokens and cost are not counted. */
  judged: z.number().int().optional(),
  /** Conversations that go first because an edit touched the rule that they are linked to, and why. */
  first: z.array(z.object({ conversations: z.array(z.string()), why: z.string() })).optional(),
  /**
   * With auto-samples: what it would take if every conversation passed as often as it did, and at the very most. `cap`:
   * the calls that a usual replay stops sampling at.
   */
  auto: z.object({ expected: amountSchema, most: amountSchema, cap: z.number().int() }).nullable().optional(),
});
export type ReplayPlan = z.infer<typeof replayPlanSchema>;

const byRun = z.object({ runId: z.string() });

export const runsContract = {
  /** Newest first. */
  list: procedure.input(z.object({ promptId: z.string(), setId: z.string().optional() })).output(z.array(runSchema)),
  get: procedure.input(byRun).output(runSchema),
  plan: procedure.input(replayRequestSchema).output(replayPlanSchema),
  start: procedure.input(replayRequestSchema).output(runSchema),
  cancel: procedure.input(byRun).output(runProgressSchema),
  /**
   * Goes on with a run that was cut off, cancelled, stopped or had errors; repeats nothing that was recorded.
   * A budget or switch that is given takes the place of the run's own.
   */
  resume: procedure
    .input(byRun.extend({ budget: budgetSchema.nullable().optional(), failFast: z.boolean().optional() }))
    .output(runSchema),
  /** Takes up to `more` further samples a side of conversations that a run with auto-samples left undecided. */
  settle: procedure
    .input(byRun.extend({ conversationIds: z.array(z.string()).min(1), more: z.number().int().min(1).max(1000) }))
    .output(runSchema),
  /** How many conversations have other checks now than any of these runs was checked by; their turns are the same. */
  stale: procedure
    .input(z.object({ runIds: z.array(z.string()).max(2) }))
    .output(z.object({ conversations: z.number().int() })),
  /** Checks the recorded replies again by the checks of now: 0 calls to the model, `judgeCalls` to the judge. */
  recheck: procedure.input(byRun).output(
    z.object({
      conversations: z.number().int(),
      replies: z.number().int(),
      moved: z.number().int(),
      judgeCalls: z.number().int(),
    }),
  ),
  remove: procedure.input(byRun).output(nothing),
};
