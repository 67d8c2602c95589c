import type { Edit, Piece } from "./edit.ts";
import type { Item } from "./items.ts";

/**
 * The baseline text with these hunks of the edit put in: none of them gives the baseline byte for byte, all of them
 * the candidate. No two lines ever run together, whichever hunks are in.
 */
export function applyHunks(edit: Edit, on: ReadonlySet<number>): string {
  const { pieces, fallback, endsId } = edit;
  const ends = endsId === null ? null : on.has(endsId);
  return render(pieces, on, { usual: ends === false ? fallback.before : fallback.after, ends });
}

interface Joining {
  /** Where neither text says what stands between two items. */
  usual: string;
  /** Whether the candidate's separators hold; null where both texts have the same. */
  ends: boolean | null;
}

function render(pieces: readonly Piece[], on: ReadonlySet<number>, { usual, ends }: Joining): string {
  let text = "";
  let first = true;
  const emit = (body: string, sep: string | null): void => {
    text += first ? body : (sep ?? usual) + body;
    first = false;
  };
  for (const piece of pieces) {
    if (piece.kind === "hunk") {
      const isOn = on.has(piece.id);
      // Lines of the one text among line ends of the other take on those.
      const foreign = ends !== null && isOn !== ends;
      for (const { text: body, sep } of isOn ? piece.after : piece.before) emit(body, foreign ? usual : sep);
    } else if (!isGone(piece, on)) {
      const body = piece.inner ? render(piece.inner, on, { usual: " ", ends: null }) : piece.after.text;
      emit(body, separator(piece.before, piece.after, ends));
    }
  }
  return text;
}

function separator(before: Item, after: Item, ends: boolean | null): string | null {
  if (ends === null) return after.sep ?? before.sep;
  return ends ? after.sep : before.sep;
}

function isGone({ gone }: Piece & { kind: "same" }, on: ReadonlySet<number>): boolean {
  if (!gone) return false;
  return gone.when === "all" ? gone.ids.every((id) => on.has(id)) : !gone.ids.some((id) => on.has(id));
}
