import { isDeepStrictEqual } from "node:util";
import type { JsonValue } from "../../../../shared/domain/check.ts";
import { defineKind, type Finding } from "../check-kind.ts";
import { findJsonFault } from "../structure/json-syntax.ts";
import { quote, quoteAround } from "../message-text.ts";
import type { ReadResult } from "../read-value.ts";

type Wanted = { text: string } | { json: JsonValue };

/** A list or an object is compared with what the reply says as JSON, as promptfoo does. */
export const equals = defineKind<Wanted>({
  type: "equals",
  summary: "The whole reply is this text, character for character.",
  takes: "text",
  example: "Yes.",
  read(value): ReadResult<Wanted> {
    if (typeof value === "string") return { value: { text: value } };
    if (typeof value === "number") return { value: { text: String(value) } };
    return value !== null && typeof value === "object" ? { value: { json: value } } : { needs: "a text" };
  },
  find: (wanted, { text }) => ("text" in wanted ? compareTexts(text, wanted.text) : compareJson(text, wanted.json)),
});

function compareTexts(text: string, wanted: string): Finding {
  if (text === wanted) return { passed: true, actual: text === "" ? "the reply is empty" : `equals ${quote(wanted)}` };
  if (text === "") return { passed: false, actual: `the reply is empty, wanted ${quote(wanted)}` };
  if (text.trim() === wanted.trim()) {
    return { passed: false, actual: "differs only in the spaces or line breaks at its ends" };
  }
  let at = 0;
  while (at < text.length && text[at] === wanted[at]) at += 1;
  if (at === 0) return { passed: false, actual: `found ${quote(text, 60)}, wanted ${quote(wanted, 60)}` };
  if (at === text.length) {
    return { passed: false, actual: `ends early, at character ${at}: wanted ${quoteAround(wanted, at, 1)}` };
  }
  if (at === wanted.length)
    return { passed: false, actual: `goes on after the wanted text: ${quoteAround(text, at, 1)}` };
  const actual = `differs from character ${at + 1}: found ${quoteAround(text, at, 1)}, wanted ${quoteAround(wanted, at, 1)}`;
  return { passed: false, actual };
}

function compareJson(text: string, wanted: JsonValue): Finding {
  const fault = findJsonFault(text);
  if (fault !== null) return { passed: false, actual: `not JSON: ${fault}` };
  const passed = isDeepStrictEqual(JSON.parse(text), wanted);
  return { passed, actual: passed ? "equals the wanted JSON" : `is other JSON than wanted: ${quote(text.trim())}` };
}
