import { z } from "zod";
import { bisectSchema, bisectStopSchema, blameSchema, hunkSideSchema, auditSchema } from "../domain/analysis.ts";
import { modelSpecSchema, modelSettingsSchema } from "../domain/model.ts";
import { budgetSchema } from "../domain/run.ts";
import { procedure, noOutput } from "./base.ts";
import { mergeCheckSchema, mergePreviewSchema, mergeRepliesSchema } from "../domain/merge.ts";
import { versionSchema } from "../domain/prompt.ts";
import { checkSchema } from "../domain/check.ts";
import { regressionTestDraftSchema, checkTrialPairSchema, testGenerationSchema } from "../domain/test-generation.ts";
import { recordedReplyRefSchema } from "./verdicts.ts";
import { ledgerSchema, touchedRuleSchema } from "../domain/ledger.ts";

export const bisectRequestSchema = z.object({
  promptId: z.string(),
  setId: z.string(),
  conversationIds: z.array(z.string()).min(1).max(100, "at most 100 conversations are searched at once"),
  /** REFs: where the conversations passed, and where they fail. */
  good: z.string(),
  bad: z.string(),
  model: modelSpecSchema,
  budget: budgetSchema.nullable().default(null),
});
export type BisectRequest = z.input<typeof bisectRequestSchema>;

const bisectPlanSchema = z.object({
  path: z.array(bisectStopSchema),
  note: z.string().nullable(),
  /** Requests at most, without those that are tried again. */
  calls: z.number().int(),
  /** Whether the model may answer the same in another way, so that versions are asked more than once. */
  noisy: z.boolean(),
});
export type BisectPlan = z.infer<typeof bisectPlanSchema>;

const byBisectId = z.object({ id: z.string() });

export const bisectContract = {
  plan: procedure.input(bisectRequestSchema).output(bisectPlanSchema),
  /** Begins a search; what an earlier one learnt costs nothing again. */
  start: procedure.input(bisectRequestSchema).output(bisectSchema),
  get: procedure.input(byBisectId).output(bisectSchema),
  /** Stops at once; what was learnt is kept. */
  stop: procedure.input(byBisectId).output(bisectSchema),
};

const versionSideSchema = z.union([z.number().int().positive(), z.literal("draft")]);

const versionPairSchema = z.object({
  promptId: z.string(),
  setId: z.string(),
  baseline: versionSideSchema,
  candidate: versionSideSchema,
});

export const blameRequestSchema = versionPairSchema.extend({
  model: modelSpecSchema,
  /** Null: those that broke or were fixed in the newest comparison of the two. */
  conversationIds: z.array(z.string()).min(1).nullable().default(null),
  budget: budgetSchema.nullable().default(null),
  concurrency: z.number().int().min(1).max(64).default(8),
});
export type BlameRequest = z.input<typeof blameRequestSchema>;

