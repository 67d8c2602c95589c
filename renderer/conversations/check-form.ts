import {
  type CheckType,
  type JsonValue,
  sqlDialects,
  jsonValueSchema,
  type Check,
  checkSchema,
} from "../../shared/domain/check.ts";
import { assertNever } from "../../shared/errors.ts";

/** The value of a check as it is typed. */
interface TypedValue {
  field: CheckType["takes"];
  text: string;
  /** The upper end of a range, where `text` is the lower; the columns of SQL, where it is the tables. */
  max: string;
  /** The database of SQL; empty for the usual one. */
  dialect: string;
  /** Whether the JSON in `text` stands under `assert`, where the checks of a set do. */
  isAssert: boolean;
}

function noValue(field: CheckType["takes"]): TypedValue {
  return { field, text: "", max: "", dialect: "", isAssert: false };
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

function isLines(value: JsonValue): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => isText(item) && isLine(item));
}

function isText(value: JsonValue): value is string {
  return typeof value === "string" && value !== "";
}

function isLine(item: string): boolean {
  return item.trim() !== "" && !item.includes("\n");
}

/** Null where the fields cannot show all of it. */
function writeSql(value: JsonValue): TypedValue | null {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const { databaseType, allowedTables, allowedColumns, ...others } = value;
  const dialect = databaseType === undefined ? "" : (sqlDialects.find((known) => known === databaseType) ?? null);
  const tables = writeLines(allowedTables);
  const columns = writeLines(allowedColumns);
  if (dialect === null || tables === null || columns === null) return null;
  if (Object.keys(others).length > 0 || Object.keys(value).length === 0) return null;
  return { ...noValue("sql"), dialect, text: tables, max: columns };
}

function readSql(tables: string, columns: string, dialect: string): JsonValue | undefined {
  const allowedTables = linesOf(tables);
  const allowedColumns = linesOf(columns);
  if (dialect === "" && allowedTables.length === 0 && allowedColumns.length === 0) return undefined;
  return {
    ...(dialect !== "" && { databaseType: dialect }),
    ...(allowedTables.length > 0 && { allowedTables }),
    ...(allowedColumns.length > 0 && { allowedColumns }),
  };
}

function writeLines(value: JsonValue | undefined): string | null {
  if (value === undefined) return "";
  return isLines(value) ? value.join("\n") : null;
}

type ReadValue = { value: JsonValue | undefined } | { problem: string };

function writeValue(takes: CheckType["takes"], value: JsonValue | undefined): TypedValue {
  if (value === undefined) return noValue(takes);
  const asJson = { ...noValue("json"), text: JSON.stringify(value, null, 2) };
  switch (takes) {
    case "text":
      if (isLines(value)) return { ...noValue("texts"), text: value.join("\n") };
      return isText(value) ? { ...noValue(takes), text: value } : asJson;
    case "pattern":
      return isText(value) ? { ...noValue(takes), text: value } : asJson;
    case "texts":
    case "paths":
      // One text with commas between its items stays one.
      if (isText(value)) return { ...noValue("text"), text: value };
      return isLines(value) ? { ...noValue(takes), text: value.join("\n") } : asJson;
    case "number":
      return typeof value === "number" ? { ...noValue("number"), text: String(value) } : asJson;
    case "range":
      return writeRange(value) ?? asJson;
    case "schema":
      if (typeof value !== "string") return { ...asJson, field: "schema" };
      // A text that is JSON would come back as what it says.
      return value.trim() !== "" && !isJson(value) ? { ...noValue("schema"), text: value } : asJson;
    case "sql":
      return writeSql(value) ?? asJson;
    case "checks":
    case "json":
    case "nothing":
      return asJson;
    default:
      return assertNever(takes);
  }
}

function readValue({ field, text, max, dialect }: TypedValue): ReadValue {
  switch (field) {
    case "nothing":
    case "checks":
      return { value: undefined };
    case "text":
    case "pattern":
      return { value: text === "" ? undefined : text };
    case "texts":
    case "paths": {
      const lines = linesOf(text);
      return { value: lines.length === 0 ? undefined : lines };
    }
    case "number":
      return readNumber(text);
    case "range":
      return readRange(text, max);
    case "sql":
      return { value: readSql(text, max, dialect) };
    case "schema":
      return text.trim() !== "" && !isJson(text) ? { value: text } : readJson(text);
    case "json":
      return readJson(text);
    default:
      return assertNever(field);
  }
}

function writeRange(value: JsonValue): TypedValue | null {
  if (typeof value === "number") return { ...noValue("range"), text: String(value), max: String(value) };
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const { min, max, ...others } = value;
  const isEnd = (end: JsonValue | undefined) => end === undefined || typeof end === "number";
  if (!isEnd(min) || !isEnd(max) || Object.keys(others).length > 0 || (min ?? max) === undefined) return null;
  return { ...noValue("range"), text: String(min ?? ""), max: String(max ?? "") };
}

function readNumber(text: string): { value: number | undefined } | { problem: string } {
  if (text.trim() === "") return { value: undefined };
  const value = Number(text);
  return Number.isFinite(value) ? { value } : { problem: `“${text}” is not a number.` };
}

function readRange(text: string, max: string): ReadValue {
  const from = readNumber(text);
  const to = readNumber(max);
  if ("problem" in from) return from;
  if ("problem" in to) return to;
  if (from.value === undefined && to.value === undefined) return { value: undefined };
  if (from.value !== undefined && from.value === to.value) return { value: from.value };
  return {
    value: { ...(from.value !== undefined && { min: from.value }), ...(to.value !== undefined && { max: to.value }) },
  };
}

function isJson(text: string): boolean {
  return "value" in readJson(text);
}

