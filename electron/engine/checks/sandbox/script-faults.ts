import { pointAt } from "../point-at.ts";
import type { Realm, Value } from "./script-realm.ts";
import { scriptName } from "./script-realm.ts";
import { linesBefore } from "./script-shape.ts";

export const outOfMemory = "stopped: the script took more than 32 MB of memory";

/** What is wrong with how a script is written, with line and column. */
export function grammarText(realm: Realm, thrown: Value, source: string): string {
  const place = placeIn(field(realm, thrown, "stack"), source);
  const message = field(realm, thrown, "message");
  if (!place || field(realm, thrown, "name") !== "SyntaxError") return faultText(realm, thrown, source);
  const line = source.split("\n")[place.line - 1] ?? "";
  // Columns count characters, as the interpreter does, not UTF-16 units.
  const before = Array.from(line)
    .slice(0, place.column - 1)
    .join("").length;
  return `line ${place.line}, column ${place.column}: ${said(message, place.atEnd)}, ${pointAt(line, before)}`;
}

/** At the end the interpreter names what is put round the script, which the person did not write. */
function said(message: string, atEnd: boolean): string {
  if (message === "stack overflow") return "this nests too deep";
  return atEnd ? "something is missing at the end, or a bracket is one too many" : message;
}

/** What a script threw, in words, with the line of the script where it tells one. */
export function faultText(realm: Realm, thrown: Value, source: string): string {
  const kind = realm.kindOf(thrown);
  if (kind !== "object") {
    // With no memory left for an error, the interpreter throws null.
    if (kind === "null" && realm.isFull()) return outOfMemory;
    return `the script threw ${realm.text(thrown) ?? `a ${kind}`}`;
  }
  const name = field(realm, thrown, "name");
  const message = field(realm, thrown, "message");
  if (name === "InternalError" && message === "out of memory") return outOfMemory;
  if (message === "stack overflow") return "stopped: the script calls or nests too deep";
  const place = placeIn(field(realm, thrown, "stack"), source);
  const what = name === "" || message === "" ? message || name || "an object was thrown" : `${name}: ${message}`;
  return `the script failed${place ? ` at line ${place.line}` : ""}: ${what}`;
}

function field(realm: Realm, of: Value, name: string): string {
  const read = realm.get(of, name);
  if (!("value" in read)) return "";
  return realm.kindOf(read.value) === "string" ? (realm.text(read.value) ?? "") : "";
}

interface Place {
  line: number;
  column: number;
  atEnd: boolean;
}

/** The innermost place of a stack, in lines and columns of the script from 1. */
function placeIn(stack: string, source: string): Place | null {
  const found = new RegExp(`${scriptName.replace(".", "\\.")}:(\\d+):(\\d+)`).exec(stack);
  if (!found) return null;
  const lines = source.split("\n");
  const line = Number(found[1]) - linesBefore;
  // What is put round the script: a fault found there is one of its end, or of its start.
  if (line < 1) return { line: 1, column: 1, atEnd: false };
  if (line > lines.length)
    return { line: lines.length, column: Array.from(lines.at(-1) ?? "").length + 1, atEnd: true };
  return { line, column: Number(found[2]), atEnd: false };
}
