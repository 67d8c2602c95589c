import { countGrams, gramsIn, wordsWithoutStops } from "./words.ts";

const orders = [1, 2, 3, 4];

/**
 * GLEU of one text against the reference it fits best, from 0 to 1: the lesser of precision and recall over all 1- to
 * 4-grams. Wu et al. (2016), "Google's neural machine translation system", arXiv 1609.08144, section 5.2. Words as in
 * promptfoo: lower case, split at spaces, without full stops at their ends.
 */
export function gleu(text: string, references: readonly string[]): number {
  const words = wordsWithoutStops(text);
  return Math.max(0, ...references.map((reference) => against(words, wordsWithoutStops(reference))));
}

function against(words: readonly string[], reference: readonly string[]): number {
  let matches = 0;
  let ours = 0;
  let theirs = 0;
  for (const n of orders) {
    const allowed = countGrams(reference, n);
    for (const [gram, count] of countGrams(words, n)) matches += Math.min(count, allowed.get(gram) ?? 0);
    ours += gramsIn(words.length, n);
    theirs += gramsIn(reference.length, n);
  }
  return matches === 0 ? 0 : matches / Math.max(ours, theirs);
}
