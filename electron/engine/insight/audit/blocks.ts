/** A line of a prompt, and how it ends: `\n`, `\r\n`, `\r`, or nothing at the very end. */
export interface Line {
  text: string;
  end: string;
}

/** What stands in a prompt, lines by their places. `below` are the lines of what an item holds. */
export type Block =
  | { kind: "heading" }
  | { kind: "paragraph"; lines: number[] }
  | { kind: "whole"; own: number[]; below: number[] };

const HEADING = /^\s{0,3}#{1,6}(\s|$)/;
const ITEM = /^(\s*)(?:[-*+•–]|\d{1,3}[.)]|[a-z][.)])\s+\S/;
const FENCE = /^\s*(```|~~~)/;
const TAG = /^\s*<\/?[\w-]+(\s[^<>]*)?>\s*$/;
const ROW = /^\s*\|/;
const QUOTE = /^\s*>/;
/** A heading in bold, or a line that leads up to a list. */
const LEADS = /(^\s*(\*\*|__)[^*_]+(\*\*|__):?\s*$)|:\s*(\*\*|__)?\s*$/;

/** Reads a prompt as people write them: something like Markdown, never quite. */
export function readBlocks(text: string): { lines: Line[]; blocks: Block[] } {
  const lines = splitLines(text);
  const blocks: Block[] = [];
  const at = (line: number): string => lines[line]?.text ?? "";
  const blank = (line: number): boolean => line >= lines.length || at(line).trim() === "";
  const speaks = (line: number): boolean => /[\p{L}\p{N}]/u.test(at(line));
  const begins = (line: number): boolean =>
    [HEADING, ITEM, FENCE, TAG, ROW, QUOTE].some((pattern) => pattern.test(at(line))) || !speaks(line);

  let line = 0;
  while (line < lines.length) {
    const start = line;
    if (blank(line)) line += 1;
    else if (FENCE.test(at(line))) {
      const fence = FENCE.exec(at(line))?.[1] ?? "";
      line += 1;
      while (line < lines.length && !at(line).trim().startsWith(fence)) line += 1;
      line = Math.min(lines.length, line + 1);
      blocks.push({ kind: "whole", own: range(start, line), below: [] });
    } else if (HEADING.test(at(line)) || TAG.test(at(line)) || !speaks(line)) {
      // A ruler parts sections as a heading does; a line of signs below a text underlines it.
      blocks.push({ kind: "heading" });
      line += 1;
    } else if (ITEM.test(at(line))) {
      const indent = indentOf(at(line));
      line += 1;
      while (!blank(line) && !begins(line)) line += 1;
      const own = range(start, line);
      let end = line;
      // What is further in belongs to it, over empty lines too.
      while (end < lines.length && (blank(end) || indentOf(at(end)) > indent)) end += 1;
      while (end > line && blank(end - 1)) end -= 1;
      blocks.push({ kind: "whole", own, below: range(line, end) });
    } else if (ROW.test(at(line))) {
      const ruled = /^[\s|:-]+$/.test(at(line + 1)) && at(line + 1).includes("-");
      line += ruled ? 2 : 1;
      if (!ruled) blocks.push({ kind: "whole", own: [start], below: [] });
      while (ruled && ROW.test(at(line))) {
        blocks.push({ kind: "whole", own: [line], below: [] });
        line += 1;
      }
    } else if (QUOTE.test(at(line))) {
      blocks.push({ kind: "whole", own: [line], below: [] });
      line += 1;
    } else {
      line += 1;
      while (!blank(line) && !begins(line)) line += 1;
      const underlined = /^\s*(=+|-+)\s*$/.test(at(line)) && !blank(line);
      const own = range(start, line);
      const last = at(line - 1);
      if (underlined && own.length === 1) blocks.push({ kind: "heading" });
      else if (own.length === 1 && LEADS.test(last)) blocks.push({ kind: "heading" });
      else blocks.push({ kind: "paragraph", lines: LEADS.test(last) && own.length > 1 ? own.slice(0, -1) : own });
    }
  }
  return { lines, blocks };
}

function splitLines(text: string): Line[] {
  return [...text.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g)]
    .map(([, own = "", end = ""]) => ({ text: own, end }))
    .filter(({ text: own, end }) => own !== "" || end !== "");
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}
