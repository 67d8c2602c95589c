import { fMeasure, treeBankTokenize } from "js-rouge";
import { countGrams } from "./words.ts";

/**
 * ROUGE-1 as a balanced F-measure against the reference it fits best, from 0 to 1: what promptfoo calls `rouge-n`. Lin
 * (2004), "ROUGE: a package for automatic evaluation of summaries". In lower case, with words told apart as the Penn
 * Treebank does; a repeated word counts as often as it stands in both.
 */
export function rougeN(text: string, references: readonly string[]): number {
  const words = treeBankTokenize(text.toLowerCase());
  return Math.max(0, ...references.map((reference) => against(words, treeBankTokenize(reference.toLowerCase()))));
}

function against(words: readonly string[], reference: readonly string[]): number {
  const allowed = countGrams(reference, 1);
  let matches = 0;
  for (const [word, count] of countGrams(words, 1)) matches += Math.min(count, allowed.get(word) ?? 0);
  return matches === 0 ? 0 : fMeasure(matches / words.length, matches / reference.length, 1);
}
