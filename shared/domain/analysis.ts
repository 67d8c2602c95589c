import { z } from "zod";
import { usageGapsSchema } from "./usage.ts";
import { modelSettingsSchema } from "./model.ts";
import { sampledOutcomeSchema, tallySchema } from "./comparison.ts";

/**
 * `guarded`: a conversation fails without it. `harmful`: a conversation passes without it that fails with it.
 * `unguarded`: no conversation notices its absence, though replies change. `idle`: no reply changes.
 */
const auditRuleStatusSchema = z.enum(["guarded", "unguarded", "harmful", "idle", "undetermined"]);
export type AuditRuleStatus = z.infer<typeof auditRuleStatusSchema>;

export const auditRuleSchema = z.object({
  /** From 1, in the text that was audited. Sentences of one line share it. */
  line: z.number().int(),
  text: z.string(),
  /** Ids of conversations that fail without it, and of those that pass only without it. */
  guardedBy: z.array(z.string()),
  fixes: z.array(z.string()),
  /** Of how many conversations it is not known: not asked, failed, or not settled by samples. */
  open: z.number().int(),
  status: auditRuleStatusSchema,
});
export type AuditRule = z.infer<typeof auditRuleSchema>;

/** How an audit ended. All but `done` leave something open, with the reason in words. */
export const auditEndSchema = z.enum(["done", "no-rules", "no-checks", "budget", "failed", "stopped"]);
export type AuditEndKind = z.infer<typeof auditEndSchema>;

export const auditSchema = z.object({
  id: z.string(),
  running: z.boolean(),
  /** Null while it runs. */
  end: auditEndSchema.nullable(),
  /** What was found, or why something is open, for a person. */
  reason: z.string(),
  /** The text that was audited; null for a version's number that was deleted since. */
  version: z.string(),
  text: z.string(),
  setId: z.string(),
  model: z.string(),
  at: z.string(),
  /** Share of the settled rules whose absence a conversation notices; null where none is settled. */
  score: z.number().nullable(),
  rules: z.array(auditRuleSchema),
  conversations: z.object({
    total: z.number().int(),
    done: z.number().int(),
    /** Taken over from an earlier audit, since their replies are what they were. */
    carried: z.number().int(),
    unchecked: z.number().int(),
    flaky: z.array(z.string()),
    failed: z.array(z.object({ id: z.string(), reason: z.string() })),
  }),
  /** Of what groups said, what was looked at once more rule by rule, and what that found. */
  verified: z.object({ asked: z.number().int(), missed: z.number().int() }),
  callsAtMost: z.number().int(),
  calls: z.number().int(),
  cached: z.number().int(),
  tokens: z.object({ input: z.number().int(), output: z.number().int() }),
  cost: z.number().nullable(),
  gaps: usageGapsSchema.optional(),
});
export type Audit = z.infer<typeof auditSchema>;

/** How the search for one conversation ended. Everything but `found` leaves the culprit open, with the reason in words. */
const bisectEndSchema = z.enum([
  "found",
  /** Nothing differs between the versions, so nothing was asked. */
  "no-difference",
  "passes-at-both-ends",
  "fails-at-both-ends",
  "flaky-at-both-ends",
  /** Fails at the good end and passes at the bad one. */
  "reversed",
  /** The most samples were taken and it is not certain. */
  "undetermined",
  "budget",
  "failed",
  "stopped",
]);
export type BisectEnd = z.infer<typeof bisectEndSchema>;

/** A version that may have broken a conversation. `number` is null for the draft. */
const bisectVersionSchema = z.object({
  version: z.string(),
  number: z.number().int().nullable(),
  message: z.string(),
  /** The path from good to bad leads back past this version: leaving it out is what broke the conversation. */
  undone: z.boolean(),
});
export type BisectVersion = z.infer<typeof bisectVersionSchema>;

