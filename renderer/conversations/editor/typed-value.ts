import type { CheckType, JsonValue } from "../../../shared/domain/check.ts";

/** The value of a check as it is typed. */
export interface TypedValue {
  field: CheckType["takes"];
  text: string;
  /** The upper end of a range, where `text` is the lower; the columns of SQL, where it is the tables. */
  max: string;
  /** The database of SQL; empty for the usual one. */
  dialect: string;
  /** Whether the JSON in `text` stands under `assert`, where the checks of a set do. */
  isAssert: boolean;
}

export function noValue(field: CheckType["takes"]): TypedValue {
  return { field, text: "", max: "", dialect: "", isAssert: false };
}

export function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

export function isLines(value: JsonValue): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => isText(item) && isLine(item));
}

export function isText(value: JsonValue): value is string {
  return typeof value === "string" && value !== "";
}

function isLine(item: string): boolean {
  return item.trim() !== "" && !item.includes("\n");
}
