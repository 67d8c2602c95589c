const longest = 118;
const longestMatch = 60;
const beside = 25;

/** On one line, without characters that a terminal would obey; at most `most` UTF-16 units. */
export function clip(text: string, most: number = longest): string {
  return text.length <= most ? printable(text) : `${printable(cut(text, 0, most - 1)).trimEnd()}…`;
}

/** The text in quotation marks, at most 120 UTF-16 units in all. */
export function quote(text: string, most: number = longest): string {
  return `“${clip(text, most)}”`;
}

/** The part of `text` from `at` with a little of what stands round it, in quotation marks, at most 120 units in all. */
export function quoteAround(text: string, at: number, length: number): string {
  const end = at + length;
  const from = Math.max(0, at - beside);
  const to = Math.min(text.length, end + beside);
  let before = cut(text, from, at);
  let after = cut(text, end, to);
  if (from > 0) before = `…${before.replace(/^\S*\s+(?=.)/su, "")}`;
  if (to < text.length) after = `${after.replace(/(?<=.)\s+\S*$/su, "")}…`;
  return `“${printable(before)}${clip(text.slice(at, end), longestMatch)}${printable(after)}”`;
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
