import { z } from "zod";
import { bisectSchema, bisectStopSchema } from "../domain/bisect.ts";
import { modelSpecSchema } from "../domain/model.ts";
import { budgetSchema } from "../domain/run.ts";
import { procedure } from "./base.ts";

export const bisectRequestSchema = z.object({
  promptId: z.string(),
  setId: z.string(),
  conversationIds: z.array(z.string()).min(1).max(100, "at most 100 conversations are searched at once"),
  /** REFs: where the conversations passed, and where they fail. */
  good: z.string(),
  bad: z.string(),
  model: modelSpecSchema,
  budget: budgetSchema.nullable().default(null),
});
export type BisectRequest = z.input<typeof bisectRequestSchema>;

export const bisectPlanSchema = z.object({
  path: z.array(bisectStopSchema),
  note: z.string().nullable(),
  /** Requests at most, without those that are tried again. */
  calls: z.number().int(),
  /** Whether the model may answer the same in another way, so that versions are asked more than once. */
  noisy: z.boolean(),
});
export type BisectPlan = z.infer<typeof bisectPlanSchema>;

const byId = z.object({ id: z.string() });

export const bisectContract = {
  plan: procedure.input(bisectRequestSchema).output(bisectPlanSchema),
  /** Begins a search; what an earlier one learnt costs nothing again. */
  start: procedure.input(bisectRequestSchema).output(bisectSchema),
  get: procedure.input(byId).output(bisectSchema),
  /** Stops at once; what was learnt is kept. */
  stop: procedure.input(byId).output(bisectSchema),
};
