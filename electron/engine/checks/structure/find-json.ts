import { locateFault } from "./json-fault.ts";

/** A list or an object within a text, from `start` up to but not including `end`. */
export interface JsonPlace {
  start: number;
  end: number;
}

/** So much of a long reply is looked at. */
const most = 1_000;

/**
 * The outermost JSON objects and lists in a text, in order, in one pass: where a candidate ends in a fault, what was
 * complete within it counts by itself, and the search goes on behind the fault.
 */
export function findJson(text: string): JsonPlace[] {
  const places: JsonPlace[] = [];
  let at = nextBracket(text, 0);
  while (at >= 0 && places.length < most) {
    const { end, complete } = locateFault(text, at);
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
