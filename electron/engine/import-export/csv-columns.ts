import { jsonValueSchema, type Check, type JsonValue } from "../../../shared/domain/check.ts";
import { assertNever } from "../../../shared/errors.ts";
import type { CheckKind, CsvForm } from "../checks/check-kind.ts";
import { evaluatedKinds } from "../checks/evaluate.ts";
import { splitList } from "../checks/read-value.ts";
import { clipTitle } from "./foreign-records.ts";

/** What the columns of a CSV hold, by index. */
export interface CsvColumns {
  id: number | null;
  title: number | null;
  tags: number | null;
  notes: number | null;
  /** In the order of the turns. */
  turns: number[];
  checks: { at: number; number: number }[];
  /** Options of the check in the expected column of that number. */
  options: { at: number; number: number; key: "threshold" | "metric" }[];
  metric: number | null;
  threshold: number | null;
  recorded: number | null;
  /** promptfoo's other columns, `__metadata:…`, `__prefix` and what comes later: kept as text. */
  kept: number[];
  unused: number[];
  nameless: number[];
}

const turnNames = ["user", "input", "question", "prompt", "message", "query", "turn"];
const turnPattern = new RegExp(`^(${turnNames.join("|")})(?: turn)? ?(\\d{1,4})?$`);

export const turnColumnsHint = "user, input, question, prompt, message or query (then user 2, user 3 … for more turns)";

/** Reads a header row. Names are compared without case; spaces, underscores and hyphens are alike. */
export function csvColumns(header: readonly string[]): CsvColumns {
  const names = header.map((name) => name.trim().toLowerCase());
  const plain = names.map((name) => name.replace(/[\s_-]+/g, " ").trim());
  const find = (...wanted: string[]): number | null => {
    const at = wanted.map((name) => plain.indexOf(name)).find((index) => index >= 0);
    return at ?? null;
  };
  const id = find("id");
  const title = find("title", "description");
  const tags = find("tags");
  const notes = find("notes");
  const turns = turnColumns(plain);
  const exactly = (name: string): number | null => (names.includes(name) ? names.indexOf(name) : null);
  const [metric, threshold, recorded] = [exactly("__metric"), exactly("__threshold"), exactly("__provideroutput")];
  const checks = names.flatMap((name, at) =>
    name.startsWith("__expected") ? [{ at, number: columnNumber(name) }] : [],
  );
  const options = names.flatMap((name, at): CsvColumns["options"] => {
    const match = /^__config:(__expected\d*):(threshold|metric)$/.exec(name);
    if (!match) return [];
    return [{ at, number: columnNumber(match[1] ?? ""), key: match[2] === "metric" ? "metric" : "threshold" }];
  });
  const read = [id, title, tags, notes, metric, threshold, recorded, ...turns];
  const used = new Set([...read, ...[...checks, ...options].map(({ at }) => at)]);
  const left = names.flatMap((_, at) => (used.has(at) ? [] : [at]));
  const isKept = (at: number): boolean => names[at]?.startsWith("__") === true;
  const kept = left.filter(isKept);
  const unused = left.filter((at) => names[at] !== "" && !isKept(at));
  const nameless = left.filter((at) => names[at] === "");
  return { id, title, tags, notes, turns, checks, options, metric, threshold, recorded, kept, unused, nameless };
}

/** `__expected` and `__expected1` are the same to promptfoo's `__config:` columns. */
function columnNumber(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 1);
}

/** One column for each turn; where several claim one, the name that says most plainly what it is wins. */
function turnColumns(names: readonly string[]): number[] {
  const byNumber = new Map<number, { at: number; rank: number }>();
  names.forEach((name, at) => {
    const match = turnPattern.exec(name);
    if (!match) return;
    const number = Number(match[2] ?? 1);
    const rank = turnNames.indexOf(match[1] ?? "");
    const known = byNumber.get(number);
    if (!known || rank < known.rank) byNumber.set(number, { at, rank });
  });
  return [...byNumber].sort(([a], [b]) => a - b).map(([, { at }]) => at);
}

