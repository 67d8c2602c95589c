import { z } from "zod";
import { checkSchema, verdictStatusSchema } from "./check.ts";
import { historyModeSchema } from "./run.ts";
import { usageGapsSchema } from "./usage.ts";
import { conversationSchema } from "./conversation.ts";

/** What speaks for a suggested check. `text`: words that the other side's reply does not have. */
const checkSuggestionSourceSchema = z.enum(["fact", "check", "verdict", "text"]);
export type CheckSuggestionSource = z.infer<typeof checkSuggestionSourceSchema>;

/** What a check says of a reply that is there already. */
const checkTrialSchema = z.object({ status: verdictStatusSchema, reason: z.string() });
export type CheckTrial = z.infer<typeof checkTrialSchema>;

/** On both sides. Null where there is no reply, or where a model would have to be asked first. */
export const checkTrialPairSchema = z.object({
  reply: checkTrialSchema.nullable(),
  other: checkTrialSchema.nullable(),
});
export type CheckTrialPair = z.infer<typeof checkTrialPairSchema>;

/** A check that a reply's own faults suggest. */
const checkSuggestionSchema = checkTrialPairSchema.extend({
  check: checkSchema,
  source: checkSuggestionSourceSchema,
  why: z.string(),
  /** Requests, at most, that trying it would take: those to a judge or to a program of people's own. */
  asks: z.number().int(),
  /** Whether it is taken unless a person says otherwise: never where it does not fail on the reply. */
  ticked: z.boolean(),
});
export type CheckSuggestion = z.infer<typeof checkSuggestionSchema>;

const regressionTestTurnSchema = z.object({
  user: z.string(),
  /** The reply that the conversation itself fixes. */
  fixed: z.string().nullable(),
  /** What stood in the history of the next turn where the model replied; null at the last turn. */
  replied: z.string().nullable(),
});

/** A conversation that a reply could become: the turns up to it, and checks that would have caught it. */
export const regressionTestDraftSchema = z.object({
  /** The conversation that the reply stands in. */
  from: z.string(),
  title: z.string(),
  tags: z.array(z.string()),
  /** Null where the set of the run was deleted. */
  setId: z.string().nullable(),
  history: historyModeSchema,
  turns: z.array(regressionTestTurnSchema).min(1),
  reply: z.string(),
  /** The other side's reply to the same turn. */
  other: z.string().nullable(),
  suggestions: z.array(checkSuggestionSchema),
});
export type RegressionTestDraft = z.infer<typeof regressionTestDraftSchema>;

/** What became of a proposal that was replayed once. `failed`: a call or a check did, so nothing is known. */
const proposalTrialSchema = z.object({
  outcome: z.enum(["pass", "fail", "failed"]),
  /** The replies, in the order of the turns; empty where a call failed. */
  replies: z.array(z.string()),
  /** The checks that failed. */
  broken: z.array(checkSchema),
  /** What went wrong, in words; null where nothing did. */
  problem: z.string().nullable(),
});
export type ProposalTrial = z.infer<typeof proposalTrialSchema>;

/** A conversation one step past a fix, as a model proposes it. */
const testProposalSchema = z.object({
  conversation: conversationSchema,
  /** What could go wrong there, in the model's words. */
  why: z.string(),
  trial: proposalTrialSchema.nullable(),
});
export type TestProposal = z.infer<typeof testProposalSchema>;

/** A proposal that is not worth a look, and why. */
const droppedProposalSchema = z.object({ title: z.string(), reason: z.string() });
export type DroppedProposal = z.infer<typeof droppedProposalSchema>;

export const testGenerationSchema = z.object({
  id: z.string(),
  running: z.boolean(),
  /** What it is about, or was last: getting proposals, or replaying them. */
  doing: z.enum(["asking", "trying"]),
  /** Who proposes, as PROVIDER/MODEL. */
  model: z.string(),
  promptId: z.string(),
  setId: z.string(),
  /** The conversation whose broken reply was shown. */
  conversationId: z.string(),
  round: z.number().int(),
  proposals: z.array(testProposalSchema),
  dropped: z.array(droppedProposalSchema),
  /** The version that the proposals were replayed on; null while they were not. */
  triedOn: z.union([z.number().int(), z.literal("draft")]).nullable(),
  /** Why it ended before its end, in words for a person. */
  problem: z.string().nullable(),
  /** Requests so far, retries and judges included; and at most, without them. */
  calls: z.number().int(),
  callsAtMost: z.number().int(),
  /** Answers that needed no request. */
  cached: z.number().int(),
  cost: z.number().nullable(),
  gaps: usageGapsSchema.optional(),
});
export type TestGenerationState = z.infer<typeof testGenerationSchema>;
