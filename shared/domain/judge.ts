import { z } from "zod";
import { modelSpecSchema } from "./model.ts";

/** The model that makes vectors of texts, for checks that compare meanings. */
export const embeddingSpecSchema = modelSpecSchema.omit({ settings: true });
export type EmbeddingSpec = z.infer<typeof embeddingSpecSchema>;

/** All that decides what a judge says, beside the question. Null: none is chosen. */
export const judgeSchema = z.object({
  model: modelSpecSchema.nullable(),
  embedding: embeddingSpecSchema.nullable(),
  /** The project's own words for every judge prompt; may be empty. */
  instructions: z.string(),
});
export type Judge = z.infer<typeof judgeSchema>;

/** The judge as it is chosen in the settings: a saved model by its id. */
export const judgeChoiceSchema = z.object({
  modelId: z.string().nullable(),
  embedding: embeddingSpecSchema.nullable(),
  instructions: z.string().max(20_000),
});
export type JudgeChoice = z.infer<typeof judgeChoiceSchema>;

/** Who judged: `model` as PROVIDER/MODEL, and the ids of the calls that were asked, cached ones included. */
export const judgedBySchema = z.object({ model: z.string(), calls: z.array(z.number().int()) });
export type JudgedBy = z.infer<typeof judgedBySchema>;

/** One answer of a judge and what it was asked, word for word. `cost` in US dollars, null when unknown. */
export const judgeCallSchema = z.object({
  id: z.number().int(),
  /** False for an answer that had not the form that was asked for. */
  usable: z.boolean(),
  model: z.string(),
  system: z.string(),
  user: z.string(),
  answer: z.string(),
  inputTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
  cost: z.number().nullable(),
  latencyMs: z.number(),
  at: z.iso.datetime(),
});
export type JudgeCall = z.infer<typeof judgeCallSchema>;

export const rubricVersionSchema = z.object({
  number: z.number().int(),
  text: z.string(),
  /** A score from 0 to 1 that has to be reached beside the judge's pass; null is none. */
  threshold: z.number().min(0).max(1).nullable(),
  createdAt: z.iso.datetime(),
});
export type RubricVersion = z.infer<typeof rubricVersionSchema>;

/** A named text for judges, with its newest version and the sets whose every reply it is about. */
export const rubricSchema = rubricVersionSchema.extend({
  id: z.string(),
  name: z.string(),
  setIds: z.array(z.string()),
});
export type Rubric = z.infer<typeof rubricSchema>;

/**
 * Which side of a comparison a judge prefers. `agreed` is false where the two orders named different winners: then it
 * is a tie. In `reason`, {baseline} and {candidate} stand for the sides.
 */
export const pairwisePreferenceSchema = z.object({
  conversationId: z.string(),
  sample: z.number().int(),
  turn: z.number().int(),
  winner: z.enum(["baseline", "candidate", "tie", "error"]),
  agreed: z.boolean(),
  reason: z.string(),
  model: z.string(),
  calls: z.array(z.number().int()),
  at: z.iso.datetime(),
});
export type PairwisePreference = z.infer<typeof pairwisePreferenceSchema>;

/** How far judging a comparison's pairs has come. */
export const pairwiseStatusSchema = z.object({
  running: z.boolean(),
  done: z.number().int(),
  total: z.number().int(),
  wins: z.object({
    baseline: z.number().int(),
    candidate: z.number().int(),
    tie: z.number().int(),
    error: z.number().int(),
  }),
  /** What stopped the last round before its end, in words for a person. */
  problem: z.string().nullable(),
});
export type PairwiseStatus = z.infer<typeof pairwiseStatusSchema>;

/** A judge beside people, over the replies that both gave a verdict on. */
export const judgeHumanAgreementSchema = z.object({
  model: z.string(),
  /** Replies: both good, judge good alone, person good alone, both bad. */
  table: z.object({
    bothPass: z.number().int(),
    judgeOnly: z.number().int(),
    personOnly: z.number().int(),
    bothFail: z.number().int(),
  }),
  /** Null where all verdicts are the same, so that chance alone explains them. */
  kappa: z.number().nullable(),
  /** 95%. Null without kappa. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
});
export type JudgeHumanAgreement = z.infer<typeof judgeHumanAgreementSchema>;
