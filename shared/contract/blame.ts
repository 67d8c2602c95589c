import { z } from "zod";
import { blameSchema, hunkSideSchema } from "../domain/blame.ts";
import { modelSpecSchema } from "../domain/model.ts";
import { budgetSchema } from "../domain/run.ts";
import { procedure } from "./base.ts";

const side = z.union([z.number().int().positive(), z.literal("draft")]);

const pairSchema = z.object({ promptId: z.string(), setId: z.string(), baseline: side, candidate: side });

export const blameRequestSchema = pairSchema.extend({
  model: modelSpecSchema,
  /** Null: those that broke or were fixed in the newest comparison of the two. */
  conversationIds: z.array(z.string()).min(1).nullable().default(null),
  budget: budgetSchema.nullable().default(null),
  concurrency: z.number().int().min(1).max(64).default(8),
});
export type BlameRequest = z.input<typeof blameRequestSchema>;

export const blamePlanSchema = z.object({
  hunks: z.number().int(),
  conversations: z.array(z.string()),
  /** Requests at most, without retries and judges. */
  calls: z.number().int(),
  /** Where one hunk is to blame. */
  likelyCalls: z.number().int(),
  /** Whether the model may answer the same request in another way. */
  random: z.boolean(),
});
export type BlamePlan = z.infer<typeof blamePlanSchema>;

const byId = z.object({ id: z.string() });

/** Which lines of an edit changed what becomes of conversations. */
export const blameContract = {
  plan: procedure.input(blameRequestSchema).output(blamePlanSchema),
  /** Begins; begun again, it goes on from what is known. */
  start: procedure.input(blameRequestSchema).output(blameSchema),
  stop: procedure.input(byId).output(blameSchema),
  /** The newest of two versions that this process has begun; null where there is none. */
  of: procedure.input(pairSchema).output(blameSchema.nullable()),
  /** A text without the one change against the baseline that stands at a line; null where none does. */
  revert: procedure
    .input(z.object({ before: z.string(), text: z.string(), side: hunkSideSchema, line: z.number().int().positive() }))
    .output(z.object({ text: z.string() }).nullable()),
};
