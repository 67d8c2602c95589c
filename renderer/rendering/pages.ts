/** A stretch of a text that is drawn in one way. */
export interface PieceOfText {
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
export interface PageLimits {
  /** UTF-16 units. */
  characters: number;
  pieces: number;
  lines: number;
}

/**
 * Cuts a text, given in pieces, into pages within their limits. A page ends behind a line where one ends near its limit,
 * and never inside a surrogate pair.
 */
export function pageStarts(texts: readonly PieceOfText[], limits: PageLimits): readonly PageStart[] {
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
      const { end, lines } = reach(text, offset, page, limits);
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
export function pageOf<P extends PieceOfText>(texts: readonly P[], starts: readonly PageStart[], page: number): P[] {
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
function reach(
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
