import type { Edit, Hunk, Piece } from "./edit.ts";

/** Shorter texts, such as a closing tag, stand in many places without having moved. */
const SHORTEST = 8;

/** Makes one hunk of a text that went in one place and came in another: apart they would double or drop a rule. */
export function joinMoves(edit: Edit): Edit {
  const gone = byText(edit.hunks, "removed", ({ removed }) => removed);
  const come = byText(edit.hunks, "added", ({ added }) => added);
  const into = new Map<number, number>();
  const moved = new Map<number, Hunk>();
  for (const [text, from] of gone) {
    const to = come.get(text);
    if (!from || !to) continue;
    const [low, high] = [Math.min(from.id, to.id), Math.max(from.id, to.id)];
    into.set(high, low);
    const { after, added, anchor } = to;
    moved.set(low, { id: low, kind: "moved", before: from.before, after, removed: from.removed, added, anchor });
  }
  if (moved.size === 0) return edit;
  const kept = edit.hunks.filter(({ id }) => !into.has(id)).map((hunk) => moved.get(hunk.id) ?? hunk);
  const newId = new Map(kept.map(({ id }, at) => [id, at]));
  const idOf = (id: number): number => newId.get(into.get(id) ?? id) ?? id;
  return {
    ...edit,
    hunks: kept.map((hunk) => ({ ...hunk, id: idOf(hunk.id) })),
    pieces: edit.pieces.map((piece) => renumber(piece, idOf)),
    endsId: edit.endsId === null ? null : idOf(edit.endsId),
  };
}

function renumber(piece: Piece, idOf: (id: number) => number): Piece {
  if (piece.kind === "hunk") return { ...piece, id: idOf(piece.id) };
  return piece.inner ? { ...piece, inner: piece.inner.map((inner) => renumber(inner, idOf)) } : piece;
}

/** Null for a text that several hunks have: nobody can tell which of them went where. */
function byText(hunks: readonly Hunk[], kind: Hunk["kind"], of: (hunk: Hunk) => string): Map<string, Hunk | null> {
  const found = new Map<string, Hunk | null>();
  for (const hunk of hunks) {
    const text = of(hunk).trim();
    if (hunk.kind !== kind || text.length < SHORTEST) continue;
    found.set(text, found.has(text) ? null : hunk);
  }
  return found;
}
