/** How the lines of a text end, for the most part. */
export type LineEnd = "\n" | "\r\n";

/**
 * A text as lines that can be held against those of another text whatever their line ends are: a line that ends as most
 * of its text do says so, so that a change of all line ends changes no line.
 */
export interface TextLines {
  /** Each with a sign before it for how it ends: see `signs`. */
  lines: string[];
  end: LineEnd;
  /** Whether the last line ends at all. True of an empty text. */
  ended: boolean;
}

/** "=" ends as most lines do. */
const signs = { "\n": "n", "\r\n": "r" } as const;

/** Every text comes back from `joinLines` byte for byte. */
export function splitLines(text: string): TextLines {
  const parts = text.split("\n");
  const ended = parts.at(-1) === "";
  if (ended) parts.pop();
  // The last line without an end has none to count.
  const closed = ended ? parts : parts.slice(0, -1);
  const crlf = closed.filter((line) => line.endsWith("\r")).length;
  const end: LineEnd = crlf * 2 > closed.length ? "\r\n" : "\n";
  const lines = parts.map((line, at) => {
    if (at === closed.length) return `=${line}`;
    const own: LineEnd = line.endsWith("\r") ? "\r\n" : "\n";
    const content = own === "\r\n" ? line.slice(0, -1) : line;
    return `${own === end ? "=" : signs[own]}${content}`;
  });
  return { lines, end, ended };
}

/** The text of lines, the last one with its end as well. */
export function joinLines(lines: readonly string[], end: LineEnd): string {
  return lines.map((line) => line.slice(1) + endOf(line, end)).join("");
}

/** A text without the end of its last line. */
export function withoutLastEnd(text: string): string {
  return text.replace(/\r?\n$/, "");
}

function endOf(line: string, usual: LineEnd): LineEnd {
  if (line.startsWith(signs["\n"])) return "\n";
  return line.startsWith(signs["\r\n"]) ? "\r\n" : usual;
}
