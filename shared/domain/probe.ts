import { z } from "zod";
import { usageGapsSchema } from "./usage.ts";
import { checkSchema } from "./check.ts";
import { conversationSchema } from "./conversation.ts";

/** What became of a proposal that was replayed once. `failed`: a call or a check did, so nothing is known. */
export const probeTrialSchema = z.object({
  outcome: z.enum(["pass", "fail", "failed"]),
  /** The replies, in the order of the turns; empty where a call failed. */
  replies: z.array(z.string()),
  /** The checks that failed. */
  broken: z.array(checkSchema),
  /** What went wrong, in words; null where nothing did. */
  problem: z.string().nullable(),
});
export type ProbeTrial = z.infer<typeof probeTrialSchema>;

/** A conversation one step past a fix, as a model proposes it. */
export const proposalSchema = z.object({
  conversation: conversationSchema,
  /** What could go wrong there, in the model's words. */
  why: z.string(),
  trial: probeTrialSchema.nullable(),
});
export type Proposal = z.infer<typeof proposalSchema>;

/** A proposal that is not worth a look, and why. */
export const droppedSchema = z.object({ title: z.string(), reason: z.string() });
export type Dropped = z.infer<typeof droppedSchema>;

export const probeSchema = z.object({
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
  proposals: z.array(proposalSchema),
  dropped: z.array(droppedSchema),
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
export type ProbeState = z.infer<typeof probeSchema>;
