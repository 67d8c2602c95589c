import { z } from "zod";
import { verdictSchema, checkSchema } from "./check.ts";
import { approvedReplyMatchSchema, replyAnnotationSchema } from "./annotation.ts";
import { replyFactSchema } from "./fact.ts";
import { callAttemptSchema, runSchema } from "./run.ts";
import { assertNever } from "../errors.ts";

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

/** What samples can say of a conversation that both versions have in the same form. */
export const sampledOutcomeSchema = outcomeSchema.exclude(["edited", "missing"]);
export type SampledOutcome = z.infer<typeof sampledOutcomeSchema>;

/**
 * Why a reply is another one. `edit`: with the baseline's own replies before it, it is another one too.
 * `drift`: it is then what it was, so an earlier turn of the conversation drifted.
 */
const replyChangeCauseSchema = z.enum(["edit", "drift"]);
export type ReplyChangeCause = z.infer<typeof replyChangeCauseSchema>;

/** Samples of one side: how many were evaluated and how many of them passed. */
export const tallySchema = z.object({ passed: z.number().int(), samples: z.number().int() });
export type Tally = z.infer<typeof tallySchema>;

/** Replies that were cut off, by the limit of output tokens and by the provider's filter. */
const cutRepliesSchema = z.object({ limit: z.number().int(), filter: z.number().int() });
export type CutReplies = z.infer<typeof cutRepliesSchema>;

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
  cause: replyChangeCauseSchema.nullable().optional(),
  /** True when the candidate has a new reply that no person has judged and that matches no approved one. */
  review: z.boolean(),
  /** Facts of the candidate's replies that neither their sources nor the baseline's replies have. */
  flags: z.number().int(),
  baseline: tallySchema,
  candidate: tallySchema,
  /** Where replies of either side were cut off. */
  cut: z.object({ baseline: cutRepliesSchema, candidate: cutRepliesSchema }).optional(),
  /** Number of user turns. */
  turns: z.number().int(),
  checks: z.number().int(),
});
export type ComparisonRow = z.infer<typeof comparisonRowSchema>;

const outcomeCountsSchema = z.record(outcomeSchema, z.number().int());
export type OutcomeCounts = z.infer<typeof outcomeCountsSchema>;

