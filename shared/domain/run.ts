import { z } from "zod";
import { modelSpecSchema, rulesFileIdSchema } from "./model.ts";
import { usageGapsSchema } from "./usage.ts";

export const historyModeSchema = z.enum(["live", "pinned"]);
export type HistoryMode = z.infer<typeof historyModeSchema>;

/**
 * `complete`: every reply is recorded. `incomplete`: some calls failed after retries, or `stopReason` says why not.
 * `cancelled`: stopped by a person. `interrupted`: its process ended before it did.
 */
export const runStatusSchema = z.enum(["running", "complete", "incomplete", "cancelled", "interrupted"]);
export type RunStatus = z.infer<typeof runStatusSchema>;

/** What brought a run to a halt before its end, other than a person or a failure. */
const stopReasonSchema = z.enum(["budget", "fail-fast"]);
export type StopReason = z.infer<typeof stopReasonSchema>;

const limitSchema = z.number().positive().nullable().default(null);

/** Limits that a run stops short of; null is none. Requests, tokens in and out, US dollars, milliseconds of replaying. */
export const budgetSchema = z.object({
  calls: z.number().int().positive().nullable().default(null),
  tokens: z.number().int().positive().nullable().default(null),
  cost: limitSchema,
  wallMs: limitSchema,
});
export type Budget = z.infer<typeof budgetSchema>;

/**
 * Auto-samples: sampling of a conversation goes on until it is decided, up to so many samples a side. `calls`: beyond the
 * first samples of each conversation none is begun that would pass so many calls; what is open then is undecided.
 */
export const autoSamplingSchema = z.object({
  limit: z.number().int().min(2),
  calls: z.number().int().positive().optional(),
});
export type AutoSampling = z.infer<typeof autoSamplingSchema>;

/**
 * Counts of one run. `tokens` and `cost` are those of answered calls as far as they are known (`gaps`). `cost` is in US
 * dollars, null when a price is unknown; times are in milliseconds.
 */
export const runProgressSchema = z.object({
  runId: z.string(),
  status: runStatusSchema,
  conversations: z.number().int(),
  conversationsDone: z.number().int(),
  /** Of `conversationsDone`: those that auto-samples left undecided at the limit. */
  undecided: z.number().int().default(0),
  /** Replies the run needs in all: conversations × live turns × samples. With auto-samples: as far as is known yet. */
  replies: z.number().int(),
  /** With auto-samples: what `replies` can come to; null for a fixed number. */
  repliesAtMost: z.number().int().nullable().default(null),
  /** Replies recorded so far, cached ones included. */
  recorded: z.number().int(),
  /** Requests that went to the provider and succeeded. */
  calls: z.number().int(),
  cached: z.number().int(),
  retries: z.number().int(),
  /** Replies that could not be had after retries. */
  errors: z.number().int(),
  /** Conversation samples that passed, failed, or had a check that could not be evaluated. */
  passed: z.number().int(),
  failed: z.number().int(),
  unevaluated: z.number().int(),
  /** With auto-samples, when the run has ended: the share of samples that passed, averaged over the conversations. */
  passRate: z.number().nullable().optional(),
  tokens: z.object({ input: z.number().int(), output: z.number().int() }),
  cost: z.number().nullable(),
  gaps: usageGapsSchema.optional(),
  wallMs: z.number(),
  /** Replies per second over the last seconds; null while unknown. */
  rate: z.number().nullable(),
  etaMs: z.number().nullable(),
  /** The last failure, in words for a person. */
  lastError: z.string().nullable(),
  stopReason: stopReasonSchema.nullable().default(null),
  /** What calls wait for because the provider asked for it, and until when they do; null while they do not. */
  waiting: z
    .object({ for: z.enum(["rate-limit", "model", "server"]), until: z.iso.datetime() })
    .nullable()
    .default(null),
  /** What judges took, beside the replies; absent while none was asked. `cached` counts answers of earlier calls. */
  judged: z
    .object({
      calls: z.number().int(),
      cached: z.number().int(),
      tokens: z.object({ input: z.number().int(), output: z.number().int() }),
      cost: z.number().nullable(),
      gaps: usageGapsSchema.optional(),
    })
    .optional(),
});
export type RunProgress = z.infer<typeof runProgressSchema>;

export const runSchema = z.object({
  id: z.string(),
  promptId: z.string(),
  promptName: z.string(),
  /** Null for a run of the draft. */
  versionNumber: z.number().int().nullable(),
  textSha256: z.string(),
  /** Null when the set has been deleted since. */
  setId: z.string().nullable(),
  setName: z.string(),
  setSha256: z.string(),
  model: modelSpecSchema,
  rulesFileId: rulesFileIdSchema,
  /** Whether the model may answer the same request in another way; absent in runs from before this was recorded. */
  random: z.boolean().optional(),
  /** Of every conversation; with auto-samples those that each gets first. */
  samples: z.number().int().positive(),
  /** Null with a fixed number of samples. */
  sampling: autoSamplingSchema.nullable().default(null),
  concurrency: z.number().int().positive(),
  history: historyModeSchema,
  baselineRunId: z.string().nullable(),
  /** Over picked conversations of the set only: it never stands for the version. */
  partial: z.boolean(),
  failFast: z.boolean(),
  budget: budgetSchema.nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  progress: runProgressSchema,
});
export type Run = z.infer<typeof runSchema>;

/** One try of one call that did not succeed, and why it was tried again or given up. */
export const callAttemptSchema = z.object({
  at: z.iso.datetime(),
  kind: z.string(),
  message: z.string(),
  waitedMs: z.number(),
});
export type CallAttempt = z.infer<typeof callAttemptSchema>;

/** What a run has taken so far of what a budget limits. `cost` is null when a price was unknown. */
export interface RunSpending {
  /** Requests that were sent, those that were tried again or given up included. */
  calls: number;
  tokens: number;
  cost: number | null;
  wallMs: number;
}

export function runSpending(progress: RunProgress): RunSpending {
  const judged = progress.judged ?? { calls: 0, tokens: { input: 0, output: 0 }, cost: 0 };
  return {
    calls: progress.calls + progress.retries + progress.errors + judged.calls,
    tokens: progress.tokens.input + progress.tokens.output + judged.tokens.input + judged.tokens.output,
    cost: progress.cost === null || judged.cost === null ? null : progress.cost + judged.cost,
    wallMs: progress.wallMs,
  };
}

/** The same limits once more, on top of what is spent: what a run gets that its budget stopped. */
export function extendBudget(budget: Budget | null, progress: RunProgress): Budget | null {
  if (budget === null) return null;
  const spent = runSpending(progress);
  return {
    calls: budget.calls === null ? null : spent.calls + budget.calls,
    tokens: budget.tokens === null ? null : spent.tokens + budget.tokens,
    cost: budget.cost === null ? null : (spent.cost ?? 0) + budget.cost,
    wallMs: budget.wallMs === null ? null : spent.wallMs + budget.wallMs,
  };
}

/** How a person goes on with a run: one that its budget stopped gets as much again. */
export function resumeRequest({ id, budget, progress }: Pick<Run, "id" | "budget" | "progress">): {
  runId: string;
  budget?: Budget | null;
} {
  return progress.stopReason === "budget" ? { runId: id, budget: extendBudget(budget, progress) } : { runId: id };
}
