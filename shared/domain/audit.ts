import { z } from "zod";
import { usageGapsSchema } from "./usage.ts";

/**
 * `guarded`: a conversation fails without it. `harmful`: a conversation passes without it that fails with it.
 * `unguarded`: no conversation notices its absence, though replies change. `idle`: no reply changes.
 */
export const auditRuleStatusSchema = z.enum(["guarded", "unguarded", "harmful", "idle", "undetermined"]);
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
