import { isDeepStrictEqual } from "node:util";
import type { JsonValue } from "../../../../shared/domain/check.ts";
import { defineKind, type Finding } from "../check-kind.ts";
import { findJsonFault } from "../structure/json-fault.ts";
import { quote, quoteAround } from "../quote.ts";
import type { Read } from "../read-value.ts";

type Wanted = { text: string } | { json: JsonValue };

/** A list or an object is compared with what the reply says as JSON, as promptfoo does. */
export const equals = defineKind<Wanted>({
  type: "equals",
  summary: "The whole reply is this text, character for character.",
  takes: "text",
  example: "Yes.",
  read(value): Read<Wanted> {
    if (typeof value === "string") return { value: { text: value } };
    if (typeof value === "number") return { value: { text: String(value) } };
    return value !== null && typeof value === "object" ? { value: { json: value } } : { needs: "a text" };
  },
  find: (wanted, { text }) => ("text" in wanted ? compareTexts(text, wanted.text) : compareJson(text, wanted.json)),
});

function compareTexts(text: string, wanted: string): Finding {
  if (text === wanted) return { holds: true, found: text === "" ? "the reply is empty" : `equals ${quote(wanted)}` };
  if (text === "") return { holds: false, found: `the reply is empty, wanted ${quote(wanted)}` };
  if (text.trim() === wanted.trim()) {
    return { holds: false, found: "differs only in the spaces or line breaks at its ends" };
  }
  let at = 0;
  while (at < text.length && text[at] === wanted[at]) at += 1;
  if (at === 0) return { holds: false, found: `found ${quote(text, 60)}, wanted ${quote(wanted, 60)}` };
  if (at === text.length) {
    return { holds: false, found: `ends early, at character ${at}: wanted ${quoteAround(wanted, at, 1)}` };
  }
  if (at === wanted.length)
    return { holds: false, found: `goes on after the wanted text: ${quoteAround(text, at, 1)}` };
  const found = `differs from character ${at + 1}: found ${quoteAround(text, at, 1)}, wanted ${quoteAround(wanted, at, 1)}`;
  return { holds: false, found };
}

function compareJson(text: string, wanted: JsonValue): Finding {
  const fault = findJsonFault(text);
  if (fault !== null) return { holds: false, found: `not JSON: ${fault}` };
  const holds = isDeepStrictEqual(JSON.parse(text), wanted);
  return { holds, found: holds ? "equals the wanted JSON" : `is other JSON than wanted: ${quote(text.trim())}` };
}