function readJson(text: string): ReadValue {
  if (text.trim() === "") return { value: undefined };
  try {
    return { value: jsonValueSchema.parse(JSON.parse(text)) };
  } catch {
    return { problem: "This is not JSON." };
  }
}

/** What any check may have in addition to its value, as it is typed; empty: it says nothing. */
interface CheckOptions {
  threshold: string;
  weight: string;
  metric: string;
}

const noCheckOptions: CheckOptions = { threshold: "", weight: "", metric: "" };

export function hasOptions({ threshold, weight, metric }: CheckOptions): boolean {
  return threshold !== "" || weight !== "" || metric !== "";
}

/** `rest` is what the fields cannot show as it is, kept as it came. */
function writeOptions(others: Record<string, JsonValue>): {
  options: CheckOptions;
  rest: Record<string, JsonValue>;
} {
  const { threshold, weight, metric, ...rest } = others;
  const options = { ...noCheckOptions };
  if (typeof threshold === "number") options.threshold = String(threshold);
  else if (threshold !== undefined) rest["threshold"] = threshold;
  if (typeof weight === "number") options.weight = String(weight);
  else if (weight !== undefined) rest["weight"] = weight;
  if (typeof metric === "string" && metric !== "" && metric.trim() === metric) options.metric = metric;
  else if (metric !== undefined) rest["metric"] = metric;
  return { options, rest };
}

function readOptions({
  threshold,
  weight,
  metric,
}: CheckOptions): { options: Record<string, JsonValue> } | { problem: string } {
  const options: Record<string, JsonValue> = {};
  for (const [name, text] of Object.entries({ threshold, weight })) {
    if (text.trim() === "") continue;
    const value = Number(text);
    if (!Number.isFinite(value)) return { problem: `The ${name} “${text}” is not a number.` };
    options[name] = value;
  }
  if (metric.trim() !== "") options["metric"] = metric.trim();
  return { options };
}

/** A check as it is typed. What the fields cannot show is edited as JSON, so that nothing is lost. */
export interface CheckForm extends TypedValue {
  formKey: string;
  /** Without `not-`. */
  type: string;
  negated: boolean;
  options: CheckOptions;
  /** The checks of a set. */
  nested: CheckForm[];
  /** Other properties, kept as they came. */
  more: Record<string, JsonValue>;
}

let formKeysMade = 0;
export function newFormKey(): string {
  return `form-${++formKeysMade}`;
}

export function toCheckForm({ type, value, ...others }: Check, types: readonly CheckType[]): CheckForm {
  const isListed = (name: string) => types.some((known) => known.type === name);
  const negated = !isListed(type) && type.startsWith("not-") && isListed(type.slice(4));
  const base = negated ? type.slice(4) : type;
  const known = types.find((one) => one.type === base);
  const takes = known?.takes ?? (value === undefined ? "nothing" : "json");
  const { options, rest } = writeOptions(others);
  const form = { formKey: newFormKey(), type: base, negated, options, nested: [], more: rest };
  if (takes !== "checks" || value !== undefined) return { ...form, ...writeValue(takes, value) };
  const { assert, ...more } = rest;
  const nested = assert === undefined ? [] : nestedForms(assert, types);
  // A list that is none of checks is edited as the JSON it is.
  if (nested === null)
    return { ...form, ...noValue("json"), text: JSON.stringify(assert, null, 2), isAssert: true, more };
  return { ...form, ...noValue("checks"), nested, more };
}

/** The same check as another type; what was typed stays where the new type can take it. */
export function withType(form: CheckForm, type: CheckType): CheckForm {
  const isText = (field: CheckForm["field"]) => field === "text" || field === "texts" || field === "pattern";
  const keep = form.field === type.takes || (isText(form.field) && isText(type.takes));
  const typed = keep ? { ...form, field: type.takes } : noValue(type.takes);
  const options = type.threshold === null ? { ...form.options, threshold: noCheckOptions.threshold } : form.options;
  return { ...form, ...typed, type: type.type, options };
}

/** The check that the form describes, or why its value cannot be read. */
export function readCheckForm(form: CheckForm): { check: Check } | { problem: string } {
  const type = form.negated ? `not-${form.type}` : form.type;
  const read = form.field === "checks" ? readNested(form.nested) : readValue(form);
  if ("problem" in read) return read;
  const options = readOptions(form.options);
  if ("problem" in options) return options;
  const key = form.field === "checks" || form.isAssert ? "assert" : "value";
  return { check: { type, ...(read.value !== undefined && { [key]: read.value }), ...form.more, ...options.options } };
}

/** Null where the list holds something that the fields would not give back as it is. */
function nestedForms(assert: JsonValue, types: readonly CheckType[]): CheckForm[] | null {
  if (!Array.isArray(assert) || assert.length === 0) return null;
  const forms: CheckForm[] = [];
  for (const item of assert) {
    const read = checkSchema.safeParse(item);
    if (!read.success || read.data.type.endsWith("assert-set") || !hasSameType(read.data, item)) return null;
    forms.push(toCheckForm(read.data, types));
  }
  return forms;
}

/** Reading a check trims its type, which only editing should change. */
function hasSameType(check: Check, item: JsonValue): boolean {
  return typeof item === "object" && item !== null && !Array.isArray(item) && item["type"] === check.type;
}

function readNested(nested: readonly CheckForm[]): { value: JsonValue | undefined } | { problem: string } {
  const checks: JsonValue[] = [];
  for (const [at, form] of nested.entries()) {
    const read = readCheckForm(form);
    if ("problem" in read) return { problem: `Check ${at + 1} of the set: ${read.problem}` };
    checks.push(read.check);
  }
  return { value: checks.length === 0 ? undefined : checks };
}
