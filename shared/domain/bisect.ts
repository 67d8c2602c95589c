import { z } from "zod";
import { usageGapsSchema } from "./usage.ts";
import { modelSettingsSchema } from "./model.ts";

/** How the search for one conversation ended. Everything but `found` leaves the culprit open, with the reason in words. */
export const bisectEndSchema = z.enum([
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
export const bisectVersionSchema = z.object({
  version: z.string(),
  number: z.number().int().nullable(),
  message: z.string(),
  /** The way from good to bad leads back past this version: it was leaving it out that broke the conversation. */
  undone: z.boolean(),
});
export type BisectVersion = z.infer<typeof bisectVersionSchema>;

/** One stop on the way from the good end to the bad one; the first is the good end. */
export const bisectStopSchema = z.object({
  version: z.string(),
  number: z.number().int().nullable(),
  message: z.string(),
  settings: modelSettingsSchema,
  /** Whom it stands for as a culprit: what changed between the stop before and this one. Null at the good end. */
  culprit: bisectVersionSchema.nullable(),
});
export type BisectStop = z.infer<typeof bisectStopSchema>;

export const bisectStepSchema = z.object({
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

export const bisectResultSchema = z.object({
  end: bisectEndSchema,
  culprit: bisectVersionSchema.nullable(),
  /** The best guess where there is no culprit. */
  likely: bisectVersionSchema.nullable(),
  certainty: z.number(),
  /** What was found or why nothing was, in words for a person. */
  reason: z.string(),
});
export type BisectResult = z.infer<typeof bisectResultSchema>;

export const bisectCaseSchema = z.object({
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
export type BisectCase = z.infer<typeof bisectCaseSchema>;

/** A search for the version that broke conversations, one after the other. */
export const bisectSchema = z.object({
  id: z.string(),
  running: z.boolean(),
  path: z.array(bisectStopSchema),
  /** What is unusual about the way from good to bad, in words; null where good is an ancestor of bad. */
  note: z.string().nullable(),
  cases: z.array(bisectCaseSchema),
  callsAtMost: z.number().int(),
  calls: z.number().int(),
  cached: z.number().int(),
  tokens: z.object({ input: z.number().int(), output: z.number().int() }),
  cost: z.number().nullable(),
  gaps: usageGapsSchema.optional(),
});
export type Bisect = z.infer<typeof bisectSchema>;
