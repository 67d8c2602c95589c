import { z } from "zod";
import { procedure } from "./base.ts";

/** A mean from 0 to 1, and over how many conversations it goes. */
export const shareSchema = z.object({ mean: z.number(), conversations: z.number().int() });
export type Share = z.infer<typeof shareSchema>;

/** What a version's newest complete run says; versions without one have no point. */
const pointSchema = z.object({ version: z.number().int(), runId: z.string() });

export const ratePointSchema = pointSchema.extend({
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
  tags: z.array(shareSchema.nullable()),
});
export type RatePoint = z.infer<typeof ratePointSchema>;

/** Quantiles of one figure over the replies of a run. */
export const spreadSchema = z.object({
  replies: z.number().int(),
  mean: z.number(),
  p5: z.number(),
  p25: z.number(),
  median: z.number(),
  p75: z.number(),
  p95: z.number(),
});
export type Spread = z.infer<typeof spreadSchema>;

/** Latency in milliseconds, length in characters, cost in US dollars; null where no reply has the figure. */
export const spreadPointSchema = pointSchema.extend({
  latency: spreadSchema.nullable(),
  length: spreadSchema.nullable(),
  cost: spreadSchema.nullable(),
});
export type SpreadPoint = z.infer<typeof spreadPointSchema>;

/** Mean scores in the order of `metrics`; null where no check of that metric could be evaluated. */
export const metricPointSchema = pointSchema.extend({ metrics: z.array(shareSchema.nullable()) });
export type MetricPoint = z.infer<typeof metricPointSchema>;

const selection = z.object({ promptId: z.string(), setId: z.string(), provider: z.string(), model: z.string() });
export type TrendSelection = z.infer<typeof selection>;

const ratesSchema = z.object({
  /** Most conversations first. */
  tags: z.array(z.string()),
  /** Tags beyond the most that are told. */
  moreTags: z.number().int(),
  points: z.array(ratePointSchema),
});
export type Rates = z.infer<typeof ratesSchema>;

const metricsSchema = z.object({ metrics: z.array(z.string()), points: z.array(metricPointSchema) });
export type Metrics = z.infer<typeof metricsSchema>;

/** Figures over the versions of a prompt with one set and one model, oldest version first. */
export const trendsContract = {
  rates: procedure.input(selection).output(ratesSchema),
  spread: procedure.input(selection).output(z.object({ points: z.array(spreadPointSchema) })),
  metrics: procedure.input(selection).output(metricsSchema),
};
