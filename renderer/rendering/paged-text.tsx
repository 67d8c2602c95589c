import { useMemo, useState, type ReactNode } from "react";
import { Button } from "../ui/index.ts";
import { useRenderBudget } from "./render-budget.ts";
import styles from "./rendering.module.css";

/** A stretch of a text that is drawn in one way. */
interface TextPiece {
  text: string;
}

/** Where a page begins: a piece and an offset into it, in UTF-16 units. */
interface PageStart {
  piece: number;
  offset: number;
  /** Offset into all of the text. */
  at: number;
}

/** What a page holds at most. */
interface PageLimits {
  /** UTF-16 units. */
  characters: number;
  pieces: number;
  lines: number;
}

/**
 * Cuts a text, given in pieces, into pages within their limits. A page ends behind a line where one ends near its limit,
 * and never inside a surrogate pair.
 */
export function pageStarts(texts: readonly TextPiece[], limits: PageLimits): readonly PageStart[] {
  const starts: PageStart[] = [{ piece: 0, offset: 0, at: 0 }];
  let page = { characters: 0, pieces: 0, lines: 0 };
  let at = 0;
  const turn = (piece: number, offset: number): void => {
    starts.push({ piece, offset, at });
    page = { characters: 0, pieces: 0, lines: 0 };
  };
  for (const [piece, { text }] of texts.entries()) {
    if (page.pieces >= limits.pieces) turn(piece, 0);
    let offset = 0;
    for (;;) {
      const { end, lines } = fillPage(text, offset, page, limits);
      at += end - offset;
      page.characters += end - offset;
      page.lines += lines;
      if (end === text.length) break;
      offset = end;
      turn(piece, offset);
    }
    page.pieces += 1;
  }
  return starts;
}

/** The pieces of page `page`, from 0, with the offset of each into all of the text. */
export function piecesOfPage<P extends TextPiece>(
  texts: readonly P[],
  starts: readonly PageStart[],
  page: number,
): P[] {
  const from = starts[page];
  if (!from) return [];
  const to = starts[page + 1] ?? { piece: texts.length, offset: 0 };
  const shown: P[] = [];
  for (let at = from.piece; at <= to.piece && at < texts.length; at += 1) {
    const one = texts[at];
    if (!one) continue;
    const start = at === from.piece ? from.offset : 0;
    const text = one.text.slice(start, at === to.piece ? to.offset : undefined);
    if (text !== "") shown.push({ ...one, text });
  }
  return shown;
}

/** How far into `text` the page goes from `offset`, and how many lines end there; at least one character on an empty page. */
function fillPage(
  text: string,
  offset: number,
  page: { characters: number; lines: number },
  limits: PageLimits,
): { end: number; lines: number } {
  const limit = Math.min(text.length, offset + limits.characters - page.characters);
  // Within the page alone: a search in the whole text would go through all of it for every page.
  const stretch = text.slice(offset, limit);
  let lines = 0;
  let behind = 0;
  while (page.lines + lines < limits.lines) {
    const next = stretch.indexOf("\n", behind);
    if (next < 0) break;
    behind = next + 1;
    lines += 1;
  }
  if (page.lines + lines >= limits.lines) return { end: offset + behind, lines };
  if (limit === text.length) return { end: limit, lines };
  if (behind > 0 && offset + behind > limit - limits.characters / 10) return { end: offset + behind, lines };
  const code = text.charCodeAt(limit - 1);
  return { end: limit > offset && code >= 0xd8_00 && code <= 0xdb_ff ? limit - 1 : limit, lines };
}

interface PagedPiecesProps<P extends TextPiece> {
  pieces: readonly P[];
  draw(piece: P, key: number): ReactNode;
}

/** Text in pieces, however long: one page of it is on screen, and a line below says which and leads to the others. */
export function PagedPieces<P extends TextPiece>({ pieces, draw }: PagedPiecesProps<P>) {
  const budget = useRenderBudget();
  const starts = useMemo(
    () => pageStarts(pieces, { characters: budget.page, pieces: budget.pieces, lines: budget.lines }),
    [pieces, budget.page, budget.pieces, budget.lines],
  );
  const [wanted, setWanted] = useState(0);
  const page = Math.min(wanted, starts.length - 1);
  const shown = piecesOfPage(pieces, starts, page);
  if (starts.length === 1) return shown.map(draw);
  const total = pieces.reduce((sum, { text }) => sum + text.length, 0);
  const from = starts[page]?.at ?? 0;
  const to = starts[page + 1]?.at ?? total;
  return (
    <>
      {shown.map(draw)}
      <span className={styles.pages} role="group" aria-label="Pages of a long text">
        Characters {(from + 1).toLocaleString("en")} to {to.toLocaleString("en")} of {total.toLocaleString("en")}
        <Button look="quiet" disabled={page === 0} onClick={() => setWanted(page - 1)}>
          Previous page
        </Button>
        <Button look="quiet" disabled={page === starts.length - 1} onClick={() => setWanted(page + 1)}>
          Next page
        </Button>
      </span>
    </>
  );
}

/** A plain text of any length. */
export function PagedText({ text }: { text: string }) {
  const pieces = useMemo(() => [{ text }], [text]);
  return <PagedPieces pieces={pieces} draw={drawText} />;
}

function drawText({ text }: TextPiece): string {
  return text;
}

/** UTF-16 units of JSON that are parsed on the window's thread. */
const MAX_JSON = 400_000;
/** UTF-16 units that indenting may add: each level adds two to each of its lines, so that depth multiplies length. */
const MAX_INDENT = 1_000_000;

/** JSON with line breaks for reading; as it is where it is no JSON, or where indenting would make too much of it. */
export function prettyJson(json: string): string {
  if (json.length > MAX_JSON || indentOf(json) > MAX_INDENT) return json;
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    // Not JSON, or nested beyond the stack: shown as it is rather than not at all.
    return json;
  }
}

/** What indenting adds, in UTF-16 units, without parsing; more where quotes are not closed, which is no JSON anyway. */
function indentOf(json: string): number {
  let depth = 0;
  let sum = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (inText) {
      if (character === "\\") at += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === "{" || character === "[") {
      depth += 1;
      sum += 2 * depth;
    } else if (character === "}" || character === "]") {
      depth -= 1;
      sum += 2 * depth;
    } else if (character === ",") sum += 2 * depth;
  }
  return sum;
}
