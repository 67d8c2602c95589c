const MAX_QUOTE = 118;
const MAX_MATCH = 60;
const CONTEXT_UNITS = 25;

/** On one line, without characters that a terminal would obey; at most `most` UTF-16 units. */
export function clipText(text: string, most: number = MAX_QUOTE): string {
  return text.length <= most ? printable(text) : `${printable(cut(text, 0, most - 1)).trimEnd()}…`;
}

/** The text in quotation marks, at most 120 UTF-16 units in all. */
export function quote(text: string, most: number = MAX_QUOTE): string {
  return `“${clipText(text, most)}”`;
}

/** The part of `text` from `at` with a little of what stands round it, in quotation marks, at most 120 units in all. */
export function quoteAround(text: string, at: number, length: number): string {
  const end = at + length;
  const from = Math.max(0, at - CONTEXT_UNITS);
  const to = Math.min(text.length, end + CONTEXT_UNITS);
  let before = cut(text, from, at);
  let after = cut(text, end, to);
  if (from > 0) before = `…${before.replace(/^\S*\s+(?=.)/su, "")}`;
  if (to < text.length) after = `${after.replace(/(?<=.)\s+\S*$/su, "")}…`;
  return `“${printable(before)}${clipText(text.slice(at, end), MAX_MATCH)}${printable(after)}”`;
}

/** “a”, “b”, “c” and 4 more. */
export function quoteList(texts: readonly string[]): string {
  const shown = texts.slice(0, 3).map((text) => quote(text, 36));
  const rest = texts.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}

function printable(text: string): string {
  return text
    .replaceAll(/\r\n|[\n\r\u2028\u2029]/gu, "⏎")
    .replaceAll("\t", " ")
    .replaceAll(/\p{Cc}/gu, "\uFFFD")
    .toWellFormed();
}

/** Like slice, but never through the middle of a surrogate pair. */
function cut(text: string, from: number, to: number): string {
  const start = from > 0 && isLow(text.charCodeAt(from)) && isHigh(text.charCodeAt(from - 1)) ? from + 1 : from;
  const end = to < text.length && isHigh(text.charCodeAt(to - 1)) && isLow(text.charCodeAt(to)) ? to - 1 : to;
  return text.slice(start, Math.max(start, end));
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** What stands at a place in a text that a person wrote, in words: before “…”, or after “…” at its end. */
export function pointAt(text: string, at: number): string {
  if (at < text.length) return `before ${quote(text.slice(at, at + 24), 20)}`;
  const tail = text.slice(-16);
  return text === "" ? "in an empty text" : `after ${quote(tail.length < text.length ? `…${tail}` : tail, 20)}`;
}

/** The candidate that takes the fewest edits to reach, if that is few enough to be a slip of the keyboard. */
export function nearestSpelling(word: string, candidates: readonly string[]): string | null {
  const sought = word.toLowerCase().replaceAll(/[\s_]+/g, "-");
  let best: string | null = null;
  let fewest = Math.max(2, Math.floor(sought.length / 4)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - sought.length) >= fewest) continue;
    const edits = countEdits(sought, candidate);
    if (edits >= fewest) continue;
    fewest = edits;
    best = candidate;
  }
  return best;
}

/** Levenshtein distance. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
