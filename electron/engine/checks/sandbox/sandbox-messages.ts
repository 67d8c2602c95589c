import type { Check, JsonValue, SqlDialect } from "../../../../shared/domain/check.ts";
import type { Finding, ReplyUnderCheck } from "../check-kind.ts";

/** A pattern that is looked for in a text. */
export interface PatternTask {
  kind: "pattern";
  source: string;
  flags: string;
  text: string;
}

/** A JSON Schema that a JSON text is held against; with no text, only the schema itself is looked at. */
export interface SchemaTask {
  kind: "schema";
  schema: JsonValue;
  text: string | null;
}

/** A script that people wrote, as an expression or a function body; with no input, only its grammar is looked at. */
export interface ScriptTask {
  kind: "script";
  source: string;
  input: ScriptInput | null;
}

/** What a script sees, frozen, by these names. */
export interface ScriptInput {
  output: string;
  context: JsonValue;
}

/** SQL of one dialect. */
export interface SqlTask {
  kind: "sql";
  dialect: SqlDialect;
  text: string;
}

/** A check of ours, without `not-`, on a reply that is too long for the engine's own thread. */
export interface CheckTask {
  kind: "check";
  check: Check;
  reply: ReplyUnderCheck;
}

export type SandboxTask = PatternTask | SchemaTask | ScriptTask | SqlTask | CheckTask;

/** What the worker is asked: `id` counts up from 1. */
export interface SandboxJob {
  id: number;
  task: SandboxTask;
}

export interface PatternMatch {
  matched: boolean;
  /** Where the match begins, in UTF-16 units; 0 without one. */
  at: number;
  match: string;
}

/** One thing that is wrong, `path` as a JSON Pointer (RFC 6901) into the JSON; empty for the whole of it. */
export interface SchemaFault {
  path: string;
  message: string;
}

export interface SchemaFinding {
  valid: boolean;
  faults: SchemaFault[];
}

/** What a script returned; all null where only its grammar was looked at. */
export interface ScriptFinding {
  given: { pass: boolean | null; score: number | null; reason: string | null };
}

/** What SQL uses, as `action::database::table` and `action::table::column`; `fault` says why it is none. */
export interface SqlFinding {
  tables: string[];
  columns: string[];
  fault: string | null;
}

/** What a check of ours found. */
export interface CheckFinding {
  finding: Finding;
}

/** Could not be told, in words for a person. */
export interface SandboxProblem {
  problem: string;
}

export type SandboxResult = PatternMatch | SchemaFinding | ScriptFinding | SqlFinding | CheckFinding | SandboxProblem;

/** The results of a batch in the order of its jobs. */
export type SandboxAnswers = SandboxResult[];
