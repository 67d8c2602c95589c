import { z } from "zod";

/** What a person says of a reply. */
export const humanVerdictSchema = z.enum(["good", "bad"]);
export type HumanVerdict = z.infer<typeof humanVerdictSchema>;

/** The longest note on a reply, in characters. */
export const MAX_NOTE_LENGTH = 2_000;

/** A person's verdict. It is about a reply at its place, so the same reply carries it in every run and sample. */
export const replyAnnotationSchema = z.object({
  verdict: humanVerdictSchema,
  note: z.string(),
  author: z.string(),
  at: z.iso.datetime(),
});
export type ReplyAnnotation = z.infer<typeof replyAnnotationSchema>;

/** `characters`: 1 less the edit distance by the longer text. `words`: words in common, by all words of the longer. */
const similarityMethodSchema = z.enum(["characters", "words"]);
export type SimilarityMethod = z.infer<typeof similarityMethodSchema>;

/** Which later replies an approved one stands for. `threshold` is the least similarity, from 0.5 to 1. */
export const matchRuleSchema = z.discriminatedUnion("match", [
  z.object({ match: z.literal("exact") }),
  z.object({
    match: z.literal("similarity"),
    method: similarityMethodSchema,
    threshold: z
      .number("a threshold is a number")
      .min(0.5, "a threshold below 0.5 would let unlike replies pass")
      .max(1, "a threshold is at most 1"),
  }),
]);
export type MatchRule = z.infer<typeof matchRuleSchema>;

/** Why a reply passes by itself: it is the approved one of its place, or is like it. */
export const approvedReplyMatchSchema = z.object({
  /** True where this very reply was approved. */
  own: z.boolean(),
  rule: matchRuleSchema,
  /** From 0 to 1; 1 is the same text. */
  similarity: z.number(),
  author: z.string(),
  at: z.iso.datetime(),
});
export type ApprovedReplyMatch = z.infer<typeof approvedReplyMatchSchema>;
