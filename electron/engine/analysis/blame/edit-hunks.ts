import {
  type TextItem,
  diffItemsByText,
  diffItems,
  type DiffBlock,
  joinItems,
  splitLines,
  splitSentences,
  usualSeparator,
  alignTexts,
  groupIntoUnits,
} from "../../prompts/text-units.ts";
import { assertNever } from "../../../../shared/errors.ts";
import type { HunkSide } from "../../../../shared/domain/analysis.ts";

/** A part of a text that is in both versions, or that a hunk decides about. */
export type EditPiece =
  | {
      kind: "same";
      before: TextItem;
      after: TextItem;
      /** Where only a part of it is the same. */
      inner: EditPiece[] | null;
      /** Left out where all of its hunks, or none of them, are in. */
      gone: { ids: readonly number[]; when: "all" | "none" } | null;
    }
  | { kind: "hunk"; id: number; before: TextItem[]; after: TextItem[] };

/** Lines, counted from 1, both ends included. */
interface LineRange {
  from: number;
  to: number;
}

/** One change of an edit that can be made, or left out, without any other. */
export interface Hunk {
  id: number;
  /** `moved`: the same text at another place. `spaces`: only white space. `ends`: the line ends of all lines. */
  kind: "added" | "removed" | "changed" | "moved" | "spaces" | "ends" | "settings";
  /** Where in the baseline; null where it has nothing of it. */
  before: LineRange | null;
  /** Where in the candidate. */
  after: LineRange | null;
  removed: string;
  added: string;
  /** The line of the candidate that it stands at: for what went, the one before it, or the first. */
  anchor: number;
}

/** The way from a baseline to a candidate text, as hunks that `applyHunks` puts in or leaves out. */
export interface Edit {
  hunks: readonly Hunk[];
  pieces: readonly EditPiece[];
  /** What stands between two pieces where neither text says it: "\n" for lines. */
  fallback: { before: string; after: string };
  /** The hunk that changes all line ends. */
  endsId: number | null;
}

export const areItemsEqual = (before: TextItem, after: TextItem): boolean =>
  before.text === after.text && (before.sep === after.sep || before.sep === null || after.sep === null);

/**
 * Splits the edit between two texts into hunks: list items, headings, paragraphs, and sentences of a changed line.
 * A text that only changed its place is one hunk, and so are line ends that changed throughout.
 */
export function splitEdit(before: string, after: string): Edit {
  const lines = { before: splitLines(before), after: splitLines(after) };
  const usual = { before: usualSeparator(lines.before), after: usualSeparator(lines.after) };
  const hunks: Hunk[] = [];
  const pieces: EditPiece[] = [];
  const at = { before: 1, after: 1 };
  for (const block of diffItemsByText(lines.before, lines.after)) {
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
    const words = { removed: lineEndName(fallback.before), added: lineEndName(fallback.after), anchor: 1 };
    hunks.push({ id: endsId, kind: "ends", before: allLines(lines.before), after: allLines(lines.after), ...words });
  }
  return pairMovedHunks({ hunks, pieces, fallback, endsId });
}

function hasOtherEnd(piece: EditPiece): boolean {
  if (piece.kind === "hunk" || piece.before.sep === null || piece.after.sep === null) return false;
  return piece.before.sep !== piece.after.sep;
}

function splitBlock(
  block: DiffBlock & { kind: "changed" },
  at: { before: number; after: number },
  hunks: Hunk[],
): EditPiece[] {
  const units = { before: groupIntoUnits(block.before), after: groupIntoUnits(block.after) };
  const pieces: EditPiece[] = [];
  for (const [b, a] of alignTexts(units.before.map(unitText), units.after.map(unitText))) {
    const before = (b === null ? null : units.before[b]) ?? [];
    const after = (a === null ? null : units.after[a]) ?? [];
    pieces.push(toPiece(before, after, at, hunks));
    at.before += before.length;
    at.after += after.length;
  }
  return pieces;
}

function toPiece(
  before: TextItem[],
  after: TextItem[],
  at: { before: number; after: number },
  hunks: Hunk[],
): EditPiece {
  const places = { before: linesAt(at.before, before), after: linesAt(at.after, after) };
  const place = { ...places, anchor: places.after?.from ?? Math.max(1, at.after - 1) };
  const [b, a] = [before[0], after[0]];
  if (b && a && before.length === 1 && after.length === 1) {
    const blocks = diffItems(splitSentences(b.text), splitSentences(a.text), areItemsEqual);
    if (blocks.some(({ kind }) => kind === "same") && blocks.some(({ kind }) => kind === "changed")) {
      const inner = blocks.map((each): EditPiece => {
        if (each.kind === "same") return { ...each, inner: null, gone: null };
        return hunkPiece(each.before, each.after, place, hunks, " ");
      });
      return { kind: "same", before: b, after: a, inner, gone: null };
    }
  }
  return hunkPiece(before, after, place, hunks, "\n");
}

