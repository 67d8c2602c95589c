import { keywordsOf } from "./diff-keywords.ts";
import { diffArrays } from "diff";
import { diffSequences, type SequenceBlock } from "../../../shared/rules/diff-lines.ts";

/** A line, a sentence or a word, with what stands between it and the one before; null for the first of its text. */
export interface TextItem {
  text: string;
  sep: string | null;
}

const LINE_END = /\r\n|\n|\r/g;

/** The lines of a text. A line end at the very end gives a last line without a letter. */
export function splitLines(text: string): TextItem[] {
  return splitBy(text, LINE_END);
}

/** The words of a text; what white space stands before the first one belongs to it. */
export function splitWords(text: string): TextItem[] {
  return splitBy(text, /(?<=\S)\s+(?=\S)/g);
}

const sentenceSegmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** The sentences of a text, the white space between two of them being neither's. */
export function splitSentences(text: string): TextItem[] {
  const items: TextItem[] = [];
  let gap: string | null = null;
  for (const { segment } of sentenceSegmenter.segment(text)) {
    const body = segment.trimEnd();
    if (body === "" && items.length > 0) gap += segment;
    else {
      items.push({ text: body, sep: gap });
      gap = segment.slice(body.length);
    }
  }
  const last = items.at(-1);
  if (!last) return [{ text, sep: null }];
  // What stands after the last sentence has nothing to separate it from.
  last.text += gap ?? "";
  return items;
}

/** Items without their separators count as the same text again: `joinItems(splitLines(text)) === text`. */
export function joinItems(items: readonly TextItem[], fallback: string): string {
  return items.map(({ text, sep }, at) => (at === 0 ? text : (sep ?? fallback) + text)).join("");
}

