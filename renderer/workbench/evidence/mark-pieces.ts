/** A stretch of a reply that is underlined, in offsets into the whole reply. */
export interface Mark {
  start: number;
  end: number;
}

export interface Piece {
  text: string;
  marked: boolean;
}

/** `text` cut where marks begin and end; it stands at `from` in the reply that the marks are of. */
export function markPieces(text: string, from: number, marks: readonly Mark[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end } of marks.toSorted((a, b) => a.start - b.start)) {
    const low = Math.max(at, start - from);
    const high = Math.min(text.length, end - from);
    if (high <= low) continue;
    if (low > at) pieces.push({ text: text.slice(at, low), marked: false });
    pieces.push({ text: text.slice(low, high), marked: true });
    at = high;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false });
  return pieces;
}

/** Texts that follow one another, each with where it begins. */
export function placed<T extends { text: string }>(texts: readonly T[]): (T & { from: number })[] {
  let end = 0;
  return texts.map((one) => {
    const from = end;
    end += one.text.length;
    return { ...one, from };
  });
}
