import { z } from "zod";
import { auditSchema } from "../domain/audit.ts";
import { modelSpecSchema } from "../domain/model.ts";
import { budgetSchema } from "../domain/run.ts";
import { procedure } from "./base.ts";

export const auditRequestSchema = z.object({
  promptId: z.string(),
  setId: z.string(),
  /** A REF: the text whose rules are left out. */
  ref: z.string().min(1),
  model: modelSpecSchema,
  budget: budgetSchema.nullable().default(null),
  concurrency: z.number().int().min(1).max(256).default(8),
});
export type AuditRequest = z.input<typeof auditRequestSchema>;

export const auditPlanSchema = z.object({
  version: z.string(),
  rules: z.number().int(),
  conversations: z.number().int(),
  /** Those without a check, which cannot notice anything. */
  unchecked: z.number().int(),
  /** Requests at most, without those that are tried again and without judges. */
  calls: z.number().int(),
  /** What is usual where few rules matter to a conversation; a guess. */
  likely: z.number().int(),
  /** Whether the model may answer the same in another way, so that everything is asked several times. */
  random: z.boolean(),
  /** True where an audit of this very text, complete and with this model, is there: going through it again costs nothing. */
  known: z.boolean(),
});
export type AuditPlan = z.infer<typeof auditPlanSchema>;

const byId = z.object({ id: z.string() });

export const auditContract = {
  plan: procedure.input(auditRequestSchema).output(auditPlanSchema),
  /** Begins an audit, or gives the one of this prompt and set that is under way. What is known costs nothing again. */
  start: procedure.input(auditRequestSchema).output(auditSchema),
  /** Stops it; what was learnt is kept. */
  stop: procedure.input(byId).output(auditSchema),
  /** The one under way, else the newest; of whatever text. Null where there is none. */
  newest: procedure.input(z.object({ promptId: z.string(), setId: z.string() })).output(auditSchema.nullable()),
};
