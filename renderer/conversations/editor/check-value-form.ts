import { assertNever } from "../../../shared/assert-never.ts";
import { type CheckType, type JsonValue, jsonValueSchema } from "../../../shared/domain/check.ts";
import { readSql, writeSql } from "./check-sql-form.ts";
import { isLines, isText, linesOf, noValue, type TypedValue } from "./typed-value.ts";

export type ReadValue = { value: JsonValue | undefined } | { problem: string };

export function writeValue(takes: CheckType["takes"], value: JsonValue | undefined): TypedValue {
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

export function readValue({ field, text, max, dialect }: TypedValue): ReadValue {
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
