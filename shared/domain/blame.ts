import { z } from "zod";
import { usageGapsSchema } from "./usage.ts";
import { tallySchema } from "./comparison.ts";

/** Lines, counted from 1, both ends included. */
export const linesSchema = z.object({ from: z.number().int(), to: z.number().int() });

/** `candidate`: lines that came or changed. `baseline`: lines that went. */
export const hunkSideSchema = z.enum(["baseline", "candidate"]);
export type HunkSide = z.infer<typeof hunkSideSchema>;

export const hunkKindSchema = z.enum(["added", "removed", "changed", "moved", "spaces", "ends", "settings"]);
export type HunkKind = z.infer<typeof hunkKindSchema>;

/** One change of an edit that can be made, or left out, without any other. */
export const blameHunkSchema = linesSchema.extend({
  id: z.number().int(),
  kind: hunkKindSchema,
  /** The text that `from` and `to` count the lines of; 0 where a hunk is no line at all: other model settings. */
  side: hunkSideSchema,
  text: z.string(),
  /** What it takes away. */
  removed: z.string(),
  /** The line of the candidate that it stands at: for what went, the one before it, or the first. */
  anchor: z.number().int(),
});
export type BlameHunk = z.infer<typeof blameHunkSchema>;

export const blamedHunkSchema = blameHunkSchema.extend({
  /** Hunks of one set make the difference together, each set makes it alone. Counted from 0. */
  set: z.number().int(),
  /** The words or the sentence of it that do it by themselves; null where only the whole does. */
  part: z.string().nullable(),
});
export type BlamedHunk = z.infer<typeof blamedHunkSchema>;

/** What becomes of a conversation between the two versions. */
export const blameOutcomeSchema = z.enum(["broke", "fixed", "stillPassing", "stillFailing", "flaky", "undecided"]);
export type BlameOutcome = z.infer<typeof blameOutcomeSchema>;

/**
 * `found`: `hunks` are why. `none`: both versions do the same. `undetermined`: sampled as far as is worth it, and not
 * told. `stopped`: by a person or a limit, before it was told. `failed`: a call or a check did.
 */
export const blameAnswerSchema = z.enum(["found", "none", "undetermined", "stopped", "failed"]);
export type BlameAnswer = z.infer<typeof blameAnswerSchema>;

export const blamedConversationSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Null where it was not replayed far enough to tell. */
  outcome: blameOutcomeSchema.nullable(),
  answer: blameAnswerSchema,
  hunks: z.array(blamedHunkSchema),
  /** Chance, at least, that the answer is right; null without one. */
  certainty: z.number().nullable(),
  /** Requests that it took, without retries and judges. */
  calls: z.number().int(),
  /** The answer in words. */
  detail: z.string(),
  baseline: tallySchema,
  candidate: tallySchema,
});
export type BlamedConversation = z.infer<typeof blamedConversationSchema>;

export const blameSchema = z.object({
  id: z.string(),
  setId: z.string(),
  running: z.boolean(),
  /** Why it ended before its end, in words for a person. */
  problem: z.string().nullable(),
  /** Of the texts that it was asked about. */
  baselineSha256: z.string(),
  candidateSha256: z.string(),
  hunks: z.array(blameHunkSchema),
  /** How many conversations there are in all. */
  total: z.number().int(),
  /** Those that are done, in the order in which they were begun. */
  conversations: z.array(blamedConversationSchema),
  /** Requests so far, retries and judges included. */
  calls: z.number().int(),
  callsAtMost: z.number().int(),
  cost: z.number().nullable(),
  gaps: usageGapsSchema.optional(),
});
export type BlameState = z.infer<typeof blameSchema>;