function hunkPiece(
  before: TextItem[],
  after: TextItem[],
  place: Pick<Hunk, "before" | "after" | "anchor">,
  hunks: Hunk[],
  between: string,
): EditPiece {
  const id = hunks.length;
  const [removed, added] = [joinItems(before, between), joinItems(after, between)];
  const kind = hunkKind(removed, added, before.length, after.length);
  hunks.push({ id, kind, ...place, removed, added });
  return { kind: "hunk", id, before, after };
}

export function hunkKind(removed: string, added: string, before: number, after: number): Hunk["kind"] {
  if (removed.replaceAll(/\s+/g, " ").trim() === added.replaceAll(/\s+/g, " ").trim()) return "spaces";
  if (before === 0) return "added";
  return after === 0 ? "removed" : "changed";
}

/** Where the letters stand: empty lines at the edges of a hunk are left out. */
function linesAt(start: number, lines: readonly TextItem[]): { from: number; to: number } | null {
  if (lines.length === 0) return null;
  const filled = lines.flatMap(({ text }, at) => (text.trim() === "" ? [] : [at]));
  return { from: start + (filled[0] ?? 0), to: start + (filled.at(-1) ?? lines.length - 1) };
}

const unitText = (unit: readonly TextItem[]): string => unit.map(({ text }) => text).join("\n");

const allLines = (lines: readonly TextItem[]): { from: number; to: number } => ({ from: 1, to: lines.length });

function lineEndName(end: string): string {
  return end === "\r\n" ? "Windows line ends" : end === "\r" ? "line ends of old Macs" : "Unix line ends";
}

/** What a hunk does, for people: the text that it brings, else what it takes away. */
export function describeHunk(hunk: Hunk): string {
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

/** Shorter texts, such as a closing tag, stand in many places without having moved. */
const MIN_MOVED_CHARACTERS = 8;

/** Makes one hunk of a text that went in one place and came in another: apart they would double or drop a rule. */
function pairMovedHunks(edit: Edit): Edit {
  const gone = hunksByText(edit.hunks, "removed", ({ removed }) => removed);
  const come = hunksByText(edit.hunks, "added", ({ added }) => added);
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

function renumber(piece: EditPiece, idOf: (id: number) => number): EditPiece {
  if (piece.kind === "hunk") return { ...piece, id: idOf(piece.id) };
  return piece.inner ? { ...piece, inner: piece.inner.map((inner) => renumber(inner, idOf)) } : piece;
}

/** Null for a text that several hunks have: nobody can tell which of them went where. */
function hunksByText(hunks: readonly Hunk[], kind: Hunk["kind"], of: (hunk: Hunk) => string): Map<string, Hunk | null> {
  const found = new Map<string, Hunk | null>();
  for (const hunk of hunks) {
    const text = of(hunk).trim();
    if (hunk.kind !== kind || text.length < MIN_MOVED_CHARACTERS) continue;
    found.set(text, found.has(text) ? null : hunk);
  }
  return found;
}

/**
 * The baseline text with these hunks of the edit put in: none of them gives the baseline byte for byte, all of them
 * the candidate. No two lines ever run together, whichever hunks are in.
 */
export function applyHunks(edit: Edit, on: ReadonlySet<number>): string {
  const { pieces, fallback, endsId } = edit;
  const ends = endsId === null ? null : on.has(endsId);
  return renderPieces(pieces, on, { usual: ends === false ? fallback.before : fallback.after, ends });
}

interface SeparatorRules {
  /** Where neither text says what stands between two items. */
  usual: string;
  /** Whether the candidate's separators hold; null where both texts have the same. */
  ends: boolean | null;
}

function renderPieces(pieces: readonly EditPiece[], on: ReadonlySet<number>, { usual, ends }: SeparatorRules): string {
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
    } else if (!isLeftOut(piece, on)) {
      const body = piece.inner ? renderPieces(piece.inner, on, { usual: " ", ends: null }) : piece.after.text;
      emit(body, separatorOf(piece.before, piece.after, ends));
    }
  }
  return text;
}

function separatorOf(before: TextItem, after: TextItem, ends: boolean | null): string | null {
  if (ends === null) return after.sep ?? before.sep;
  return ends ? after.sep : before.sep;
}

function isLeftOut({ gone }: EditPiece & { kind: "same" }, on: ReadonlySet<number>): boolean {
  if (!gone) return false;
  return gone.when === "all" ? gone.ids.every((id) => on.has(id)) : !gone.ids.some((id) => on.has(id));
}

/**
 * A text without the one change against `before` that stands at a line of either text; of several in one line, all.
 * Null where none does. Line ends that changed throughout are reverted where nothing else stands.
 */
export function revertHunkAtLine(before: string, text: string, side: HunkSide, line: number): string | null {
  const edit = splitEdit(before, text);
  const at = ({ before: old, after }: Hunk): boolean => {
    const lines = side === "candidate" ? after : old;
    return lines !== null && lines.from <= line && line <= lines.to;
  };
  const here = edit.hunks.filter(at);
  const own = here.filter(({ kind }) => kind !== "ends");
  const undone = new Set((own.length > 0 ? own : here).map(({ id }) => id));
  if (undone.size === 0) return null;
  return applyHunks(edit, new Set(edit.hunks.flatMap(({ id }) => (undone.has(id) ? [] : [id]))));
}
