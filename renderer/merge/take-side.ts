import type { MergePiece } from "../../shared/domain/merge.ts";
import { lacksLastEnd } from "./conflict-text.ts";
import type { Conflict } from "./conflicts.ts";

export type Side = "ours" | "theirs" | "both";

/** Replaces whole lines, `from` to `to`, line ends included. */
export interface LineEdit {
  from: number;
  to: number;
  text: string;
}

/** Settles a conflict in favour of a side; of both, ours comes first. `pieces` know how each side ends the text. */
export function takeSide(conflict: Conflict, side: Side, pieces: readonly MergePiece[]): LineEdit {
  const { from, to, ours, theirs } = conflict;
  const taken = side === "ours" ? ours.text : side === "theirs" ? theirs.text : ours.text + theirs.text;
  return { from, to, text: conflict.last ? atTheEnd(taken, conflict, side, pieces) : taken };
}

/** Between marks each line has an end; the last line of a text may not have had one. */
function atTheEnd(taken: string, { ours, theirs }: Conflict, side: Side, pieces: readonly MergePiece[]): string {
  const last = pieces.at(-1);
  const known =
    last?.kind === "conflict" &&
    lacksLastEnd(last) &&
    sameLines(last.ours, ours.text) &&
    sameLines(last.theirs, theirs.text)
      ? last
      : null;
  const ending = side === "ours" || (side === "both" && theirs.text === "") ? known?.ours : known?.theirs;
  return ending?.endsWith("\n") ? taken : taken.replace(/\r?\n$/, "");
}

const sameLines = (one: string, other: string): boolean => plain(one) === plain(other);
const plain = (text: string): string => text.replaceAll("\r\n", "\n").replace(/\n$/, "");