/** The separator that stands most often between the items; null where there is none. */
export function usualSeparator(items: readonly TextItem[]): string | null {
  const counts = new Map<string, number>();
  for (const { sep } of items) if (sep !== null) counts.set(sep, (counts.get(sep) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function splitBy(text: string, pattern: RegExp): TextItem[] {
  const items: TextItem[] = [];
  let at = 0;
  let sep: string | null = null;
  for (const match of text.matchAll(pattern)) {
    items.push({ text: text.slice(at, match.index), sep });
    sep = match[0];
    at = match.index + sep.length;
  }
  items.push({ text: text.slice(at), sep });
  return items;
}

const BEGINS_UNIT = /^\s*(?:[-*+•]\s|\d{1,3}[.)]\s|#{1,6}\s|>|```|<\/?\w)/;
const ENDS_SENTENCE = /[.!?:;…]["')\]*_”’]*\s*$/;

/**
 * Groups changed lines into list items, headings, sentences of their own and paragraphs. A line goes on with the one
 * before when that one was not finished. Empty lines belong to what follows them, at the end to what went before.
 */
export function groupIntoUnits(lines: readonly TextItem[]): TextItem[][] {
  const units: TextItem[][] = [];
  let unit: TextItem[] = [];
  let before: string | null = null;
  for (const line of lines) {
    const blank = line.text.trim() === "";
    const goesOn =
      before !== null && !blank && !BEGINS_UNIT.test(line.text) && !ENDS_SENTENCE.test(before) && !/^\s*#/.test(before);
    if (before !== null && !goesOn) {
      units.push(unit);
      unit = [];
    }
    unit.push(line);
    before = blank ? null : line.text;
  }
  if (unit.length === 0) return units;
  const last = units.at(-1);
  if (last && unit.every(({ text }) => text.trim() === "")) last.push(...unit);
  else units.push(unit);
  return units;
}

/** Comparing more pairs than this takes longer than it is worth: then they go by their order. */
const MAX_COMPARED_PAIRS = 10_000;
/** Share of words in common from which on one text counts as another wording of the other. */
const MIN_SIMILARITY = 0.3;

/** Pairs each text of one list with its other wording in the other, keeping the order; null where it has none. */
export function alignTexts(before: readonly string[], after: readonly string[]): [number | null, number | null][] {
  if (before.length * after.length > MAX_COMPARED_PAIRS) return pairInOrder(before.length, after.length);
  const bags = { before: before.map(countWords), after: after.map(countWords) };
  const alike = bags.before.map((b) => bags.after.map((a) => wordSimilarity(b, a)));
  const at = (b: number, a: number): number => alike[b]?.[a] ?? 0;
  const best = Array.from({ length: before.length + 1 }, () => Array.from({ length: after.length + 1 }, () => 0));
  const bestAt = (b: number, a: number): number => best[b]?.[a] ?? 0;
  const paired = (b: number, a: number): number => (at(b, a) >= MIN_SIMILARITY ? bestAt(b + 1, a + 1) + at(b, a) : 0);
  for (let b = before.length - 1; b >= 0; b -= 1) {
    const row = best[b] ?? [];
    for (let a = after.length - 1; a >= 0; a -= 1) row[a] = Math.max(bestAt(b + 1, a), bestAt(b, a + 1), paired(b, a));
  }
  const pairs: [number | null, number | null][] = [];
  let [b, a] = [0, 0];
  while (b < before.length || a < after.length) {
    const here = b < before.length && a < after.length;
    if (here && at(b, a) >= MIN_SIMILARITY && bestAt(b, a) === paired(b, a)) pairs.push([b++, a++]);
    else if (b < before.length && (a === after.length || bestAt(b, a) === bestAt(b + 1, a))) pairs.push([b++, null]);
    else pairs.push([null, a++]);
  }
  return pairs;
}

function pairInOrder(before: number, after: number): [number | null, number | null][] {
  return Array.from({ length: Math.max(before, after) }, (_, at) => [at < before ? at : null, at < after ? at : null]);
}

/** The words of a text and how often it has each of them. */
export function countWords(text: string): Map<string, number> {
  const bag = new Map<string, number>();
  const words = keywordsOf(text);
  for (const word of words.length > 0 ? words : text.split(/\s+/)) bag.set(word, (bag.get(word) ?? 0) + 1);
  return bag;
}

/** Dice's coefficient over words: 0 nothing in common, 1 the same words. */
export function wordSimilarity(a: Map<string, number>, b: Map<string, number>): number {
  let common = 0;
  for (const [word, count] of a) common += Math.min(count, b.get(word) ?? 0);
  const all = [...a.values(), ...b.values()].reduce((sum, count) => sum + count, 0);
  return all === 0 ? 1 : (2 * common) / all;
}

/** What stands in both texts, or what one text has where the other has something else. */
export type DiffBlock =
  | { kind: "same"; before: TextItem; after: TextItem }
  | { kind: "changed"; before: TextItem[]; after: TextItem[] };

/**
 * Beyond this two lines have little in common, and what they share at both ends is all that is told. A number of edits,
 * not of milliseconds: the hunks of an edit must be the same on a busy machine.
 */
const MAX_DIFF_EDITS = 600;

/** The difference between two lists of lines, which are the same where their texts are. */
export function diffItemsByText(before: readonly TextItem[], after: readonly TextItem[]): DiffBlock[] {
  const textsOf = (items: readonly TextItem[]): string[] => items.map(({ text }) => text);
  return toBlocks(before, after, diffSequences(textsOf(before), textsOf(after)));
}

/** The difference between two short lists of items. `equal` says which two count as the same. */
export function diffItems(
  before: readonly TextItem[],
  after: readonly TextItem[],
  equal: (before: TextItem, after: TextItem) => boolean,
): DiffBlock[] {
  const changes = diffArrays([...before], [...after], { comparator: equal, maxEditLength: MAX_DIFF_EDITS });
  if (!changes) return commonEnds(before, after, equal);
  const kindOf = ({ added, removed }: (typeof changes)[number]): SequenceBlock["kind"] =>
    added ? "added" : removed ? "removed" : "same";
  return toBlocks(
    before,
    after,
    changes.map((change) => ({ kind: kindOf(change), count: change.count })),
  );
}

function toBlocks(
  before: readonly TextItem[],
  after: readonly TextItem[],
  changes: readonly SequenceBlock[],
): DiffBlock[] {
  const blocks: DiffBlock[] = [];
  let [b, a] = [0, 0];
  for (const { kind, count } of changes) {
    if (kind === "same") {
      for (let at = 0; at < count; at += 1) pushSame(blocks, before[b + at], after[a + at]);
    } else {
      const last = blocks.at(-1);
      const open = last?.kind === "changed" ? last : { kind: "changed" as const, before: [], after: [] };
      if (open !== last) blocks.push(open);
      if (kind === "removed") open.before.push(...before.slice(b, b + count));
      else open.after.push(...after.slice(a, a + count));
    }
    if (kind !== "added") b += count;
    if (kind !== "removed") a += count;
  }
  return blocks;
}

function commonEnds(
  before: readonly TextItem[],
  after: readonly TextItem[],
  equal: (before: TextItem, after: TextItem) => boolean,
): DiffBlock[] {
  const most = Math.min(before.length, after.length);
  const alike = (b: TextItem | undefined, a: TextItem | undefined): boolean =>
    b !== undefined && a !== undefined && equal(b, a);
  let head = 0;
  while (head < most && alike(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < most - head && alike(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;
  const blocks: DiffBlock[] = [];
  for (let at = 0; at < head; at += 1) pushSame(blocks, before[at], after[at]);
  const [b, a] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  if (b.length + a.length > 0) blocks.push({ kind: "changed", before: b, after: a });
  for (let at = tail; at > 0; at -= 1) pushSame(blocks, before.at(-at), after.at(-at));
  return blocks;
}

function pushSame(blocks: DiffBlock[], before: TextItem | undefined, after: TextItem | undefined): void {
  if (before && after) blocks.push({ kind: "same", before, after });
}
