import { z } from "zod";

export const jsonValueSchema = z.json();
export type JsonValue = z.infer<typeof jsonValueSchema>;

/**
 * A check as people write it: a type (`contains`, `not-contains`, …) and what it compares with.
 * Kept loose on purpose: an imported check of an unknown type is kept and reported as an error
 * when it is evaluated, never dropped. engine/checks knows the types.
 */
export const checkSchema = z
  .object({ type: z.string().trim().min(1), value: jsonValueSchema.optional() })
  .catchall(jsonValueSchema);
export type Check = z.infer<typeof checkSchema>;

/** What the editor needs to know to offer a check type. */
export const checkTypeSchema = z.object({
  type: z.string(),
  summary: z.string(),
  /** The form of `value`. A `range` is `{min?, max?}` or one number that must be met exactly. */
  takes: z.enum(["text", "texts", "pattern", "number", "range", "json", "nothing"]),
  example: jsonValueSchema.nullable(),
});
export type CheckType = z.infer<typeof checkTypeSchema>;

export const verdictStatusSchema = z.enum(["pass", "fail", "error"]);
export type VerdictStatus = z.infer<typeof verdictStatusSchema>;

/** The result of one check on one reply. `error` means: could not be evaluated. */
export const verdictSchema = z.object({
  check: checkSchema,
  status: verdictStatusSchema,
  reason: z.string(),
});
export type Verdict = z.infer<typeof verdictSchema>;
