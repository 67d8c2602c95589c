import { RE2JS, RE2JSException } from "re2js";
import { isNode, isScalar, LineCounter, parseDocument, visit, type Document } from "yaml";
import { z } from "zod";
import { Problem } from "../../../shared/problem.ts";

/** A pattern in RE2 syntax, compiled. Takes time linear in the text, so a rules file cannot freeze the engine. */
const patternSchema = z
  .string()
  .min(1, "a pattern must not be empty")
  .transform((source, context) => {
    try {
      return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
    } catch (error) {
      if (!(error instanceof RE2JSException)) throw error;
      context.addIssue({ code: "custom", message: `${error.message} (patterns are in RE2 syntax)` });
      return z.NEVER;
    }
  });

const conditions = {
  /** Over the last user turn. */
  user: patternSchema.optional(),
  system: patternSchema.optional(),
  systemLacks: patternSchema.optional(),
  /** Which user turn of the conversation is answered, from 1. */
  turn: z.number().int().min(1, "turns count from 1").optional(),
  /** Over the earlier assistant replies, joined by line breaks; false while there are none. */
  history: patternSchema.optional(),
};
const whenSchema = z.strictObject(conditions);

const candidateSchema = z.strictObject({
  text: z.string().min(1, "a reply needs text"),
  weight: z.number().positive("a weight is above 0").default(1),
});

const ruleSchema = z.strictObject({
  when: whenSchema.default({}),
  replies: z.array(candidateSchema).min(1, "a rule needs at least one reply"),
});

const actions = ["append", "prepend", "replace", "instead"] as const;

const amendmentSchema = z
  .strictObject({
    when: z.strictObject({ ...conditions, reply: patternSchema.optional() }).default({}),
    append: z.string().optional(),
    prepend: z.string().optional(),
    replace: z.strictObject({ pattern: patternSchema, with: z.string() }).optional(),
    instead: z.string().min(1, "a reply needs text").optional(),
    chance: z.number().min(0).max(1).default(1),
  })
  .refine((amendment) => actions.filter((action) => amendment[action] !== undefined).length === 1, {
    error: "an amendment does exactly one of append, prepend, replace, instead",
  });

const latencySchema = z
  .strictObject({ min: z.number().min(0).max(600_000), max: z.number().min(0).max(600_000) })
  .refine(({ min, max }) => min <= max, { error: "min must not be above max" });

const rulesSchema = z.strictObject({
  scripted: z.literal(1, { error: "`scripted: 1` must say the format's version; this release knows 1" }),
  name: z.string().trim().min(1, "a rules file needs a name"),
  seed: z.union([z.number().int(), z.string()]).default(1),
  /** Milliseconds that each reply takes. */
  latencyMs: latencySchema.default({ min: 0, max: 0 }),
  /** A place to write patterns once, with a YAML anchor, and use them by alias. */
  patterns: z.record(z.string(), patternSchema).default({}),
  rules: z.array(ruleSchema).default([]),
  amend: z.array(amendmentSchema).default([]),
  fallback: z.string().min(1, "the fallback needs text"),
});
export type ScriptedRules = z.infer<typeof rulesSchema>;
export type ScriptedWhen = z.infer<typeof whenSchema>;

/** Reads a rules file's text, YAML or JSON. Throws Problem("unreadable-file") with file, line and column. */
export function parseScriptedRules(text: string, file: string): ScriptedRules {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const broken = document.errors[0];
  if (broken) throw unreadable(file, lines.linePos(broken.pos[0]), broken.message);
  const parsed = rulesSchema.safeParse(toPlain(document, file, lines));
  if (parsed.success) return parsed.data;
  const [issue, ...others] = parsed.error.issues;
  if (!issue) throw parsed.error;
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  const where = path.length > 0 ? `${placeName(path)}: ` : "";
  throw unreadable(file, lines.linePos(offsetOf(document, path)), `${where}${issue.message}${more}`);
}

function toPlain(document: Document, file: string, lines: LineCounter): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias without an anchor, or aliases that expand without end: the library says no position.
    if (error instanceof ReferenceError) throw unreadable(file, lines.linePos(unresolved(document)), error.message);
    throw error;
  }
}

function unresolved(document: Document): number {
  let start = 0;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return undefined;
      start = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return start;
}

/** Where the value at a path starts; for a missing value, where what should hold it starts. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const steps = path.slice(0, length);
    if (!document.hasIn(steps)) continue;
    const found = document.getIn(steps, true);
    const start = keyOffset(document, found) ?? rangeStart(found);
    if (start !== null) return start;
  }
  return rangeStart(document.contents) ?? 0;
}

function keyOffset(document: Document, value: unknown): number | null {
  let start: number | null = null;
  visit(document, {
    Pair(_, pair) {
      if (pair.value !== value || !isScalar(pair.key)) return undefined;
      start = pair.key.range?.[0] ?? null;
      return visit.BREAK;
    },
  });
  return start;
}

function rangeStart(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

/** `rules 3.when.user`: list entries are counted from 1, as a person would. */
function placeName(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === "number" ? ` ${step + 1}` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}

function unreadable(file: string, at: { line: number; col: number }, what: string): Problem {
  const line = Math.max(at.line, 1);
  const column = Math.max(at.col, 1);
  return new Problem("unreadable-file", `${file}, line ${line}, column ${column}: ${what}`, { file, line, column });
}