/** One stop on the path from the good end to the bad one; the first is the good end. */
export const bisectStopSchema = z.object({
  version: z.string(),
  number: z.number().int().nullable(),
  message: z.string(),
  settings: modelSettingsSchema,
  /** The culprit if this stop is the first to fail: what changed since the stop before. Null at the good end. */
  culprit: bisectVersionSchema.nullable(),
});
export type BisectStop = z.infer<typeof bisectStopSchema>;

const bisectStepSchema = z.object({
  version: z.string(),
  sample: z.number().int(),
  outcome: z.enum(["pass", "fail"]),
  /** Requests that this step took; 0 where its replies were known. */
  calls: z.number().int(),
  /** The likeliest culprit after this step, and how likely it is; null before anything speaks for one. */
  likely: z.string().nullable(),
  certainty: z.number(),
});
export type BisectStep = z.infer<typeof bisectStepSchema>;

const bisectResultSchema = z.object({
  end: bisectEndSchema,
  culprit: bisectVersionSchema.nullable(),
  /** The best guess where there is no culprit. */
  likely: bisectVersionSchema.nullable(),
  certainty: z.number(),
  /** What was found or why nothing was, in words for a person. */
  reason: z.string(),
});
export type BisectResult = z.infer<typeof bisectResultSchema>;

const bisectedConversationSchema = z.object({
  conversationId: z.string(),
  /** For each stop on the path: samples that passed and failed, and the probability that its change is the culprit. */
  stops: z.array(z.object({ passed: z.number().int(), failed: z.number().int(), probability: z.number() })),
  /** The probability that no version broke it. */
  same: z.number(),
  steps: z.array(bisectStepSchema),
  calls: z.number().int(),
  /** Null while it is searched or waits for its turn. */
  result: bisectResultSchema.nullable(),
});
export type BisectedConversation = z.infer<typeof bisectedConversationSchema>;

/** A search for the version that broke conversations, one after the other. */
export const bisectSchema = z.object({
  id: z.string(),
  running: z.boolean(),
  path: z.array(bisectStopSchema),
  /** What is unusual about the path from good to bad, in words; null where good is an ancestor of bad. */
  note: z.string().nullable(),
  cases: z.array(bisectedConversationSchema),
  callsAtMost: z.number().int(),
  calls: z.number().int(),
  cached: z.number().int(),
  tokens: z.object({ input: z.number().int(), output: z.number().int() }),
  cost: z.number().nullable(),
  gaps: usageGapsSchema.optional(),
});
export type Bisect = z.infer<typeof bisectSchema>;

/** Lines, counted from 1, both ends included. */
const lineRangeSchema = z.object({ from: z.number().int(), to: z.number().int() });

/** `candidate`: lines that came or changed. `baseline`: lines that went. */
export const hunkSideSchema = z.enum(["baseline", "candidate"]);
export type HunkSide = z.infer<typeof hunkSideSchema>;

const hunkKindSchema = z.enum(["added", "removed", "changed", "moved", "spaces", "ends", "settings"]);

/** One change of an edit that can be made, or left out, without any other. */
export const blameHunkSchema = lineRangeSchema.extend({
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

const blamedHunkSchema = blameHunkSchema.extend({
  /** Hunks of one set make the difference together, each set makes it alone. Counted from 0. */
  set: z.number().int(),
  /** The words or the sentence of it that do it by themselves; null where only the whole does. */
  part: z.string().nullable(),
});
export type BlamedHunk = z.infer<typeof blamedHunkSchema>;

/**
 * `found`: `hunks` are why. `none`: both versions do the same. `undetermined`: sampled as far as is worth it, and not
 * told. `stopped`: by a person or a limit, before it was told. `failed`: a call or a check did.
 */
const blameAnswerSchema = z.enum(["found", "none", "undetermined", "stopped", "failed"]);

export const blamedConversationSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** What becomes of it between the two versions; null where it was not replayed far enough to tell. */
  outcome: sampledOutcomeSchema.nullable(),
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
