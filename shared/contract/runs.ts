import { z } from "zod";
import { modelSpecSchema, providerSchema } from "../domain/model.ts";
import { budgetSchema, historyModeSchema, runProgressSchema, runSchema } from "../domain/run.ts";
import { noOutput, procedure } from "./base.ts";
import { conversationComparisonSchema, packedComparisonSchema } from "../domain/comparison.ts";

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
  history: historyModeSchema.default("live"),
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

const replayAmountSchema = z.object({
  replies: z.number().int(),
  /** Requests that would go to the provider. */
  calls: z.number().int(),
  tokens: z.object({ input: z.number().int(), output: z.number().int() }),
  /** US dollars; null when the model's price is unknown. */
  cost: z.number().nullable(),
});
export type ReplayAmount = z.infer<typeof replayAmountSchema>;

/**
 * What a replay would take, before it starts; with auto-samples the least. Tokens and cost are estimates; they say
 * nothing of cached replies.
 */
const replayPlanSchema = replayAmountSchema.extend({
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
  auto: z
    .object({ expected: replayAmountSchema, most: replayAmountSchema, cap: z.number().int() })
    .nullable()
    .optional(),
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
  /**
   * Checks the recorded replies again by the checks of now: 0 calls to the model, `judgeCalls` to the judge. Stopped by
   * ending the call: conversations that are done stay so, and the next call goes on with the rest.
   */
  recheck: procedure.input(byRun).output(
    z.object({
      conversations: z.number().int(),
      replies: z.number().int(),
      moved: z.number().int(),
      judgeCalls: z.number().int(),
    }),
  ),
  remove: procedure.input(byRun).output(noOutput),
};

const comparedRunsSchema = z.object({ baselineRunId: z.string().nullable(), candidateRunId: z.string() });

export const compareContract = {
  summary: procedure.input(comparedRunsSchema).output(packedComparisonSchema),
  conversation: procedure
    .input(comparedRunsSchema.extend({ conversationId: z.string(), sample: z.number().int().min(0).default(0) }))
    .output(conversationComparisonSchema),
  /** The exact request body of one recorded reply, as JSON text. */
  request: procedure
    .input(
      z.object({ runId: z.string(), conversationId: z.string(), turn: z.number().int(), sample: z.number().int() }),
    )
    .output(z.object({ request: z.string(), library: z.string(), usage: z.string() })),
  /** The conversations to replay first on the draft as it is saved, the most telling first, and why each of them. */
  telling: procedure
    .input(z.object({ promptId: z.string(), setId: z.string(), limit: z.number().int().min(1).max(100).default(8) }))
    .output(z.object({ ids: z.array(z.string()), why: z.record(z.string(), z.string()) })),
};

/** A mean from 0 to 1, and over how many conversations it goes. */
const conversationMeanSchema = z.object({ mean: z.number(), conversations: z.number().int() });
export type ConversationMean = z.infer<typeof conversationMeanSchema>;

/** What a version's newest complete run says; versions without one have no point. */
const pointSchema = z.object({ version: z.number().int(), runId: z.string() });

const ratePointSchema = pointSchema.extend({
  /** Mean over conversations of the share of their samples that passed; null when nothing could be judged. */
  rate: z.number().nullable(),
  /** 95%, from 0 to 1. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
  conversations: z.number().int(),
  /** Conversations that could be judged in at least one sample. Those without checks count as passing. */
  judged: z.number().int(),
  unchecked: z.number().int(),
  samples: z.number().int(),
  /** Auto-samples: conversations may have more than `samples` each. */
  auto: z.boolean(),
  /** False where the set's conversations have been edited, added or removed since, up to the newest point. */
  sameSet: z.boolean(),
  /** Shares in the order of `tags`; null where no conversation with the tag could be judged. */
  tags: z.array(conversationMeanSchema.nullable()),
});
export type RatePoint = z.infer<typeof ratePointSchema>;

/** Quantiles of one figure over the replies of a run. */
const quantileSummarySchema = z.object({
  replies: z.number().int(),
  mean: z.number(),
  p5: z.number(),
  p25: z.number(),
  median: z.number(),
  p75: z.number(),
  p95: z.number(),
});
export type QuantileSummary = z.infer<typeof quantileSummarySchema>;

/** Latency in milliseconds, length in characters, cost in US dollars; null where no reply has the figure. */
const spreadPointSchema = pointSchema.extend({
  latency: quantileSummarySchema.nullable(),
  length: quantileSummarySchema.nullable(),
  cost: quantileSummarySchema.nullable(),
});
export type SpreadPoint = z.infer<typeof spreadPointSchema>;

/** Mean scores in the order of `metrics`; null where no check of that metric could be evaluated. */
const metricPointSchema = pointSchema.extend({ metrics: z.array(conversationMeanSchema.nullable()) });
export type MetricPoint = z.infer<typeof metricPointSchema>;

const trendSelectionSchema = z.object({
  promptId: z.string(),
  setId: z.string(),
  provider: providerSchema,
  model: z.string(),
});
export type TrendSelection = z.infer<typeof trendSelectionSchema>;

const rateTrendSchema = z.object({
  /** Most conversations first. */
  tags: z.array(z.string()),
  /** Tags beyond the most that are told. */
  moreTags: z.number().int(),
  points: z.array(ratePointSchema),
});
export type RateTrend = z.infer<typeof rateTrendSchema>;

const metricTrendSchema = z.object({ metrics: z.array(z.string()), points: z.array(metricPointSchema) });
export type MetricTrend = z.infer<typeof metricTrendSchema>;

/** Figures over the versions of a prompt with one set and one model, oldest version first. */
export const trendsContract = {
  rates: procedure.input(trendSelectionSchema).output(rateTrendSchema),
  spread: procedure.input(trendSelectionSchema).output(z.object({ points: z.array(spreadPointSchema) })),
  metrics: procedure.input(trendSelectionSchema).output(metricTrendSchema),
};
