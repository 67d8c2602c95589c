import { readBlocks, type Line } from "./blocks.ts";
import { sentencesOf } from "./sentences.ts";

/** A part of one line: its place in the list of lines, and from which to which character. */
export interface Piece {
  line: number;
  from: number;
  to: number;
}

/** What can be left out of a prompt on its own: a list item, a sentence, a row of a table, a block of code. */
export interface Rule {
  /** From 1. */
  line: number;
  /** As it stands in the prompt, without what it holds of other rules. */
  text: string;
  /** Rules below the same heading have the same number. */
  section: number;
  /** What goes with it, items below it included. */
  pieces: readonly Piece[];
}

export interface RuleBook {
  lines: readonly Line[];
  rules: readonly Rule[];
}

/** Splits a prompt into its rules. Headings, rulers, tags and lines that only lead up to a list are none. */
export function splitRules(text: string): RuleBook {
  const { lines, blocks } = readBlocks(text);
  const rules: Rule[] = [];
  let section = 0;
  const whole = (line: number): Piece => ({ line, from: 0, to: lines[line]?.text.length ?? 0 });
  const textOf = (own: readonly number[]): string =>
    own
      .map((line) => lines[line]?.text.trim() ?? "")
      .join("\n")
      .trim();
  for (const block of blocks) {
    if (block.kind === "heading") section += 1;
    else if (block.kind === "paragraph") {
      for (const pieces of sentencesOf(lines, block.lines)) {
        const words = pieces.map(({ line, from, to }) => (lines[line]?.text ?? "").slice(from, to).trim());
        rules.push({ line: (pieces[0]?.line ?? 0) + 1, text: words.join("\n"), section, pieces });
      }
    } else {
      const { own, below } = block;
      const pieces = [...own, ...below].map(whole);
      rules.push({ line: (own[0] ?? 0) + 1, text: textOf(own), section, pieces });
    }
  }
  return { lines, rules };
}

/** The prompt without some of its rules (by their places in the book): whole lines, no gaps where they stood. */
export function leaveOut({ lines, rules }: RuleBook, without: Iterable<number>): string {
  const gone = new Map<number, Piece[]>();
  for (const at of without) {
    for (const piece of rules[at]?.pieces ?? []) gone.set(piece.line, [...(gone.get(piece.line) ?? []), piece]);
  }
  const kept: Line[] = [];
  let dropped = false;
  lines.forEach((line, at) => {
    const pieces = gone.get(at);
    const text = pieces ? cut(line.text, pieces) : line.text;
    if (pieces && isEmpty(text)) {
      dropped = true;
      return;
    }
    // Two empty lines where a paragraph was would be one too many.
    const gap = isEmpty(text) && dropped && isEmpty(kept.at(-1)?.text ?? "");
    if (!gap) kept.push({ text, end: line.end });
    if (!isEmpty(text)) dropped = false;
  });
  return kept.map(({ text, end }) => text + end).join("");
}

function cut(text: string, pieces: readonly Piece[]): string {
  let left = "";
  let at = 0;
  for (const { from, to } of [...pieces].sort((a, b) => a.from - b.from)) {
    left += text.slice(at, Math.max(at, from));
    at = Math.max(at, to);
  }
  return `${left}${text.slice(at)}`.trimEnd();
}

/** Without a letter that anybody would read: a quotation's sign alone says nothing. */
function isEmpty(text: string): boolean {
  return /^[\s>]*$/.test(text);
}
