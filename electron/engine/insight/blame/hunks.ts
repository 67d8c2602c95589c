import { assertNever } from "../../../../shared/assert-never.ts";
import { diffByText, diffItems, type Block } from "./diff-items.ts";
import { itemsEqual, type Edit, type Hunk, type Piece } from "./edit.ts";
import { joinItems, splitLines, splitSentences, usualSeparator, type Item } from "./items.ts";
import { joinMoves } from "./moves.ts";
import { alignTexts, unitsOf } from "./units.ts";

/**
 * Splits the edit between two texts into hunks: list items, headings, paragraphs, and sentences of a changed line.
 * A text that only changed its place is one hunk, and so are line ends that changed throughout.
 */
export function splitEdit(before: string, after: string): Edit {
  const lines = { before: splitLines(before), after: splitLines(after) };
  const usual = { before: usualSeparator(lines.before), after: usualSeparator(lines.after) };
  const hunks: Hunk[] = [];
  const pieces: Piece[] = [];
  const at = { before: 1, after: 1 };
  for (const block of diffByText(lines.before, lines.after)) {
    if (block.kind === "same") {
      pieces.push({ ...block, inner: null, gone: null });
      at.before += 1;
      at.after += 1;
    } else {
      pieces.push(...splitBlock(block, at, hunks));
    }
  }
  const fallback = { before: usual.before ?? usual.after ?? "\n", after: usual.after ?? usual.before ?? "\n" };
  // Lines of a hunk have line ends too, and no other hunk says that these changed.
  const differ = fallback.before !== fallback.after || pieces.some(hasOtherEnd);
  const endsId = differ ? hunks.length : null;
  if (endsId !== null) {
    const words = { removed: endName(fallback.before), added: endName(fallback.after), anchor: 1 };
    hunks.push({ id: endsId, kind: "ends", before: whole(lines.before), after: whole(lines.after), ...words });
  }
  return joinMoves({ hunks, pieces, fallback, endsId });
}

function hasOtherEnd(piece: Piece): boolean {
  if (piece.kind === "hunk" || piece.before.sep === null || piece.after.sep === null) return false;
  return piece.before.sep !== piece.after.sep;
}

function splitBlock(block: Block & { kind: "changed" }, at: { before: number; after: number }, hunks: Hunk[]): Piece[] {
  const units = { before: unitsOf(block.before), after: unitsOf(block.after) };
  const pieces: Piece[] = [];
  for (const [b, a] of alignTexts(units.before.map(textOf), units.after.map(textOf))) {
    const before = (b === null ? null : units.before[b]) ?? [];
    const after = (a === null ? null : units.after[a]) ?? [];
    pieces.push(pieceOf(before, after, at, hunks));
    at.before += before.length;
    at.after += after.length;
  }
  return pieces;
}

function pieceOf(before: Item[], after: Item[], at: { before: number; after: number }, hunks: Hunk[]): Piece {
  const places = { before: linesAt(at.before, before), after: linesAt(at.after, after) };
  const place = { ...places, anchor: places.after?.from ?? Math.max(1, at.after - 1) };
  const [b, a] = [before[0], after[0]];
  if (b && a && before.length === 1 && after.length === 1) {
    const blocks = diffItems(splitSentences(b.text), splitSentences(a.text), itemsEqual);
    if (blocks.some(({ kind }) => kind === "same") && blocks.some(({ kind }) => kind === "changed")) {
      const inner = blocks.map((each): Piece => {
        if (each.kind === "same") return { ...each, inner: null, gone: null };
        return hunkPiece(each.before, each.after, place, hunks, " ");
      });
      return { kind: "same", before: b, after: a, inner, gone: null };
    }
  }
  return hunkPiece(before, after, place, hunks, "\n");
}

function hunkPiece(
  before: Item[],
  after: Item[],
  place: Pick<Hunk, "before" | "after" | "anchor">,
  hunks: Hunk[],
  between: string,
): Piece {
  const id = hunks.length;
  const [removed, added] = [joinItems(before, between), joinItems(after, between)];
  const kind = kindOf(removed, added, before.length, after.length);
  hunks.push({ id, kind, ...place, removed, added });
  return { kind: "hunk", id, before, after };
}

export function kindOf(removed: string, added: string, before: number, after: number): Hunk["kind"] {
  if (removed.replaceAll(/\s+/g, " ").trim() === added.replaceAll(/\s+/g, " ").trim()) return "spaces";
  if (before === 0) return "added";
  return after === 0 ? "removed" : "changed";
}

/** Where the letters stand: empty lines at the edges of a hunk are left out. */
function linesAt(start: number, lines: readonly Item[]): { from: number; to: number } | null {
  if (lines.length === 0) return null;
  const filled = lines.flatMap(({ text }, at) => (text.trim() === "" ? [] : [at]));
  return { from: start + (filled[0] ?? 0), to: start + (filled.at(-1) ?? lines.length - 1) };
}

const textOf = (unit: readonly Item[]): string => unit.map(({ text }) => text).join("\n");

const whole = (lines: readonly Item[]): { from: number; to: number } => ({ from: 1, to: lines.length });

function endName(end: string): string {
  return end === "\r\n" ? "Windows line ends" : end === "\r" ? "line ends of old Macs" : "Unix line ends";
}

/** What a hunk does, for people: the text that it brings, else what it takes away. */
export function hunkText(hunk: Hunk): string {
  switch (hunk.kind) {
    case "removed":
      return hunk.removed.trim();
    case "added":
    case "changed":
    case "moved":
      return (hunk.added === "" ? hunk.removed : hunk.added).trim();
    case "spaces":
      return hunk.added.trim() === "" ? "empty lines or spaces" : hunk.added.trim();
    case "ends":
    case "settings":
      return `${hunk.removed} → ${hunk.added}`;
    default:
      return assertNever(hunk.kind);
  }
}
