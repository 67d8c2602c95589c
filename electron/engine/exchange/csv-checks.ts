import { jsonValueSchema, type Check, type JsonValue } from "../../../shared/domain/check.ts";
import { splitList } from "../checks/split-list.ts";

/** Types whose name alone is a whole check. */
const alone = [
  "is-json",
  "contains-json",
  "is-html",
  "contains-html",
  "is-sql",
  "contains-sql",
  "is-xml",
  "contains-xml",
  "is-refusal",
  "is-valid-openai-tools-call",
  "is-valid-openai-function-call",
  "is-valid-function-call",
  "guardrails",
  "moderation",
];
const listed = ["contains-any", "contains-all", "icontains-any", "icontains-all"];
const plain = [
  "equals",
  "contains",
  "icontains",
  "starts-with",
  "ends-with",
  "regex",
  "levenshtein",
  "rouge-n",
  "bleu",
  "gleu",
  "meteor",
  "similar",
  "classifier",
  "llm-rubric",
  "model-graded-closedqa",
  "model-graded-factuality",
  "factuality",
  "g-eval",
  "answer-relevance",
  "context-faithfulness",
  "context-recall",
  "context-relevance",
  "conversation-relevance",
  "python",
  "javascript",
  "webhook",
  "finish-reason",
  "pi",
  "select-best",
  "tool-call-f1",
];
const measured = ["word-count", "max-length", "min-length", "cost", "latency", "perplexity", "perplexity-score"];
const renamed = new Map([
  ["fn", "javascript"],
  ["eval", "javascript"],
  ["grade", "llm-rubric"],
]);
const known = new Set([...alone, ...listed, ...plain, ...measured, ...renamed.keys()]);

/**
 * A check in promptfoo's short form, as its CSV columns hold them: `type: value`, `not-type: value`,
 * `type(threshold): value`; any other text must be equalled. Types we cannot evaluate come in all the same.
 * Source: promptfoo's documentation, "Test case configuration", CSV.
 */
export function checkFromShortForm(text: string): Check {
  const match = /^(not-)?([a-z][a-z0-9-]*)(?:\((\d+(?:\.\d+)?)\))?(?::([\s\S]*))?$/.exec(text.trim());
  const name = match?.[2] ?? "";
  if (!match || !known.has(name)) return { type: "equals", value: text };
  const rest = match[4]?.trim() ?? "";
  const threshold = match[3];
  // A lone word such as "cost" is an expected answer, not a check that lacks its value.
  if (match[4] === undefined && threshold === undefined && !alone.includes(name))
    return { type: "equals", value: text };
  const check: Check = { type: `${match[1] ?? ""}${renamed.get(name) ?? name}` };
  if (rest !== "") check.value = valueOf(name, rest);
  if (threshold !== undefined) check["threshold"] = Number(threshold);
  return check;
}

function valueOf(name: string, rest: string): JsonValue {
  if (listed.includes(name)) {
    const list = rest.startsWith("[") ? json(rest) : null;
    return Array.isArray(list) ? list : splitList(rest);
  }
  if (measured.includes(name)) return json(rest) ?? rest;
  // An object is a schema or the options of SQL; other text is kept, since a schema can be YAML as well.
  if (alone.includes(name) && rest.startsWith("{")) return json(rest) ?? rest;
  return rest;
}

function json(text: string): JsonValue | null {
  try {
    return jsonValueSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
