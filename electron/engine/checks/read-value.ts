import type { JsonValue } from "../../../shared/domain/check.ts";
import { quote } from "./quote.ts";
import { splitList } from "./split-list.ts";

/** A value in the form a check works with; or what form it needs; or what else is wrong with it. */
export type Read<V> = { value: V } | { needs: string } | { problem: string };

/** Both ends inclusive; at least one of them is given. */
export interface Range {
  min: number | null;
  max: number | null;
}

export function readText(value: JsonValue): Read<string> {
  if (value === "") return { needs: "a text that is not empty" };
  const text = asText(value);
  return text === null ? { needs: "a text" } : { value: text };
}

/** A list, or one text with commas between the items. */
export function readTexts(value: JsonValue): Read<string[]> {
  const items = typeof value === "string" ? splitList(value) : value;
  if (!Array.isArray(items)) return { needs: "a list of texts" };
  if (items.length === 0) return { needs: "at least one text" };
  const texts = items.map(asText).filter((text): text is string => text !== null && text !== "");
  return texts.length === items.length ? { value: texts } : { needs: "a list of texts of which none is empty" };
}

/** A limit from 0 up. */
export function readLimit(value: JsonValue): Read<number> {
  return isLimit(value) ? { value } : { needs: "a number from 0 up" };
}

export function readCountLimit(value: JsonValue): Read<number> {
  return isCount(value) ? { value } : { needs: "a whole number from 0 up" };
}

export function readCountRange(value: JsonValue): Read<Range> {
  if (isCount(value)) return { value: { min: value, max: value } };
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return { needs: "a whole number from 0 up, or {min, max} with one or both" };
  }
  const { min = null, max = null, ...others } = value;
  const other = Object.keys(others)[0];
  if (other !== undefined) return { problem: `the value has ${quote(other, 36)}; it can have min and max only` };
  if (min === null && max === null) return { problem: "the value has neither min nor max" };
  if ((min !== null && !isCount(min)) || (max !== null && !isCount(max))) {
    return { problem: "min and max must be whole numbers from 0 up" };
  }
  if (min !== null && max !== null && min > max) return { problem: `min (${min}) is greater than max (${max})` };
  return { value: { min, max } };
}

export function readNothing(value: JsonValue): Read<null> {
  return value === null ? { value: null } : { problem: `takes no value, but has ${describeValue(value)}` };
}

/** The value in a few words, for messages. */
export function describeValue(value: JsonValue): string {
  if (value === null) return "none";
  if (typeof value === "string") return value === "" ? "an empty text" : `the text ${quote(value, 36)}`;
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  return typeof value === "object" ? "an object" : String(value);
}

/** Numbers count as their text: a table or YAML file turns `contains: 42` into one. */
function asText(value: JsonValue): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : null;
}

function isLimit(value: JsonValue): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isCount(value: JsonValue): value is number {
  return isLimit(value) && Number.isSafeInteger(value);
}
