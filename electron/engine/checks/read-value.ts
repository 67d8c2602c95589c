import type { JsonValue, Check } from "../../../shared/domain/check.ts";
import { quote } from "./message-text.ts";

const item = /\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))(?:,|$)/gy;

/**
 * The items of a comma separated text, trimmed, without empty ones. An item in double quotes may hold commas;
 * a quote inside it is doubled, as in CSV. Source: promptfoo's documentation of contains-any.
 */
export function splitList(text: string): string[] {
  const items: string[] = [];
  item.lastIndex = 0;
  while (item.lastIndex < text.length) {
    const found = item.exec(text);
    if (!found) break;
    const content = found[1]?.replaceAll('""', '"') ?? found[2]?.trim() ?? "";
    if (content !== "") items.push(content);
  }
  return items;
}

/** A value in the form a check works with; or what form it needs; or what else is wrong with it. */
export type ReadResult<V> = { value: V } | { needs: string } | { problem: string };

/** Both ends inclusive; at least one of them is given. */
export interface CountRange {
  min: number | null;
  max: number | null;
}

export function readText(value: JsonValue): ReadResult<string> {
  if (value === "") return { needs: "a text that is not empty" };
  const text = asText(value);
  return text === null ? { needs: "a text" } : { value: text };
}

/** A list, or one text with commas between the items. */
export function readTexts(value: JsonValue): ReadResult<string[]> {
  const items = typeof value === "string" ? splitList(value) : value;
  if (!Array.isArray(items)) return { needs: "a list of texts" };
  if (items.length === 0) return { needs: "at least one text" };
  const texts = items.map(asText).filter((text): text is string => text !== null && text !== "");
  return texts.length === items.length ? { value: texts } : { needs: "a list of texts of which none is empty" };
}

/** A limit from 0 up. */
export function readLimit(value: JsonValue): ReadResult<number> {
  return isLimit(value) ? { value } : { needs: "a number from 0 up" };
}

export function readCountLimit(value: JsonValue): ReadResult<number> {
  return isCount(value) ? { value } : { needs: "a whole number from 0 up" };
}

export function readCountRange(value: JsonValue): ReadResult<CountRange> {
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

export function readNothing(value: JsonValue): ReadResult<null> {
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

/** A score from 0 to 1 that a check has to reach; `fallback` where the check says nothing. */
export function readScoreThreshold(check: Check, fallback: number): ReadResult<number> {
  const { threshold = null } = check;
  if (threshold === null) return { value: fallback };
  if (typeof threshold === "number" && threshold >= 0 && threshold <= 1) return { value: threshold };
  return { problem: `“threshold” must be a number from 0 to 1, but is ${describeValue(threshold)}` };
}

/** Three digits, without a rounding that would put a score on the other side of what it is held against. */
export function formatScore(score: number, threshold: number): string {
  const rounded = Number(score.toFixed(3));
  return rounded >= threshold === score >= threshold ? String(rounded) : String(Number(score.toPrecision(12)));
}

/**
 * What is wrong with what any check may carry beside its value, or null. `weight` counts in a set and, as 0, takes the
 * check's say in the reply away; `metric` names it in summaries. Source: promptfoo's documentation of assertions.
 */
export function optionsProblem(check: Check): string | null {
  const { weight = null, metric = null, transform } = check;
  // A check on a transformed reply would be about another text than this one.
  if (transform !== undefined) return "checks with “transform” cannot be evaluated";
  if (weight !== null && !(typeof weight === "number" && Number.isFinite(weight) && weight >= 0)) {
    return `“weight” must be a number from 0 up, but is ${describeValue(weight)}`;
  }
  if (metric !== null && !(typeof metric === "string" && metric.trim() !== "")) {
    return `“metric” must be a name, but is ${describeValue(metric)}`;
  }
  return null;
}

/** The check's weight; 1 where it says nothing. Only for checks whose options have no problem. */
export function weightOf(check: Check): number {
  return typeof check["weight"] === "number" ? check["weight"] : 1;
}
