import { wordsOf } from "../../replay/changed-words.ts";
import type { Item } from "./items.ts";

const BEGINS = /^\s*(?:[-*+•]\s|\d{1,3}[.)]\s|#{1,6}\s|>|```|<\/?\w)/;
const ENDS = /[.!?:;…]["')\]*_”’]*\s*$/;

/**
 * Groups changed lines into list items, headings, sentences of their own and paragraphs. A line goes on with the one
 * before when that one was not finished. Empty lines belong to what follows them, at the end to what went before.
 */
export function unitsOf(lines: readonly Item[]): Item[][] {
  const units: Item[][] = [];
  let unit: Item[] = [];
  let before: string | null = null;
  for (const line of lines) {
    const blank = line.text.trim() === "";
    const goesOn = before !== null && !blank && !BEGINS.test(line.text) && !ENDS.test(before) && !/^\s*#/.test(before);
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
const MOST_PAIRS = 10_000;
/** Share of words in common from which on one text counts as another wording of the other. */
const ALIKE = 0.3;

/** Pairs each text of one list with its other wording in the other, keeping the order; null where it has none. */
export function alignTexts(before: readonly string[], after: readonly string[]): [number | null, number | null][] {
  if (before.length * after.length > MOST_PAIRS) return inOrder(before.length, after.length);
  const bags = { before: before.map(bagOf), after: after.map(bagOf) };
  const alike = bags.before.map((b) => bags.after.map((a) => similarity(b, a)));
  const at = (b: number, a: number): number => alike[b]?.[a] ?? 0;
  const best = Array.from({ length: before.length + 1 }, () => Array.from({ length: after.length + 1 }, () => 0));
  const bestAt = (b: number, a: number): number => best[b]?.[a] ?? 0;
  const paired = (b: number, a: number): number => (at(b, a) >= ALIKE ? bestAt(b + 1, a + 1) + at(b, a) : 0);
  for (let b = before.length - 1; b >= 0; b -= 1) {
    const row = best[b] ?? [];
    for (let a = after.length - 1; a >= 0; a -= 1) row[a] = Math.max(bestAt(b + 1, a), bestAt(b, a + 1), paired(b, a));
  }
  const pairs: [number | null, number | null][] = [];
  let [b, a] = [0, 0];
  while (b < before.length || a < after.length) {
    const here = b < before.length && a < after.length;
    if (here && at(b, a) >= ALIKE && bestAt(b, a) === paired(b, a)) pairs.push([b++, a++]);
    else if (b < before.length && (a === after.length || bestAt(b, a) === bestAt(b + 1, a))) pairs.push([b++, null]);
    else pairs.push([null, a++]);
  }
  return pairs;
}

function inOrder(before: number, after: number): [number | null, number | null][] {
  return Array.from({ length: Math.max(before, after) }, (_, at) => [at < before ? at : null, at < after ? at : null]);
}

/** The words of a text and how often it has each of them. */
export function bagOf(text: string): Map<string, number> {
  const bag = new Map<string, number>();
  const words = wordsOf(text);
  for (const word of words.length > 0 ? words : text.split(/\s+/)) bag.set(word, (bag.get(word) ?? 0) + 1);
  return bag;
}

/** Dice's coefficient over words: 0 nothing in common, 1 the same words. */
export function similarity(a: Map<string, number>, b: Map<string, number>): number {
  let common = 0;
  for (const [word, count] of a) common += Math.min(count, b.get(word) ?? 0);
  const all = [...a.values(), ...b.values()].reduce((sum, count) => sum + count, 0);
  return all === 0 ? 1 : (2 * common) / all;
}
