import type { SimilarityMethod } from "../../../shared/domain/people.ts";
import { editDistance } from "../edit-distance.ts";

/** Reply and approved reply, each as `formOf` gives it. A method that needs a model would stand beside these two. */
const measures: Record<SimilarityMethod, (a: string, b: string, least: number) => number> = {
  characters: charactersAlike,
  words: wordsAlike,
};

/**
 * How alike two texts are, from 0 to 1, where spaces and line breaks count as one space. Below `least` it may be any
 * number below it: texts whose lengths alone say no are not measured.
 */
export function similarityOf(method: SimilarityMethod, a: string, b: string, least: number): number {
  return measures[method](formOf(a), formOf(b), least);
}

function formOf(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").trim();
}

/** Counting the edits of two longer texts takes longer than the engine may wait. */
const MAX_PAIRS = 2 ** 28;

/**
 * 1 less the edit distance (Levenshtein 1966) divided by the length of the longer text. Texts of more than some 16,000
 * characters each are compared by their words, which takes time that only grows with their length.
 */
function charactersAlike(a: string, b: string, least: number): number {
  const longer = Math.max(a.length, b.length);
  if (longer === 0) return 1;
  const atMost = Math.min(a.length, b.length) / longer;
  if (atMost < least) return 0;
  if (a.length * b.length > MAX_PAIRS) return wordsAlike(a, b, least);
  return 1 - (editDistance(a, b, Infinity) ?? longer) / longer;
}

/** Words that both have, counted as often as both have them, divided by the number of words of the longer text. */
function wordsAlike(a: string, b: string, least: number): number {
  const [own, other] = [wordsIn(a), wordsIn(b)];
  const longer = Math.max(own.length, other.length);
  if (longer === 0) return a === b ? 1 : 0;
  if (Math.min(own.length, other.length) / longer < least) return 0;
  const left = new Map<string, number>();
  for (const word of own) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of other) {
    const more = left.get(word) ?? 0;
    if (more === 0) continue;
    left.set(word, more - 1);
    common += 1;
  }
  return common / longer;
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
