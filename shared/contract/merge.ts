import { z } from "zod";
import { mergeCheckSchema, mergePreviewSchema, mergeRepliesSchema } from "../domain/merge.ts";
import { modelSettingsSchema, modelSpecSchema } from "../domain/model.ts";
import { versionSchema } from "../domain/prompt.ts";
import { budgetSchema } from "../domain/run.ts";
import { procedure } from "./base.ts";

/** Two branches by name: `theirs` is merged into `ours`. */
const pairSchema = z.object({ promptId: z.string(), ours: z.string().min(1), theirs: z.string().min(1) });

const resultSchema = pairSchema.extend({
  /** The merged text, by hand or as the preview has it. */
  text: z.string(),
  /** Null: those of the preview. */
  settings: modelSettingsSchema.nullable().default(null),
});

export const mergeCheckRequestSchema = resultSchema.extend({
  setId: z.string(),
  model: modelSpecSchema,
  budget: budgetSchema.nullable().default(null),
  concurrency: z.number().int().min(1).max(256).default(8),
});
export type MergeCheckRequest = z.input<typeof mergeCheckRequestSchema>;

export const mergePlanSchema = z.object({
  conversations: z.number().int(),
  /** Those without a check, which pass whatever is said. */
  unchecked: z.number().int(),
  /** Requests at most, without those that are tried again and without judges; what is known costs nothing. */
  calls: z.number().int(),
  /** What is usual where the merge does what its parents do. */
  likely: z.number().int(),
  /** US dollars for the usual calls; null where the price is not known. */
  cost: z.number().nullable(),
  /** Whether the model may answer the same in another way, so that everything is asked several times. */
  random: z.boolean(),
  /** The parent that the text is word for word: then nothing is asked. */
  alike: z.enum(["ours", "theirs"]).nullable(),
});
export type MergePlan = z.infer<typeof mergePlanSchema>;

export const mergeCommitSchema = resultSchema.extend({
  message: z.string().trim().max(2000, "a message has at most 2000 characters"),
  /** The heads as they were previewed; when either has moved since, nothing is committed. */
  heads: z.object({ ours: z.number().int().nullable(), theirs: z.number().int().nullable() }),
});
export type MergeCommit = z.input<typeof mergeCommitSchema>;

const byId = z.object({ id: z.string() });

export const mergeContract = {
  preview: procedure.input(pairSchema).output(mergePreviewSchema),
  /** What the check of a merged text would take. */
  plan: procedure.input(mergeCheckRequestSchema).output(mergePlanSchema),
  check: {
    /** Begins; begun again, it goes on from what is known. */
    start: procedure.input(mergeCheckRequestSchema).output(mergeCheckSchema),
    get: procedure.input(byId).output(mergeCheckSchema),
    stop: procedure.input(byId).output(mergeCheckSchema),
    /** The newest of two branches that this process has begun, of whatever text; null where there is none. */
    newest: procedure.input(pairSchema.extend({ setId: z.string() })).output(mergeCheckSchema.nullable()),
    /** The replies of one conversation side by side. */
    replies: procedure.input(byId.extend({ conversationId: z.string() })).output(mergeRepliesSchema),
  },
  /**
   * Commits the merged text on `ours`, with both heads as parents; that branch and its draft go on from there. A fast
   * forward with theirs' own text only moves the branch and gives back theirs' head.
   */
  commit: procedure.input(mergeCommitSchema).output(versionSchema),
};
