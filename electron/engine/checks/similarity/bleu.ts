import { countGrams, gramsIn, wordsOf } from "./words.ts";

const longestGram = 4;
/** Stands for a precision of zero, which would make the whole product zero; promptfoo's value. */
const almostZero = 1e-7;

/**
 * BLEU of one text against references, from 0 to 1: the geometric mean of the clipped precisions of 1- to 4-grams,
 * times the brevity penalty. Papineni et al. (2002), "BLEU: a method for automatic evaluation of machine translation",
 * doi 10.3115/1073083.1073135. Words as in promptfoo: lower case, split at spaces; orders that the text is too short
 * for are left out.
 */
export function bleu(text: string, references: readonly string[]): number {
  const words = wordsOf(text);
  const others = references.map(wordsOf).filter((reference) => reference.length > 0);
  if (words.length === 0 || others.length === 0) return 0;
  const orders = Math.min(longestGram, words.length);
  let logs = 0;
  for (let n = 1; n <= orders; n += 1) {
    logs += Math.log(Math.max(almostZero, clippedMatches(words, others, n) / gramsIn(words.length, n)));
  }
  return brevityPenalty(words.length, others) * Math.exp(logs / orders);
}

/** Each n-gram counts at most as often as the reference that has it most often. */
function clippedMatches(words: readonly string[], references: readonly string[][], n: number): number {
  const allowed = references.map((reference) => countGrams(reference, n));
  let matches = 0;
  for (const [gram, count] of countGrams(words, n)) {
    matches += Math.min(count, Math.max(...allowed.map((counts) => counts.get(gram) ?? 0)));
  }
  return matches;
}

/** Against the reference nearest in length, the shorter of two as near. */
function brevityPenalty(length: number, references: readonly string[][]): number {
  const lengths = references.map((reference) => reference.length).toSorted((a, b) => a - b);
  const near = Math.min(...lengths.map((other) => Math.abs(other - length)));
  const closest = lengths.find((other) => Math.abs(other - length) === near) ?? length;
  return length > closest ? 1 : Math.exp(1 - closest / length);
}
