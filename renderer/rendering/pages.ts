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

/**
 * Cuts a text, given in pieces, into pages of at most `characters` UTF-16 units and `pieces` pieces. A page ends behind a
 * line where one ends near its limit, and never inside a surrogate pair.
 */
export function pageStarts(
  texts: readonly PieceOfText[],
  limits: { characters: number; pieces: number },
): readonly PageStart[] {
  const starts: PageStart[] = [{ piece: 0, offset: 0, at: 0 }];
  let characters = 0;
  let pieces = 0;
  let at = 0;
  for (const [piece, { text }] of texts.entries()) {
    if (pieces >= limits.pieces) {
      starts.push({ piece, offset: 0, at });
      characters = pieces = 0;
    }
    pieces += 1;
    let offset = 0;
    while (text.length - offset > limits.characters - characters) {
      const cut = cutBefore(text, offset, offset + limits.characters - characters, limits.characters);
      if (cut === offset && characters === 0) break;
      at += cut - offset;
      offset = cut;
      starts.push({ piece, offset, at });
      characters = 0;
      pieces = 1;
    }
    characters += text.length - offset;
    at += text.length - offset;
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

/** Behind the last line that ends in the last tenth before `limit`, else at it, a surrogate pair kept whole. */
function cutBefore(text: string, from: number, limit: number, page: number): number {
  const near = Math.max(from, Math.ceil(limit - page / 10));
  // Within the stretch alone: a search from its end would go back to the beginning where there is no line.
  const line = text.slice(near, limit).lastIndexOf("\n");
  if (line >= 0) return near + line + 1;
  const code = text.charCodeAt(limit - 1);
  return limit > from && code >= 0xd8_00 && code <= 0xdb_ff ? limit - 1 : limit;
}
