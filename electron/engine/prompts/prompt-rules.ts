/** A line of a prompt, and how it ends: `\n`, `\r\n`, `\r`, or nothing at the very end. */
interface PromptLine {
  text: string;
  end: string;
}

/** What stands in a prompt, lines by their places. `below` are the lines of what an item holds. */
type PromptBlock =
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
const LEADS_TO_LIST = /(^\s*(\*\*|__)[^*_]+(\*\*|__):?\s*$)|:\s*(\*\*|__)?\s*$/;

/** Reads a prompt as people write them: something like Markdown, never quite. */
function readBlocks(text: string): { lines: PromptLine[]; blocks: PromptBlock[] } {
  const lines = splitLines(text);
  const blocks: PromptBlock[] = [];
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
      else if (own.length === 1 && LEADS_TO_LIST.test(last)) blocks.push({ kind: "heading" });
      else
        blocks.push({ kind: "paragraph", lines: LEADS_TO_LIST.test(last) && own.length > 1 ? own.slice(0, -1) : own });
    }
  }
  return { lines, blocks };
}

function splitLines(text: string): PromptLine[] {
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

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
/** A full stop behind these ends no sentence. */
const ABBREVIATION = /(?:^|[\s("'])(?:e\.g|i\.e|cf|vs|etc|approx|incl|no|dr|mr|mrs|ms|prof|st)\.\s*$/i;
const SENTENCE_END = /[.!?:;…]["')\]*_”’]*\s*$/;
/** A line this long was broken because it was long, and goes on in the next one. */
const WRAPPED_LINE_LENGTH = 60;

/** The sentences of a paragraph, each as the parts of lines that it takes, white space behind it included. */
function sentencesOf(lines: readonly PromptLine[], paragraph: readonly number[]): RulePiece[][] {
  return groupIntoThoughts(lines, paragraph).flatMap((own) => splitIntoSentences(lines, own));
}

/** Short lines without a full stop stand for themselves: "Tone: friendly", and below it "Length: short". */
function groupIntoThoughts(lines: readonly PromptLine[], paragraph: readonly number[]): number[][] {
  const thoughts: number[][] = [];
  let own: number[] = [];
  for (const at of paragraph) {
    const before = lines[own.at(-1) ?? -1]?.text;
    const here = lines[at]?.text ?? "";
    const apart =
      before !== undefined &&
      !SENTENCE_END.test(before) &&
      before.length < WRAPPED_LINE_LENGTH &&
      /^\s*[\p{Lu}\p{N}]/u.test(here);
    if (apart) {
      thoughts.push(own);
      own = [];
    }
    own.push(at);
  }
  return [...thoughts, own];
}

function splitIntoSentences(lines: readonly PromptLine[], own: readonly number[]): RulePiece[][] {
  const starts: { line: number; from: number }[] = [];
  let joined = "";
  for (const line of own) {
    starts.push({ line, from: joined.length });
    joined += `${lines[line]?.text ?? ""} `;
  }
  const parts: string[] = [];
  for (const { segment } of segmenter.segment(joined)) {
    const last = parts.at(-1);
    const goesOn = last !== undefined && (ABBREVIATION.test(last) || !/[\p{L}\p{N}]/u.test(segment));
    if (goesOn) parts[parts.length - 1] = last + segment;
    else parts.push(segment);
  }
  let from = 0;
  return parts.map((part) => {
    const to = from + part.length;
    const pieces = starts.flatMap(({ line, from: start }) => {
      const length = lines[line]?.text.length ?? 0;
      const piece = { line, from: Math.max(0, from - start), to: Math.min(length, to - start) };
      return piece.to > piece.from ? [piece] : [];
    });
    from = to;
    return pieces;
  });
}

/** A part of one line: its place in the list of lines, and from which to which character. */
interface RulePiece {
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
  pieces: readonly RulePiece[];
}

export interface RuleBook {
  lines: readonly PromptLine[];
  rules: readonly Rule[];
}

/** Splits a prompt into its rules. Headings, rulers, tags and lines that only lead up to a list are none. */
export function splitRules(text: string): RuleBook {
  const { lines, blocks } = readBlocks(text);
  const rules: Rule[] = [];
  let section = 0;
  const whole = (line: number): RulePiece => ({ line, from: 0, to: lines[line]?.text.length ?? 0 });
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
export function leaveOutRules({ lines, rules }: RuleBook, without: Iterable<number>): string {
  const gone = new Map<number, RulePiece[]>();
  for (const at of without) {
    for (const piece of rules[at]?.pieces ?? []) gone.set(piece.line, [...(gone.get(piece.line) ?? []), piece]);
  }
  const kept: PromptLine[] = [];
  let dropped = false;
  lines.forEach((line, at) => {
    const pieces = gone.get(at);
    const text = pieces ? cutPieces(line.text, pieces) : line.text;
    if (pieces && isBlankLine(text)) {
      dropped = true;
      return;
    }
    // Two empty lines where a paragraph was would be one too many.
    const gap = isBlankLine(text) && dropped && isBlankLine(kept.at(-1)?.text ?? "");
    if (!gap) kept.push({ text, end: line.end });
    if (!isBlankLine(text)) dropped = false;
  });
  return kept.map(({ text, end }) => text + end).join("");
}

function cutPieces(text: string, pieces: readonly RulePiece[]): string {
  let left = "";
  let at = 0;
  for (const { from, to } of [...pieces].sort((a, b) => a.from - b.from)) {
    left += text.slice(at, Math.max(at, from));
    at = Math.max(at, to);
  }
  return `${left}${text.slice(at)}`.trimEnd();
}

/** Without a letter that anybody would read: a quotation's sign alone says nothing. */
function isBlankLine(text: string): boolean {
  return /^[\s>]*$/.test(text);
}
