import { z } from "zod";
import { verdictSchema, checkSchema } from "./check.ts";
import { expectedMatchSchema, personVerdictSchema } from "./people.ts";
import { replyFactSchema } from "./fact.ts";
import { attemptSchema, runSchema } from "./run.ts";

/** What a comparison says of one conversation. */
export const outcomeSchema = z.enum([
  "broke",
  "fixed",
  "stillFailing",
  "stillPassing",
  "flaky",
  "undecided",
  "edited",
  "missing",
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/**
 * Why a reply is another one. `edit`: with the baseline's own replies before it, it is another one too.
 * `drift`: it is then what it was, so an earlier turn of the conversation drifted.
 */
export const causeSchema = z.enum(["edit", "drift"]);
export type Cause = z.infer<typeof causeSchema>;

/** Samples of one side: how many were evaluated and how many of them passed. */
export const tallySchema = z.object({ passed: z.number().int(), samples: z.number().int() });
export type Tally = z.infer<typeof tallySchema>;

/** Replies that were cut off, by the limit of output tokens and by the provider's filter. */
const cutSchema = z.object({ limit: z.number().int(), filter: z.number().int() });
export type Cut = z.infer<typeof cutSchema>;

export const comparisonRowSchema = z.object({
  id: z.string(),
  title: z.string(),
  tags: z.array(z.string()),
  /** Null while the candidate run has not come to this conversation yet. */
  outcome: outcomeSchema.nullable(),
  /** Why an outcome is what it is, where that is not plain: an error, how many samples would settle it. */
  detail: z.string().nullable(),
  /** Further samples a side that would settle it; null where nothing is to be settled, or none would. */
  more: z.number().int().nullable().optional(),
  /**
   * False where the outcome rests on one sample of a random model, on either side: chance alone may have made it. Absent
   * is true.
   */
  confirmed: z.boolean().optional(),
  /** True when any reply differs. */
  changed: z.boolean(),
  /** Index of the first user turn (from 0) whose reply differs. */
  firstDivergentTurn: z.number().int().nullable(),
  /**
   * Of the first turn whose verdicts moved, else of the first that differs. Null while no run with pinned
   * history of the same text says.
   */
  cause: causeSchema.nullable().optional(),
  /** True when the candidate has a new reply that no person has judged and that matches no approved one. */
  review: z.boolean(),
  /** Facts of the candidate's replies that neither their sources nor the baseline's replies have. */
  flags: z.number().int(),
  baseline: tallySchema,
  candidate: tallySchema,
  /** Where replies of either side were cut off. */
  cut: z.object({ baseline: cutSchema, candidate: cutSchema }).optional(),
  /** Number of user turns. */
  turns: z.number().int(),
  checks: z.number().int(),
});
export type ComparisonRow = z.infer<typeof comparisonRowSchema>;

export const outcomeCountsSchema = z.record(outcomeSchema, z.number().int());
export type OutcomeCounts = z.infer<typeof outcomeCountsSchema>;

/** Pass rates are shares from 0 to 1 over the conversations both runs could be judged on. */
export const passRateSchema = z.object({
  baseline: z.number().nullable(),
  candidate: z.number().nullable(),
  difference: z.number().nullable(),
  /** 95% interval of the difference. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
  /** Exact McNemar test. */
  p: z.number().nullable(),
});
export type PassRate = z.infer<typeof passRateSchema>;

/** What chance alone does to a comparison that rests on single samples of a random model. */
export const chanceSchema = z.object({
  /** Conversations that both sides have one sample of. */
  rows: z.number().int(),
  /** Of them, so many would break (and as many be fixed) with nothing changed, as estimated; null where unknown. */
  breaks: z.number().nullable(),
  /** The noise floor that the estimate is made of, a share from 0 to 1. */
  noiseFloor: z.number().nullable(),
  /** The run whose samples showed it. */
  runId: z.string().nullable(),
});
export type Chance = z.infer<typeof chanceSchema>;

/** Replies of a run that are marked: a key was taken out of them, or the provider has no word for their end. */
export const replyMarksSchema = z.object({ redacted: z.number().int(), endUnsaid: z.number().int() });
export type ReplyMarks = z.infer<typeof replyMarksSchema>;

export const comparisonSchema = z.object({
  /** Null when there is nothing to compare with yet: rows then carry the candidate's tallies only. */
  baseline: runSchema.nullable(),
  candidate: runSchema,
  counts: outcomeCountsSchema,
  pending: z.number().int(),
  changed: z.number().int(),
  noiseFloor: z.number().nullable(),
  passRate: passRateSchema,
  /** Conversations whose checks were edited since either run; absent where nobody looked. */
  staleChecks: z.number().int().optional(),
  /** Absent where nobody looked. */
  marks: z.object({ baseline: replyMarksSchema, candidate: replyMarksSchema }).optional(),
  /** Absent where no row rests on single samples of a random model. */
  chance: chanceSchema.optional(),
  /** Sorted: broke, fixed, what needs a look, changed, rest. */
  rows: z.array(comparisonRowSchema),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const replySchema = z.object({
  text: z.string(),
  /** The model's thinking, apart from its answer; null or absent where it sent none. */
  reasoning: z.string().nullable().optional(),
  /** As the provider counted them; null where it did not. */
  reasoningTokens: z.number().int().nullable().optional(),
  finishReason: z.string(),
  inputTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
  latencyMs: z.number(),
  cost: z.number().nullable(),
  cached: z.boolean(),
  warnings: z.array(z.string()),
  attempts: z.array(attemptSchema),
  verdicts: z.array(verdictSchema),
  /** What a person said of this reply, here or in another run. */
  person: personVerdictSchema.nullable().optional(),
  /** The approved reply that this one matches. */
  expected: expectedMatchSchema.nullable().optional(),
});
export type Reply = z.infer<typeof replySchema>;

export const diffSegmentSchema = z.object({ kind: z.enum(["same", "added", "removed"]), text: z.string() });
export type DiffSegment = z.infer<typeof diffSegmentSchema>;

/** A text diff of two replies. `by` says how finely it could be told within the time limit. */
export const textDiffSchema = z.object({ by: z.enum(["word", "sentence"]), segments: z.array(diffSegmentSchema) });
export type TextDiff = z.infer<typeof textDiffSchema>;

const sideVerdictSchema = verdictSchema.omit({ check: true });

/** One side's verdict on a check, side by side with the other's. */
export const pairedVerdictSchema = z.object({
  check: checkSchema,
  baseline: sideVerdictSchema.nullable(),
  candidate: sideVerdictSchema.nullable(),
});
export type PairedVerdict = z.infer<typeof pairedVerdictSchema>;

export const turnComparisonSchema = z.object({
  /** Index of the user turn, from 0. */
  index: z.number().int(),
  user: z.string(),
  /** The fixed reply, where the conversation has one: then there is nothing to compare. */
  fixed: z.string().nullable(),
  baseline: replySchema.nullable(),
  candidate: replySchema.nullable(),
  baselineError: z.string().nullable(),
  candidateError: z.string().nullable(),
  /** Null where one side is missing or both are the same. */
  diff: textDiffSchema.nullable(),
  verdicts: z.array(pairedVerdictSchema),
  /** What the candidate's reply says that its prompt and its conversation do not. */
  facts: z.array(replyFactSchema).optional(),
  /** Of a reply that differs; null while no run with pinned history says. */
  cause: causeSchema.nullable().optional(),
});
export type TurnComparison = z.infer<typeof turnComparisonSchema>;

const sideStandingSchema = z.enum(["passed", "failed", "unevaluated", "mixed"]).nullable();

/** Samples in which both sides replied the same; `mixed`: the same replies were judged now so, now so. */
export const sampleGroupSchema = z.object({
  samples: z.array(z.number().int()),
  baseline: sideStandingSchema,
  candidate: sideStandingSchema,
});
export type SampleGroup = z.infer<typeof sampleGroupSchema>;

export const conversationComparisonSchema = z.object({
  row: comparisonRowSchema,
  notes: z.string(),
  sample: z.number().int(),
  samples: z.number().int(),
  /** The largest group first; samples that are not finished are in none. */
  groups: z.array(sampleGroupSchema).optional(),
  /** The runs that hold the replies of this sample: further ones of a baseline stand in a run of their own. */
  runs: z.object({ baseline: z.string().nullable(), candidate: z.string().nullable() }),
  turns: z.array(turnComparisonSchema),
});
export type ConversationComparison = z.infer<typeof conversationComparisonSchema>;
