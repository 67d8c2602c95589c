import { jsonValueSchema, type Check, type JsonValue } from "../../../shared/domain/check.ts";
import { splitList } from "../checks/split-list.ts";
import { clipTitle } from "./clip-title.ts";

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
/** promptfoo's own types that are not evaluated here: kept, and counted as errors, so that nothing passes for checked. */
const foreign = [
  "agent-rubric",
  "max-score",
  "python",
  "ruby",
  "search-rubric",
  "skill-used",
  "trace-error-spans",
  "trace-span-count",
  "trace-span-duration",
  "video-rubric",
];
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
  "similar:cosine",
  "similar:dot",
  "similar:euclidean",
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
  "unsupported-fact",
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
const known = new Set([...alone, ...listed, ...plain, ...foreign, ...measured, ...renamed.keys()]);

/** Families in which promptfoo goes on adding types: their names are like no sentence. */
const families = /^(?:trajectory:[a-z]+(?:-[a-z]+)+|promptfoo:redteam:[a-z0-9:-]+|[a-z]+(?:-[a-z]+)*-rubric)$/;

/** What promptfoo takes in CSV where a check names no threshold, and a check elsewhere would have another. */
const csvThresholds = new Map([
  ["similar", 0.8],
  ["similar:cosine", 0.8],
  ["similar:dot", 0.8],
  ["answer-relevance", 0.75],
  ["classifier", 0.75],
  ["rouge-n", 0.75],
]);

/** A check's name, what stands in brackets behind it, and what follows the colon. */
const shortForm =
  /^(not-)?(trajectory:[a-z-]+|promptfoo:redteam:[a-z0-9-]+(?::[a-z0-9-]+)*|similar:(?:cosine|dot|euclidean)|[a-z][a-z0-9-]*)(?:\(([^()\n]{0,40})\))?(?::([\s\S]*))?$/;

/** By their endings, files that hold a script in promptfoo; `file://x.py:name` names a function in it. */
const scripts: readonly { ending: RegExp; type: string }[] = [
  { ending: /\.py(?::[^/]*)?$/i, type: "python" },
  { ending: /\.rb(?::[^/]*)?$/i, type: "ruby" },
  { ending: /\.[cm]?[jt]s(?::[^/]*)?$/i, type: "javascript" },
];

/**
 * A check in promptfoo's short form, as its CSV columns hold them: `type: value`, `not-type: value`,
 * `type(threshold): value`, `file://…`; any other text must be equalled. Types we cannot evaluate come in all the same.
 * Source: promptfoo's documentation, "Test case configuration", CSV.
 */
export function checkFromShortForm(text: string): Check {
  const trimmed = text.trim();
  const file = /^(not-)?(file:\/\/[\s\S]+)$/.exec(trimmed);
  if (file) return { type: `${file[1] ?? ""}${fileType(file[2] ?? "")}`, value: file[2] ?? "" };
  const match = shortForm.exec(trimmed);
  const name = match?.[2] ?? "";
  const threshold = match?.[3];
  if (!match || !isType(name, threshold)) return { type: "equals", value: text };
  const rest = match[4]?.trim() ?? "";
  // A lone word such as "cost" is an expected answer, not a check that lacks its value.
  if (match[4] === undefined && threshold === undefined && !alone.includes(name) && !/[-:]/.test(match[0])) {
    return { type: "equals", value: text };
  }
  const check: Check = { type: `${match[1] ?? ""}${renamed.get(name) ?? name}` };
  if (rest !== "") check.value = valueOf(name, rest);
  const limit = threshold === undefined ? csvThresholds.get(name) : numberOr(threshold);
  if (limit !== undefined) check["threshold"] = limit;
  return check;
}

/** What makes a text that must be equalled look like a check that it is not; null for plain texts and for checks. */
export function shortFormDoubt(text: string): string | null {
  if (checkFromShortForm(text).type !== "equals") return null;
  const match = /^(?:not-)?([a-z][a-z0-9-]*(?::[a-z-]+)?)\s*(?:\([^()\n]*\)\s*)?(?:[:\uFF1A]|$)/i.exec(text.trim());
  const written = match?.[1] ?? "";
  const name = written.toLowerCase();
  const cell = `“${clipTitle(text)}” is taken for a text that replies must equal`;
  if (known.has(name) && name !== "equals") {
    return `${cell}: for a check, write the type in small letters with a colon right behind it (“${name}: …”)`;
  }
  return /^[a-z]+-[a-z-]+$/.test(written) ? `${cell}: “${written}” is no check type` : null;
}

/** A future type of promptfoo's shows by its family or by a threshold in brackets: prose has neither. */
function isType(name: string, threshold: string | undefined): boolean {
  return known.has(name) || families.test(name) || (threshold !== undefined && typeof numberOr(threshold) === "number");
}

/** Text where the brackets hold no number: the check then says so as an error. */
function numberOr(threshold: string): number | string {
  const text = threshold.trim();
  return text === "" || !Number.isFinite(Number(text)) ? text : Number(text);
}

/** Files are not read: a check of a type `file` cannot be evaluated, where `equals` would fail every reply. */
function fileType(path: string): string {
  return scripts.find(({ ending }) => ending.test(path))?.type ?? "file";
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
