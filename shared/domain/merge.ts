import { z } from "zod";
import { usageGapsSchema } from "./usage.ts";
import { checkSchema, verdictStatusSchema } from "./check.ts";
import { tallySchema } from "./comparison.ts";
import { modelSettingsSchema } from "./model.ts";

/**
 * A stretch of the merged text. `same`: in the base and both sides. `ours`, `theirs`: as that side changed it; what it
 * took out is in no piece. `both`: as both sides changed it alike. A conflict's texts are what stands there in each.
 * Whole lines with their line ends; only the text's last line may have none.
 */
const mergePieceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["same", "ours", "theirs", "both"]), text: z.string() }),
  z.object({ kind: z.literal("conflict"), base: z.string(), ours: z.string(), theirs: z.string() }),
]);
export type MergePiece = z.infer<typeof mergePieceSchema>;

/**
 * How the two branches stand to each other. `apart`: each has versions that the other has not. `upToDate`: ours has all
 * of theirs, there is nothing to merge. `fastForward`: theirs has all of ours, so that ours only moves on. `unrelated`:
 * no version is in the history of both.
 */
const mergeRelationSchema = z.enum(["apart", "upToDate", "fastForward", "unrelated"]);
export type MergeRelation = z.infer<typeof mergeRelationSchema>;

/** A model setting that both sides changed, each to something else; the merge takes ours unless told otherwise. */
const settingConflictSchema = z.object({
  name: z.enum(["temperature", "topP", "maxOutputTokens", "seed"]),
  base: z.number().nullable(),
  ours: z.number().nullable(),
  theirs: z.number().nullable(),
});
export type SettingConflict = z.infer<typeof settingConflictSchema>;

export const mergePreviewSchema = z.object({
  relation: mergeRelationSchema,
  upToDate: z.boolean(),
  /** The nearest version that both come from, the newest of several; null where there is none. */
  base: z.number().int().nullable(),
  /** The heads of both branches; null for a branch without a version. */
  ours: z.number().int().nullable(),
  theirs: z.number().int().nullable(),
  pieces: z.array(mergePieceSchema),
  /** True where no piece is a conflict. */
  clean: z.boolean(),
  conflicts: z.number().int(),
  /** The merged text; null while there are conflicts. */
  text: z.string().nullable(),
  settings: modelSettingsSchema,
  settingConflicts: z.array(settingConflictSchema),
  /** Whether the draft of `ours` has edits, which a merge must not overwrite. */
  draftEdited: z.boolean(),
  /** How the branches stand, in words for a person. */
  note: z.string(),
});
export type MergePreview = z.infer<typeof mergePreviewSchema>;

/**
 * What the merge does to one conversation; what speaks against the merge comes first.
 * `unlikeBoth`: passes with both parents and fails with the merge, or fails a check that neither parent fails.
 * `lostFix`: the base fails, one parent fixed it, the merge fails again.
 * `carriedBreak`: the base passes, one parent broke it, the merge fails as well.
 * `asWorse`: fails as one parent does and passes with the other; what the base does is not known.
 * `betterThanBoth`: fails with both parents and passes with the merge.
 * `asBetter`: passes as one parent does and fails with the other.
 * `asParents`: passes, or fails, with all three. `flaky`: passes at times with all three, none of them half as often.
 * `undecided`: sampled as far as is worth it, and not told. `stopped`: by a person or a limit, before it was told.
 * `failed`: a call or a check did.
 */
export const mergeFindingSchema = z.enum([
  "unlikeBoth",
  "lostFix",
  "carriedBreak",
  "asWorse",
  "failed",
  "undecided",
  "flaky",
  "betterThanBoth",
  "asBetter",
  "asParents",
  "stopped",
]);
export type MergeFinding = z.infer<typeof mergeFindingSchema>;

/** A check of a reply: the turn counts user turns, from 0; `at` is its place among the checks on that reply. */
const newCheckFailureSchema = z.object({ turn: z.number().int(), at: z.number().int(), check: checkSchema });
export type NewCheckFailure = z.infer<typeof newCheckFailureSchema>;

export const mergedConversationSchema = z.object({
  id: z.string(),
  title: z.string(),
  finding: mergeFindingSchema,
  /** Whether it is to be confirmed before the merge is committed: behaves unlike both, or lost a fix. */
  surprise: z.boolean(),
  /** The finding in words. */
  detail: z.string(),
  /** Chance, at least, that the finding is right; null without one. 1 where the model is not random. */
  certainty: z.number().nullable(),
  /** Checks that fail with the merge and with neither parent. */
  newFailures: z.array(newCheckFailureSchema),
  /** Of no use where a conversation has no checks: it passes whatever is said. */
  checks: z.number().int(),
  /** Whether the merge's reply is another one than both parents' (in the sample that is shown). */
  newReply: z.boolean(),
  /** What was sampled; the base only where it tells something. */
  base: tallySchema,
  ours: tallySchema,
  theirs: tallySchema,
  merged: tallySchema,
  /** Requests that it took, without retries and judges. */
  calls: z.number().int(),
});
export type MergedConversation = z.infer<typeof mergedConversationSchema>;

export const mergeCheckSchema = z.object({
  id: z.string(),
  promptId: z.string(),
  setId: z.string(),
  /** Branches, and the versions that they were at. */
  ours: z.string(),
  theirs: z.string(),
  heads: z.object({ ours: z.number().int().nullable(), theirs: z.number().int().nullable() }),
  base: z.number().int().nullable(),
  /** Of the merged text that it was asked about. */
  textSha256: z.string(),
  /** The parent that the merge is word for word, settings included: then there is nothing to ask. */
  alike: z.enum(["ours", "theirs"]).nullable(),
  running: z.boolean(),
  /** Why it ended before its end, in words for a person. */
  problem: z.string().nullable(),
  total: z.number().int(),
  /** Those with an answer. */
  done: z.number().int(),
  counts: z.record(mergeFindingSchema, z.number().int()),
  surprises: z.number().int(),
  /** Conversations without a check: they pass whatever is said. */
  unchecked: z.number().int(),
  /** Those that are worth a look, surprises first: all but `asParents` and `stopped`. */
  conversations: z.array(mergedConversationSchema),
  /** Requests so far, retries and judges included. */
  calls: z.number().int(),
  callsAtMost: z.number().int(),
  cost: z.number().nullable(),
  gaps: usageGapsSchema.optional(),
});
export type MergeCheck = z.infer<typeof mergeCheckSchema>;

const mergeReplySchema = z.object({
  text: z.string(),
  /** Whether no check that counts failed it. */
  passed: z.boolean(),
  /** One for each check of the turn; `counts` is false for a check of weight 0. */
  verdicts: z.array(z.object({ check: checkSchema, status: verdictStatusSchema, counts: z.boolean() })),
});
export type MergeReply = z.infer<typeof mergeReplySchema>;

/** The replies side by side; null for a side that was not replayed, and for all of a turn with a fixed reply. */
export const mergeRepliesSchema = z.object({
  turns: z.array(
    z.object({
      /** Counts user turns, from 0. */
      index: z.number().int(),
      user: z.string(),
      fixed: z.string().nullable(),
      base: mergeReplySchema.nullable(),
      ours: mergeReplySchema.nullable(),
      theirs: mergeReplySchema.nullable(),
      merged: mergeReplySchema.nullable(),
    }),
  ),
});
export type MergeReplies = z.infer<typeof mergeRepliesSchema>;
