import stringWidth from "string-width";
import { showHidden } from "../../shared/rules/hidden-text.ts";

/** More marks on one letter than any writing has: such stacks reach into the lines above and below. */
const MAX_MARKS = 6;
/** No frame of ours is wider; a longer gap could push what follows to the start of the next row of the terminal. */
const MAX_GAP = 40;
const TAB = "    ";

const stacks = new RegExp(`(\\p{M}{${MAX_MARKS}})\\p{M}+`, "gu");
const gaps = new RegExp(`(?<=[^\\s\\u2800])[\\s\\u2800]{${MAX_GAP},}`, "gu");
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Text of anybody's as one line of a terminal, which cannot end the line, move the cursor or give a command. */
export function terminalLine(text: string): string {
  return showHidden(text).replaceAll("\n", " ⏎ ").replaceAll("\t", TAB).replace(stacks, "$1…").replace(gaps, " … ");
}

/** The same over several lines. Those after the first are indented, so that none can pass for one of ours. */
export function terminalBlock(text: string, indent: string): string {
  return showHidden(text)
    .split("\n")
    .map((line, at) => (at === 0 ? "" : indent) + terminalLine(line))
    .join("\n");
}

/** Fills a text up with spaces to so many columns, as a terminal counts them. */
export function padColumns(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** As much of a line as fits into so many columns. */
export function clipColumns(line: string, columns: number): string {
  if (line.length <= columns && columnsOf(line) <= columns) return line;
  let clipped = "";
  let used = 0;
  for (const { segment } of graphemes.segment(line)) {
    used += columnsOf(segment);
    if (used > columns) break;
    clipped += segment;
  }
  return clipped;
}

/** How many columns a text takes: two for wide characters and emoji, none for what combines with another. */
export function columnsOf(text: string): number {
  return stringWidth(terminalLine(text));
}