/** The delimiter under which a header row has the most columns that are known; a comma where none stands out. */
export function csvDelimiter(headerLine: string): string {
  let best = { delimiter: ",", known: 0 };
  for (const delimiter of [",", ";", "\t", "|"]) {
    const columns = csvColumns(headerLine.split(delimiter).map((name) => name.replace(/"/g, "")));
    const named = [columns.id, columns.title, columns.tags, columns.notes].filter((at) => at !== null).length;
    const known = named + columns.turns.length + columns.checks.length;
    if (known > best.known) best = { delimiter, known };
  }
  return best.delimiter;
}

/** Types whose name alone is a whole check. */
/**
 * promptfoo's own types that are not evaluated here: kept, and counted as errors, so that nothing passes for checked. Those
 * of `optional` may stand without a value. One that engine/checks learns is read as it says there.
 */
const foreignTypes = {
  optional: ["is-valid-function-call", "guardrails"],
  number: ["min-length", "perplexity", "perplexity-score"],
  text: [
    "ends-with",
    "model-graded-closedqa",
    "model-graded-factuality",
    "context-faithfulness",
    "context-recall",
    "context-relevance",
    "pi",
    "select-best",
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
  ],
} as const;

/** How the text behind a type's colon is read. */
interface CellForm extends CsvForm {
  /** What a cell holds as JSON where it is that; any other text stays as it is. */
  json: "none" | "number" | "object" | "object or list";
  /** Whether the type's name alone is a check, also where it is a word that an answer could be. */
  isOptional: boolean;
}

function cellForm({ type: { takes }, csv }: CheckKind): CellForm {
  switch (takes) {
    case "nothing":
    case "schema":
    case "sql":
      // An object is a schema or the options of SQL; other text is kept, since a schema can be YAML as well.
      return { ...csv, json: "object", isOptional: true };
    case "paths":
    case "json":
      return { ...csv, json: "object or list", isOptional: true };
    case "checks":
      return { ...csv, json: "object or list", isOptional: false };
    case "number":
    case "range":
      return { ...csv, json: "number", isOptional: false };
    case "text":
    case "texts":
    case "pattern":
      return { ...csv, json: "none", isOptional: false };
    default:
      return assertNever(takes);
  }
}

const cellForms: ReadonlyMap<string, CellForm> = new Map<string, CellForm>([
  ...foreignTypes.optional.map((type) => [type, { json: "object", isOptional: true }] as const),
  ...foreignTypes.number.map((type) => [type, { json: "number", isOptional: false }] as const),
  ...foreignTypes.text.map((type) => [type, { json: "none", isOptional: false }] as const),
  ...evaluatedKinds.map((kind) => [kind.type.type, cellForm(kind)] as const),
]);
const renamedTypes = new Map([
  ["fn", "javascript"],
  ["eval", "javascript"],
  ["grade", "llm-rubric"],
]);
const knownTypes = new Set([...cellForms.keys(), ...renamedTypes.keys()]);

/** Families in which promptfoo goes on adding types: their names are like no sentence. */
const typeFamilies = /^(?:trajectory:[a-z]+(?:-[a-z]+)+|promptfoo:redteam:[a-z0-9:-]+|[a-z]+(?:-[a-z]+)*-rubric)$/;

const typesWithColon = [...knownTypes].filter((type) => type.includes(":"));

/** A check's name, what stands in brackets behind it, and what follows the colon. */
const shortForm = new RegExp(
  String.raw`^(not-)?(trajectory:[a-z-]+|promptfoo:redteam:[a-z0-9-]+(?::[a-z0-9-]+)*|${typesWithColon.join("|")}|[a-z][a-z0-9-]*)(?:\(([^()\n]{0,40})\))?(?::([\s\S]*))?$`,
);

/** By their endings, files that hold a script in promptfoo; `file://x.py:name` names a function in it. */
const scriptFileTypes: readonly { ending: RegExp; type: string }[] = [
  { ending: /\.py(?::[^/]*)?$/i, type: "python" },
  { ending: /\.rb(?::[^/]*)?$/i, type: "ruby" },
  { ending: /\.[cm]?[jt]s(?::[^/]*)?$/i, type: "javascript" },
];

/**
 * A check in promptfoo's short form, as its CSV columns hold them: `type: value`, `not-type: value`,
 * `type(threshold): value`, `file://…`; any other text must be equalled. Types we cannot evaluate come in all the same.
 * Source: promptfoo's documentation, "Test case configuration", CSV.
 */
export function parsePromptfooCheck(text: string): Check {
  const trimmed = text.trim();
  const file = /^(not-)?(file:\/\/[\s\S]+)$/.exec(trimmed);
  if (file) return { type: `${file[1] ?? ""}${fileType(file[2] ?? "")}`, value: file[2] ?? "" };
  const match = shortForm.exec(trimmed);
  const name = match?.[2] ?? "";
  const threshold = match?.[3];
  if (!match || !isType(name, threshold)) return { type: "equals", value: text };
  const rest = match[4]?.trim() ?? "";
  // A lone word such as "cost" is an expected answer, not a check that lacks its value.
  if (
    match[4] === undefined &&
    threshold === undefined &&
    cellForms.get(name)?.isOptional !== true &&
    !/[-:]/.test(match[0])
  ) {
    return { type: "equals", value: text };
  }
  const check: Check = { type: `${match[1] ?? ""}${renamedTypes.get(name) ?? name}` };
  if (rest !== "") check.value = valueOf(name, rest);
  const limit = threshold === undefined ? cellForms.get(name)?.threshold : numberOr(threshold);
  if (limit !== undefined) check["threshold"] = limit;
  return check;
}

/** What makes a text that must be equalled look like a check that it is not; null for plain texts and for checks. */
function promptfooCheckDoubt(text: string): string | null {
  if (parsePromptfooCheck(text).type !== "equals") return null;
  const match = /^(?:not-)?([a-z][a-z0-9-]*(?::[a-z-]+)?)\s*(?:\([^()\n]*\)\s*)?(?:[:\uFF1A]|$)/i.exec(text.trim());
  const written = match?.[1] ?? "";
  const name = written.toLowerCase();
  const cell = `“${clipTitle(text)}” is taken for a text that replies must equal`;
  if (knownTypes.has(name) && name !== "equals") {
    return `${cell}: for a check, write the type in small letters with a colon right behind it (“${name}: …”)`;
  }
  return /^[a-z]+-[a-z-]+$/.test(written) ? `${cell}: “${written}” is no check type` : null;
}

/** A future type of promptfoo's shows by its family or by a threshold in brackets: prose has neither. */
function isType(name: string, threshold: string | undefined): boolean {
  return (
    knownTypes.has(name) ||
    typeFamilies.test(name) ||
    (threshold !== undefined && typeof numberOr(threshold) === "number")
  );
}

/** Text where the brackets hold no number: the check then says so as an error. */
function numberOr(threshold: string): number | string {
  const text = threshold.trim();
  return text === "" || !Number.isFinite(Number(text)) ? text : Number(text);
}

/** Files are not read: a check of a type `file` cannot be evaluated, where `equals` would fail every reply. */
function fileType(path: string): string {
  return scriptFileTypes.find(({ ending }) => ending.test(path))?.type ?? "file";
}

function valueOf(name: string, rest: string): JsonValue {
  const { json = "none", splitsAtCommas = false } = cellForms.get(name) ?? {};
  if (splitsAtCommas) {
    const list = rest.startsWith("[") ? parseJsonValue(rest) : null;
    return Array.isArray(list) ? list : splitList(rest);
  }
  const isJson =
    json === "number" ||
    (json !== "none" && rest.startsWith("{")) ||
    (json === "object or list" && rest.startsWith("["));
  return isJson ? (parseJsonValue(rest) ?? rest) : rest;
}

function parseJsonValue(text: string): JsonValue | null {
  try {
    return jsonValueSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * The checks of one row with what promptfoo's `__config:`, `__metric` and `__threshold` columns say of them: a row's
 * threshold is one on the mean score of all its checks, which a set of checks has here.
 */
export function csvRowChecks(
  cell: (at: number | null) => string,
  columns: CsvColumns,
): { checks: Check[]; warnings: string[] } {
  const warnings: string[] = [];
  const checks: Check[] = [];
  const metric = cell(columns.metric).trim();
  for (const { at, number } of columns.checks) {
    const text = cell(at);
    if (text.trim() === "") continue;
    const check = parsePromptfooCheck(text);
    if (metric !== "") check["metric"] = metric;
    for (const option of columns.options.filter((one) => one.number === number)) {
      const value = cell(option.at).trim();
      if (value === "") continue;
      // A threshold that is no number stays as it is: the check then says so as an error.
      check[option.key] = option.key === "threshold" && Number.isFinite(Number(value)) ? Number(value) : value;
    }
    const doubt = promptfooCheckDoubt(text);
    if (doubt !== null) warnings.push(doubt);
    checks.push(check);
  }
  const threshold = cell(columns.threshold).trim();
  if (threshold === "") return { checks, warnings };
  const share = Number(threshold);
  if (checks.length === 0 || !(share > 0 && share <= 1)) {
    const why = checks.length === 0 ? "the row has no check" : "it is no number above 0 and up to 1";
    return { checks, warnings: [...warnings, `its __threshold “${threshold}” was left out: ${why}`] };
  }
  const set: Check = { type: "assert-set", threshold: share, assert: jsonValueSchema.parse(checks) };
  return { checks: [set], warnings: [...warnings, `its checks became a set, for its __threshold of ${threshold}`] };
}
