import { z } from "zod";
import { judgedBySchema } from "./judge.ts";

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
  /**
   * The form of `value`. A `range` is `{min?, max?}` or one number that must be met exactly; a `schema` is a JSON Schema
   * as JSON or YAML, or nothing; `paths` are texts or nothing; `checks` stand under `assert` instead.
   */
  takes: z.enum(["text", "texts", "pattern", "number", "range", "json", "schema", "paths", "sql", "checks", "nothing"]),
  example: jsonValueSchema.nullable(),
  /** For types that take a threshold beside their value: what it limits, and what holds where a check has none. */
  threshold: z.object({ limits: z.string(), fallback: z.number().nullable() }).nullable(),
});
export type CheckType = z.infer<typeof checkTypeSchema>;

export const verdictStatusSchema = z.enum(["pass", "fail", "error"]);
export type VerdictStatus = z.infer<typeof verdictStatusSchema>;

/** The result of one check on one reply. `error` means: could not be evaluated. */
export const verdictSchema = z.object({
  check: checkSchema,
  status: verdictStatusSchema,
  reason: z.string(),
  /** From 0 to 1, how far the check is met, where that is more than yes or no. */
  score: z.number().nullable().optional(),
  /** False for a check of weight 0: measured, but without a say in whether the reply passes. */
  counts: z.boolean().optional(),
  /** For verdicts that a model gave. */
  judge: judgedBySchema.nullable().optional(),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** The SQL that checks can tell, by promptfoo's names; the first is meant where a check names none. */
export const sqlDialects = [
  "MySQL",
  "PostgresQL",
  "Sqlite",
  "MariaDB",
  "TransactSQL",
  "BigQuery",
  "Snowflake",
  "Redshift",
  "Athena",
  "DB2",
  "FlinkSQL",
  "Hive",
  "Noql",
  "Trino",
] as const;
export type SqlDialect = (typeof sqlDialects)[number];
