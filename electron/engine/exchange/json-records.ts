import { messageOf } from "../../../shared/message-of.ts";
import { unreadable } from "./decode.ts";
import type { Place } from "./collector.ts";

export type JsonEntry = { ok: true; value: unknown; place: Place } | { ok: false; reason: string; place: Place };

// Far beyond any real check's value; recursion over what passes it cannot exhaust the stack.
const maxDepth = 64;

/**
 * The JSON values of a file: the items of one list, one value, or one value a line.
 * A broken line becomes an entry with its reason; `whole` says that lines will not do, as for .json files.
 * Throws a Problem when the text has to be one JSON value and is not.
 */
export function jsonEntries(name: string, text: string, whole: boolean): JsonEntry[] {
  const parsed = parseJson(text);
  if (parsed.ok && Array.isArray(parsed.value)) {
    const lines = itemLines(text);
    return parsed.value.map((value: unknown, at) => entry(value, { line: lines[at] ?? null, item: at + 1 }));
  }
  if (parsed.ok) return [entry(parsed.value, { line: firstLine(text), item: null })];
  if (whole && !firstLineIsObject(text)) {
    throw unreadable(name, `is not valid JSON: ${parsed.reason}. Mend it there and import it again.`);
  }
  return lineEntries(text);
}

function lineEntries(text: string): JsonEntry[] {
  const entries: JsonEntry[] = [];
  text.split(/\r\n|\n|\r/).forEach((line, at) => {
    if (line.trim() === "") return;
    const place = { line: at + 1, item: null };
    const parsed = parseJson(line);
    entries.push(
      parsed.ok ? entry(parsed.value, place) : { ok: false, reason: `not valid JSON: ${parsed.reason}`, place },
    );
  });
  return entries;
}

function entry(value: unknown, place: Place): JsonEntry {
  return deeperThan(value, maxDepth)
    ? { ok: false, reason: `nested more than ${maxDepth} levels deep`, place }
    : { ok: true, value, place };
}

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => deeperThan(inner, levels - 1));
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false; reason: string } {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    return { ok: false, reason: messageOf(error) };
  }
}

function firstLineIsObject(text: string): boolean {
  const line = /\S[^\r\n]*/.exec(text)?.[0] ?? "";
  return line.startsWith("{") && parseJson(line).ok;
}

function firstLine(text: string): number {
  return countLines(text.slice(0, text.search(/\S/))) + 1;
}

function countLines(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

const quote = 0x22;
const backslash = 0x5c;

/** The line on which each item of a list starts. The text is known to be a valid JSON list. */
function itemLines(text: string): number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let waiting = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) line += 1;
    if (code <= 0x20) continue;
    const char = text[at];
    if (waiting && char !== "]") {
      lines.push(line);
      waiting = false;
    }
    if (code === quote) at = endOfString(text, at);
    else if (char === "[" || char === "{") {
      depth += 1;
      if (depth === 1) waiting = true;
    } else if (char === "]" || char === "}") depth -= 1;
    else if (char === "," && depth === 1) waiting = true;
  }
  return lines;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}