const blamePlanSchema = z.object({
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

const byBlameId = z.object({ id: z.string() });

/** Which lines of an edit changed what becomes of conversations. */
export const blameContract = {
  plan: procedure.input(blameRequestSchema).output(blamePlanSchema),
  /** Begins; begun again, it goes on from what is known. */
  start: procedure.input(blameRequestSchema).output(blameSchema),
  stop: procedure.input(byBlameId).output(blameSchema),
  /** The newest of two versions that this process has begun; null where there is none. */
  latest: procedure.input(versionPairSchema).output(blameSchema.nullable()),
  /** A text without the one change against the baseline that stands at a line; null where none does. */
  revert: procedure
    .input(z.object({ before: z.string(), text: z.string(), side: hunkSideSchema, line: z.number().int().positive() }))
    .output(z.object({ text: z.string() }).nullable()),
};

export const auditRequestSchema = z.object({
  promptId: z.string(),
  setId: z.string(),
  /** A REF: the text whose rules are left out. */
  ref: z.string().min(1),
  model: modelSpecSchema,
  budget: budgetSchema.nullable().default(null),
  concurrency: z.number().int().min(1).max(256).default(8),
});
export type AuditRequest = z.input<typeof auditRequestSchema>;

export const auditPlanSchema = z.object({
  version: z.string(),
  rules: z.number().int(),
  conversations: z.number().int(),
  /** Those without a check, which cannot notice anything. */
  unchecked: z.number().int(),
  /** Requests at most, without those that are tried again and without judges. */
  calls: z.number().int(),
  /** What is usual where few rules matter to a conversation; a guess. */
  likely: z.number().int(),
  /** Whether the model may answer the same in another way, so that everything is asked several times. */
  random: z.boolean(),
  /** True where an audit of this very text, complete and with this model, is there: going through it again costs nothing. */
  known: z.boolean(),
});
export type AuditPlan = z.infer<typeof auditPlanSchema>;

const byAuditId = z.object({ id: z.string() });

export const auditContract = {
  plan: procedure.input(auditRequestSchema).output(auditPlanSchema),
  /** Begins an audit, or gives the one of this prompt and set that is under way. What is known costs nothing again. */
  start: procedure.input(auditRequestSchema).output(auditSchema),
  /** Stops it; what was learnt is kept. */
  stop: procedure.input(byAuditId).output(auditSchema),
  /** The one under way, else the newest; of whatever text. Null where there is none. */
  latest: procedure.input(z.object({ promptId: z.string(), setId: z.string() })).output(auditSchema.nullable()),
};

/** Two branches by name: `theirs` is merged into `ours`. */
const branchPairSchema = z.object({ promptId: z.string(), ours: z.string().min(1), theirs: z.string().min(1) });

const mergedTextSchema = branchPairSchema.extend({
  /** The merged text, by hand or as the preview has it. */
  text: z.string(),
  /** Null: those of the preview. */
  settings: modelSettingsSchema.nullable().default(null),
});

export const mergeCheckRequestSchema = mergedTextSchema.extend({
  setId: z.string(),
  model: modelSpecSchema,
  budget: budgetSchema.nullable().default(null),
  concurrency: z.number().int().min(1).max(256).default(8),
});
export type MergeCheckRequest = z.input<typeof mergeCheckRequestSchema>;

const mergePlanSchema = z.object({
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

export const mergeCommitSchema = mergedTextSchema.extend({
  message: z.string().trim().max(2000, "a message has at most 2000 characters"),
  /** The heads as they were previewed; when either has moved since, nothing is committed. */
  heads: z.object({ ours: z.number().int().nullable(), theirs: z.number().int().nullable() }),
});
export type MergeCommit = z.input<typeof mergeCommitSchema>;

const byMergeCheckId = z.object({ id: z.string() });

export const mergeContract = {
  preview: procedure.input(branchPairSchema).output(mergePreviewSchema),
  /** What the check of a merged text would take. */
  plan: procedure.input(mergeCheckRequestSchema).output(mergePlanSchema),
  check: {
    /** Begins; begun again, it goes on from what is known. */
    start: procedure.input(mergeCheckRequestSchema).output(mergeCheckSchema),
    get: procedure.input(byMergeCheckId).output(mergeCheckSchema),
    stop: procedure.input(byMergeCheckId).output(mergeCheckSchema),
    /** The newest of two branches that this process has begun, of whatever text; null where there is none. */
    latest: procedure.input(branchPairSchema.extend({ setId: z.string() })).output(mergeCheckSchema.nullable()),
    /** The replies of one conversation side by side. */
    replies: procedure.input(byMergeCheckId.extend({ conversationId: z.string() })).output(mergeRepliesSchema),
  },
  /**
   * Commits the merged text on `ours`, with both heads as parents; that branch and its draft go on from there. A fast
   * forward with theirs' own text only moves the branch and gives back theirs' head.
   */
  commit: procedure.input(mergeCommitSchema).output(versionSchema),
};

/** `other`: the reply of the other side of a comparison to the same turn. */
const replyPairSchema = z.object({ reply: recordedReplyRefSchema, other: recordedReplyRefSchema.nullable() });
export type ReplyPair = z.infer<typeof replyPairSchema>;

/** From a reply to a conversation that guards against it. */
export const regressionTestsContract = {
  /** The turns up to a reply, and checks that its faults suggest, each tried where that costs nothing. */
  suggest: procedure.input(replyPairSchema).output(regressionTestDraftSchema),
  /** Tries a check on both replies. Without `ask`, one that a model has to answer is left untried. */
  try: procedure.input(replyPairSchema.extend({ check: checkSchema, ask: z.boolean() })).output(checkTrialPairSchema),
  /** An id like this one that the set does not have yet. */
  freshId: procedure
    .input(z.object({ setId: z.string(), like: z.string().min(1) }))
    .output(z.object({ id: z.string() })),
};

const versionOrDraftSchema = z.union([z.number().int().positive(), z.literal("draft")]);

export const MAX_PROBES = 20;

export const testGenerationRequestSchema = z.object({
  promptId: z.string(),
  setId: z.string(),
  /** The reply to step past: broken, or mended since. */
  reply: recordedReplyRefSchema,
  /** The prompt as it is now, with the fix in it. */
  version: versionOrDraftSchema,
  /** Who proposes; null is the judge model. */
  model: modelSpecSchema.nullable().default(null),
  count: z.number().int().min(1).max(MAX_PROBES).default(5),
  /** Each round asks for others than the ones before it. */
  round: z.number().int().min(0).max(50).default(0),
  budget: budgetSchema.nullable().default(null),
});
export type TestGenerationRequest = z.input<typeof testGenerationRequestSchema>;

const testGenerationPlanSchema = z.object({
  /** PROVIDER/MODEL. */
  model: z.string(),
  /** Requests at most, without retries: none where the answer is known. */
  calls: z.number().int(),
  /** Estimates, of one request. */
  tokens: z.object({ input: z.number().int(), output: z.number().int() }),
  /** US dollars at most; null where the price is unknown. */
  cost: z.number().nullable(),
});
export type TestGenerationPlan = z.infer<typeof testGenerationPlanSchema>;

export const proposalTrialRequestSchema = z.object({
  id: z.string(),
  version: versionOrDraftSchema,
  model: modelSpecSchema,
  budget: budgetSchema.nullable().default(null),
});
export type ProposalTrialRequest = z.input<typeof proposalTrialRequestSchema>;

const byTestGenerationId = z.object({ id: z.string() });

/** Conversations one step past a fix. Nothing here starts by itself, and nothing is added to a set. */
export const testGenerationContract = {
  plan: procedure.input(testGenerationRequestSchema).output(testGenerationPlanSchema),
  /** Asks; asked again with the same, it costs nothing. */
  start: procedure.input(testGenerationRequestSchema).output(testGenerationSchema),
  get: procedure.input(byTestGenerationId).output(testGenerationSchema),
  stop: procedure.input(byTestGenerationId).output(testGenerationSchema),
  /** What replaying every proposal once would take at most. */
  planTry: procedure.input(proposalTrialRequestSchema).output(z.object({ calls: z.number().int() })),
  /** Replays each proposal once, so that a person sees which ones fail already. */
  try: procedure.input(proposalTrialRequestSchema).output(testGenerationSchema),
};

const promptAndSetSchema = z.object({ promptId: z.string(), setId: z.string() });
const conversationIds = z.array(z.string().min(1)).min(1);

/** A rule as it stands in the text that a REF names; refused where that text has become another one. */
const ruleAtLineSchema = z.object({ ref: z.string().min(1), line: z.number().int().positive(), text: z.string() });
export type RuleAtLine = z.infer<typeof ruleAtLineSchema>;

export const ledgerContract = {
  /** Which rules of a text were written for which conversations, and what has none. */
  get: procedure.input(promptAndSetSchema.extend({ ref: z.string().min(1) })).output(ledgerSchema),
  /** Linked rules that the draft, as it is saved, changed against its version. */
  touched: procedure.input(promptAndSetSchema).output(z.array(touchedRuleSchema)),
  link: procedure.input(promptAndSetSchema.extend({ rule: ruleAtLineSchema, conversationIds })).output(noOutput),
  /** What was unlinked is not proposed again. */
  unlink: procedure
    .input(promptAndSetSchema.extend({ ruleIds: z.array(z.string()).min(1), conversationIds }))
    .output(noOutput),
  /** A rule that is gone: this one stands for it from now on, with all its conversations. */
  replace: procedure
    .input(z.object({ promptId: z.string(), ruleId: z.string(), by: ruleAtLineSchema }))
    .output(noOutput),
  /** Confirms or dismisses what searches proposed; what was dismissed stays so. */
  answer: procedure
    .input(
      promptAndSetSchema.extend({
        confirm: z.boolean(),
        suggestions: z.array(z.object({ ruleId: z.string(), conversationId: z.string() })).min(1),
      }),
    )
    .output(noOutput),
};
