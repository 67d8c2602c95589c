import { quote } from "../message-text.ts";

const whitespace = /[ \t\n\r]*/y;
const stringToken = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/;
const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?/;
const token = new RegExp(`[{}[\\],:]|${stringToken.source}|${numberToken.source}|true|false|null`, "y");

/** What a parser looks for next: a value, the first of a list or object, or what may follow. */
type Expecting = "value" | "value or ]" | "key" | "key or }" | ":" | "after value";

/**
 * Why a text is not JSON, with the place, or null where it is. The engine's own message often leaves the place out
 * and changes from one release to the next. Grammar: RFC 8259.
 */
export function findJsonFault(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    if (text.trim() === "") return "the reply is empty";
    const { at, expected } = locateFirstFault(text);
    const lines = text.slice(0, at).split("\n");
    const place = `line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
    const found = at >= text.length ? "the reply ends" : `found ${quote(text.slice(at, at + 60), 24)}`;
    const fence = /^\s*```/.test(text) ? " (it stands in a Markdown code fence)" : "";
    return `expected ${expected} at ${place}, but ${found}${fence}`;
  }
}

function locateFirstFault(text: string): { at: number; expected: string } {
  const open: string[] = [];
  let expecting: Expecting = "value";
  let at = 0;
  for (;;) {
    at = skipSpace(text, at);
    const found = tokenAt(text, at);
    const next = step(expecting, found, open);
    if (next === null) return { at, expected: formatExpecting(expecting, open.at(-1)) };
    expecting = next;
    at += found.length;
  }
}

/**
 * Reads the list or object that begins at `start`. `complete` has it alone where it is whole; else the outermost lists
 * and objects in it that are. `end` is where it ends, or where it goes wrong.
 */
function scanJson(text: string, start: number): { end: number; complete: { start: number; end: number }[] } {
  const open: string[] = [];
  const starts: number[] = [];
  const complete: { start: number; end: number }[] = [];
  let expecting: Expecting = "value";
  let at = start;
  for (;;) {
    at = skipSpace(text, at);
    const found = tokenAt(text, at);
    const next = step(expecting, found, open);
    if (next === null) return { end: at, complete };
    expecting = next;
    if (open.length > starts.length) starts.push(at);
    at += found.length;
    if (open.length === starts.length) continue;
    const began = starts.pop() ?? start;
    while (complete.length > 0 && (complete.at(-1)?.start ?? 0) > began) complete.pop();
    complete.push({ start: began, end: at });
    if (open.length === 0) return { end: at, complete };
  }
}

function tokenAt(text: string, at: number): string {
  token.lastIndex = at;
  return token.exec(text)?.[0] ?? "";
}

/** Takes one token; null where it does not fit. */
function step(expecting: Expecting, found: string, open: string[]): Expecting | null {
  const inside = open.at(-1);
  if (found === "") return null;
  if ((found === "]" && expecting === "value or ]") || (found === "}" && expecting === "key or }")) {
    open.pop();
    return "after value";
  }
  if (expecting === ":") return found === ":" ? "value" : null;
  if (expecting === "key" || expecting === "key or }") return found.startsWith('"') ? ":" : null;
  if (expecting === "after value") {
    if (found === "," && inside !== undefined) return inside === "{" ? "key" : "value";
    if ((found !== "]" || inside !== "[") && (found !== "}" || inside !== "{")) return null;
    open.pop();
    return "after value";
  }
  if (found === "{" || found === "[") {
    open.push(found);
    return found === "{" ? "key or }" : "value or ]";
  }
  return /^[\]},:]$/.test(found) ? null : "after value";
}

function formatExpecting(expecting: Expecting, inside: string | undefined): string {
  switch (expecting) {
    case "value":
      return "a JSON value";
    case "value or ]":
      return "a JSON value or “]”";
    case "key":
      return "a key in double quotes";
    case "key or }":
      return "a key in double quotes or “}”";
    case ":":
      return "“:”";
    case "after value":
      return inside === undefined ? "nothing more" : `“,” or “${inside === "{" ? "}" : "]"}”`;
  }
}

function skipSpace(text: string, at: number): number {
  whitespace.lastIndex = at;
  return at + (whitespace.exec(text)?.[0].length ?? 0);
}

/** A list or an object within a text, from `start` up to but not including `end`. */
interface JsonPlace {
  start: number;
  end: number;
}

/** So much of a long reply is looked at. */
const MAX_JSON_PLACES = 1_000;

/**
 * The outermost JSON objects and lists in a text, in order, in one pass: where a candidate ends in a fault, what was
 * complete within it counts by itself, and the search goes on behind the fault.
 */
export function findJson(text: string): JsonPlace[] {
  const places: JsonPlace[] = [];
  let at = nextBracket(text, 0);
  while (at >= 0 && places.length < MAX_JSON_PLACES) {
    const { end, complete } = scanJson(text, at);
    places.push(...complete);
    // A fault can stand at the candidate itself only behind its bracket, so this always moves on.
    at = nextBracket(text, Math.max(end, at + 1));
  }
  return places;
}

function nextBracket(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) if (text[at] === "{" || text[at] === "[") return at;
  return -1;
}