/** Pass rates are shares from 0 to 1 over the conversations both runs could be judged on. */
const passRateSchema = z.object({
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
const chanceEstimateSchema = z.object({
  /** Conversations that both sides have one sample of. */
  rows: z.number().int(),
  /** Of them, so many would break (and as many be fixed) with nothing changed, as estimated; null where unknown. */
  breaks: z.number().nullable(),
  /** The noise floor that the estimate is made of, a share from 0 to 1. */
  noiseFloor: z.number().nullable(),
  /** The run whose samples showed it. */
  runId: z.string().nullable(),
});
export type ChanceEstimate = z.infer<typeof chanceEstimateSchema>;

/** Replies of a run that are marked: a key was taken out of them, or the provider has no word for their end. */
const replyMarksSchema = z.object({ redacted: z.number().int(), endUnsaid: z.number().int() });
export type ReplyMarks = z.infer<typeof replyMarksSchema>;

const comparisonSchema = z.object({
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
  chance: chanceEstimateSchema.optional(),
  /** Sorted: broke, fixed, what needs a look, changed, rest. */
  rows: z.array(comparisonRowSchema),
});
export type Comparison = z.infer<typeof comparisonSchema>;

const replySchema = z.object({
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
  attempts: z.array(callAttemptSchema),
  verdicts: z.array(verdictSchema),
  /** What a person said of this reply, here or in another run. */
  person: replyAnnotationSchema.nullable().optional(),
  /** The approved reply that this one matches. */
  expected: approvedReplyMatchSchema.nullable().optional(),
});
export type Reply = z.infer<typeof replySchema>;

const diffSegmentSchema = z.object({ kind: z.enum(["same", "added", "removed"]), text: z.string() });
export type DiffSegment = z.infer<typeof diffSegmentSchema>;

/** A text diff of two replies. `by` says how finely it could be told within the time limit. */
export const textDiffSchema = z.object({ by: z.enum(["word", "sentence"]), segments: z.array(diffSegmentSchema) });
export type TextDiff = z.infer<typeof textDiffSchema>;

const sideVerdictSchema = verdictSchema.omit({ check: true });

/** One side's verdict on a check, side by side with the other's. */
const pairedVerdictSchema = z.object({
  check: checkSchema,
  baseline: sideVerdictSchema.nullable(),
  candidate: sideVerdictSchema.nullable(),
});
export type PairedVerdict = z.infer<typeof pairedVerdictSchema>;

const turnComparisonSchema = z.object({
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
  cause: replyChangeCauseSchema.nullable().optional(),
});
export type TurnComparison = z.infer<typeof turnComparisonSchema>;

const sideStatusSchema = z.enum(["passed", "failed", "unevaluated", "mixed"]).nullable();

/** Samples in which both sides replied the same; `mixed`: the same replies were judged now so, now so. */
const sampleGroupSchema = z.object({
  samples: z.array(z.number().int()),
  baseline: sideStatusSchema,
  candidate: sideStatusSchema,
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

/**
 * A comparison as it travels. Its rows are JSON text without names: tens of thousands take longer to go through, and to
 * carry, than all else.
 */
export const packedComparisonSchema = comparisonSchema.extend({ rows: z.string() });
type PackedComparison = z.infer<typeof packedComparisonSchema>;

/** The tallies are `[passed, samples]`; what few rows have comes last, and is left out elsewhere. */
type RowTuple = [
  id: string,
  title: string,
  tags: string[],
  outcome: ComparisonRow["outcome"],
  detail: string | null,
  changed: 0 | 1,
  firstDivergentTurn: number | null,
  review: 0 | 1,
  flags: number,
  baseline: [number, number],
  candidate: [number, number],
  turns: number,
  checks: number,
  rare?: Pick<ComparisonRow, "more" | "cause" | "confirmed" | "cut">,
];

const rowTuplesSchema = z.custom<RowTuple[]>(Array.isArray, "rows have to be a list");

export function packComparison({ rows, ...rest }: Comparison): PackedComparison {
  return { ...rest, rows: JSON.stringify(rows.map(rowToTuple)) };
}

/** The engine's own rows: only that there is a list is looked at. */
export function unpackComparison({ rows, ...rest }: PackedComparison): Comparison {
  return { ...rest, rows: rowTuplesSchema.parse(JSON.parse(rows)).map(tupleToRow) };
}

function rowToTuple(row: ComparisonRow): RowTuple {
  const { baseline, candidate, more, cause, confirmed, cut } = row;
  const tuple: RowTuple = [
    row.id,
    row.title,
    row.tags,
    row.outcome,
    row.detail,
    row.changed ? 1 : 0,
    row.firstDivergentTurn,
    row.review ? 1 : 0,
    row.flags,
    [baseline.passed, baseline.samples],
    [candidate.passed, candidate.samples],
    row.turns,
    row.checks,
  ];
  const rare = { more, cause, confirmed, cut };
  if (Object.values(rare).some((value) => value !== undefined)) tuple.push(rare);
  return tuple;
}

function tupleToRow(tuple: RowTuple): ComparisonRow {
  const [id, title, tags, outcome, detail, changed, firstDivergentTurn, review, flags, before, after] = tuple;
  const row: ComparisonRow = {
    id,
    title,
    tags,
    outcome,
    detail,
    changed: changed === 1,
    firstDivergentTurn,
    review: review === 1,
    flags,
    baseline: { passed: before[0], samples: before[1] },
    candidate: { passed: after[0], samples: after[1] },
    turns: tuple[11],
    checks: tuple[12],
  };
  return tuple[13] === undefined ? row : { ...row, ...tuple[13] };
}

/** Order of a comparison's rows: broke, fixed, what needs a look, still failing, changed, same, not there yet. */
export function comparisonRowRank(row: Pick<ComparisonRow, "outcome" | "changed" | "flags">): number {
  if (row.outcome === null) return 9;
  if (row.outcome === "stillPassing" && row.flags > 0) return 2;
  return outcomeRank(row.outcome, row.changed);
}

function outcomeRank(outcome: Outcome, changed: boolean): number {
  switch (outcome) {
    case "broke":
      return 0;
    case "fixed":
      return 1;
    case "undecided":
    case "flaky":
    case "edited":
    case "missing":
      return 2;
    case "stillFailing":
      return 3;
    case "stillPassing":
      return changed ? 4 : 5;
    default:
      return assertNever(outcome);
  }
}
