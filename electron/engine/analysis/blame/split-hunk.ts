import {
  diffItems,
  joinItems,
  splitSentences,
  splitWords,
  type TextItem,
  alignTexts,
} from "../../prompts/text-units.ts";
import { areItemsEqual, type Edit, type Hunk, type EditPiece, hunkKind } from "./edit-hunks.ts";

/** An edit in which smaller hunks stand in the place of one. */
interface FinerEdit {
  edit: Edit;
  /** The smaller ones; their ids go on after those of the edit. */
  parts: readonly Hunk[];
}

/**
 * Splits one hunk further: lines that came or went into lines and these into sentences, a changed line or sentence
 * into runs of words. Null where there is nothing smaller.
 */
export function splitHunk(edit: Edit, id: number): FinerEdit | null {
  const hunk = edit.hunks[id];
  if (!hunk || (hunk.kind !== "added" && hunk.kind !== "removed" && hunk.kind !== "changed")) return null;
  const parts: Hunk[] = [];
  const make = (removed: readonly TextItem[], added: readonly TextItem[], between: string): EditPiece => {
    const texts = { removed: joinItems(removed, between), added: joinItems(added, between) };
    const part = { ...hunk, ...texts, id: edit.hunks.length + parts.length };
    parts.push({ ...part, kind: hunkKind(texts.removed, texts.added, removed.length, added.length) });
    return { kind: "hunk", id: part.id, before: [...removed], after: [...added] };
  };
  const pieces = edit.pieces.flatMap((piece) => splitPiece(piece, id, make));
  if (parts.length < 2) return null;
  return { edit: { ...edit, hunks: [...edit.hunks, ...parts], pieces }, parts };
}

type MakePart = (removed: readonly TextItem[], added: readonly TextItem[], between: string) => EditPiece;

function splitPiece(piece: EditPiece, id: number, make: MakePart): EditPiece[] {
  if (piece.kind === "same") {
    if (!piece.inner) return [piece];
    return [{ ...piece, inner: piece.inner.flatMap((inner) => splitPiece(inner, id, make)) }];
  }
  if (piece.id !== id) return [piece];
  const { before, after } = piece;
  const [b, a] = [before[0], after[0]];
  if (b && a && before.length === 1 && after.length === 1) return [splitChangedItem(b, a, make)];
  if (before.length > 0 && after.length > 0) return [make(before, after, "\n")];
  if (before.length > 0) return before.map((line) => splitLine(line, "removed", make));
  return after.map((line) => splitLine(line, "added", make));
}

function splitChangedItem(before: TextItem, after: TextItem, make: MakePart): EditPiece {
  const [b, a] = [splitMarked(before), splitMarked(after)];
  const several = b.sentences.length > 1 || a.sentences.length > 1;
  if (several && b.mark === a.mark) {
    const pairs = alignTexts(b.sentences.map(itemText), a.sentences.map(itemText));
    const pick = (items: readonly TextItem[], at: number | null): TextItem[] =>
      items.slice(at ?? 0, at === null ? 0 : at + 1);
    const inner = pairs.map(([old, now]) => make(pick(b.sentences, old), pick(a.sentences, now), " "));
    return { kind: "same", before, after, inner: [...markPiece(b.mark), ...inner], gone: null };
  }
  const blocks = diffItems(splitWords(before.text), splitWords(after.text), areItemsEqual);
  const inner = blocks.map((block): EditPiece => {
    if (block.kind === "same") return { ...block, inner: null, gone: null };
    return make(block.before, block.after, " ");
  });
  return { kind: "same", before, after, inner, gone: null };
}

function splitLine(line: TextItem, kind: "added" | "removed", make: MakePart): EditPiece {
  const { mark, sentences } = splitMarked(line);
  const put = (some: readonly TextItem[]): EditPiece => (kind === "added" ? make([], some, " ") : make(some, [], " "));
  if (sentences.length < 2) return put([line]);
  const hunks = sentences.map((item) => put([item]));
  const ids = hunks.flatMap((piece) => (piece.kind === "hunk" ? [piece.id] : []));
  const gone = { ids, when: kind === "added" ? ("none" as const) : ("all" as const) };
  return { kind: "same", before: line, after: line, inner: [...markPiece(mark), ...hunks], gone };
}

/** The mark of a list item stays in its place whichever of its sentences are there. */
const MARKED = /^(\s*(?:[-*+•]|\d{1,3}[.)]))(\s+)(.*)$/su;

function splitMarked({ text }: TextItem): { mark: string; sentences: TextItem[] } {
  const [, mark = "", gap = null, body = text] = MARKED.exec(text) ?? [];
  return { mark, sentences: splitSentences(body).map((item) => ({ ...item, sep: item.sep ?? gap })) };
}

function markPiece(mark: string): EditPiece[] {
  const head = { text: mark, sep: null };
  return mark === "" ? [] : [{ kind: "same", before: head, after: head, inner: null, gone: null }];
}

const itemText = ({ text }: TextItem): string => text;
