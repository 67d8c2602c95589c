import { z } from "zod";
import { modelSpecSchema } from "../domain/model.ts";
import { probeSchema } from "../domain/probe.ts";
import { budgetSchema } from "../domain/run.ts";
import { procedure } from "./base.ts";
import { replyAtSchema } from "./people.ts";

const side = z.union([z.number().int().positive(), z.literal("draft")]);

export const MOST_PROBES = 20;

export const probeRequestSchema = z.object({
  promptId: z.string(),
  setId: z.string(),
  /** The reply to step past: broken, or mended since. */
  reply: replyAtSchema,
  /** The prompt as it is now, with the fix in it. */
  version: side,
  /** Who proposes; null is the judge model. */
  model: modelSpecSchema.nullable().default(null),
  count: z.number().int().min(1).max(MOST_PROBES).default(5),
  /** Each round asks for others than the ones before it. */
  round: z.number().int().min(0).max(50).default(0),
  budget: budgetSchema.nullable().default(null),
});
export type ProbeRequest = z.input<typeof probeRequestSchema>;

export const probePlanSchema = z.object({
  /** PROVIDER/MODEL. */
  model: z.string(),
  /** Requests at most, without retries: none where the answer is known. */
  calls: z.number().int(),
  /** Estimates, of one request. */
  tokens: z.object({ input: z.number().int(), output: z.number().int() }),
  /** US dollars at most; null where the price is unknown. */
  cost: z.number().nullable(),
});
export type ProbePlan = z.infer<typeof probePlanSchema>;

export const probeTryRequestSchema = z.object({
  id: z.string(),
  version: side,
  model: modelSpecSchema,
  budget: budgetSchema.nullable().default(null),
});
export type ProbeTryRequest = z.input<typeof probeTryRequestSchema>;

const byId = z.object({ id: z.string() });

/** Conversations one step past a fix. Nothing here starts by itself, and nothing is added to a set. */
export const probesContract = {
  plan: procedure.input(probeRequestSchema).output(probePlanSchema),
  /** Asks; asked again with the same, it costs nothing. */
  start: procedure.input(probeRequestSchema).output(probeSchema),
  get: procedure.input(byId).output(probeSchema),
  stop: procedure.input(byId).output(probeSchema),
  /** What replaying every proposal once would take at most. */
  planTry: procedure.input(probeTryRequestSchema).output(z.object({ calls: z.number().int() })),
  /** Replays each proposal once, so that a person sees which ones fail already. */
  try: procedure.input(probeTryRequestSchema).output(probeSchema),
};
