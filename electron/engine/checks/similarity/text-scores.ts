import { fMeasure, treeBankTokenize } from "js-rouge";
import { stemmer } from "stemmer";

/** The words of a text in lower case, split at spaces; none of an empty one. */
function lowerCaseWords(text: string): string[] {
  return text.toLowerCase().match(/\S+/g) ?? [];
}

/** The same without full stops at their ends, so that a sentence's last word is the word it is. */
function wordsWithoutStops(text: string): string[] {
  return lowerCaseWords(text)
    .map(withoutStops)
    .filter((word) => word !== "");
}

/** A pattern for stops at the end would look at each run of stops from every place in it. */
function withoutStops(word: string): string {
  let end = word.length;
  while (word[end - 1] === ".") end -= 1;
  return word.slice(0, end);
}

/** How often each run of `n` words occurs. */
function countGrams(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= words.length; at += 1) {
    const gram = words.slice(at, at + n).join(" ");
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** How many n-grams there are in `count` words. */
function gramsIn(count: number, n: number): number {
  return Math.max(0, count - n + 1);
}

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
  const words = lowerCaseWords(text);
  const others = references.map(lowerCaseWords).filter((reference) => reference.length > 0);
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

const gleuOrders = [1, 2, 3, 4];

/**
 * GLEU of one text against the reference it fits best, from 0 to 1: the lesser of precision and recall over all 1- to
 * 4-grams. Wu et al. (2016), "Google's neural machine translation system", arXiv 1609.08144, section 5.2. Words as in
 * promptfoo: lower case, split at spaces, without full stops at their ends.
 */
export function gleu(text: string, references: readonly string[]): number {
  const words = wordsWithoutStops(text);
  return Math.max(0, ...references.map((reference) => gleuAgainst(words, wordsWithoutStops(reference))));
}

function gleuAgainst(words: readonly string[], reference: readonly string[]): number {
  let matches = 0;
  let ours = 0;
  let theirs = 0;
  for (const n of gleuOrders) {
    const allowed = countGrams(reference, n);
    for (const [gram, count] of countGrams(words, n)) matches += Math.min(count, allowed.get(gram) ?? 0);
    ours += gramsIn(words.length, n);
    theirs += gramsIn(reference.length, n);
  }
  return matches === 0 ? 0 : matches / Math.max(ours, theirs);
}

/**
 * ROUGE-1 as a balanced F-measure against the reference it fits best, from 0 to 1: what promptfoo calls `rouge-n`. Lin
 * (2004), "ROUGE: a package for automatic evaluation of summaries". In lower case, with words told apart as the Penn
 * Treebank does; a repeated word counts as often as it stands in both.
 */
export function rougeN(text: string, references: readonly string[]): number {
  const words = treeBankTokenize(text.toLowerCase());
  return Math.max(0, ...references.map((reference) => rougeAgainst(words, treeBankTokenize(reference.toLowerCase()))));
}

function rougeAgainst(words: readonly string[], reference: readonly string[]): number {
  const allowed = countGrams(reference, 1);
  let matches = 0;
  for (const [word, count] of countGrams(words, 1)) matches += Math.min(count, allowed.get(word) ?? 0);
  return matches === 0 ? 0 : fMeasure(matches / words.length, matches / reference.length, 1);
}

/** How precision and recall are weighed, and how hard broken order is punished. */
interface MeteorParameters {
  alpha: number;
  beta: number;
  gamma: number;
}

/** promptfoo's and NLTK's; the paper's own tuning for English is alpha 0.81, beta 0.83, gamma 0.28. */
export const usualMeteor: MeteorParameters = { alpha: 0.9, beta: 3, gamma: 0.5 };

interface Word {
  at: number;
  form: string;
}

/** Places of two words that are the same one: in the text, in the reference. */
type Match = readonly [number, number];

/**
 * METEOR of one text against the reference it fits best, from 0 to 1. Words match as they are, then by their Porter
 * stem; synonyms are not known, so a score can be lower than with WordNet, never higher. Lavie and Agarwal (2007),
 * "Meteor: an automatic metric for MT evaluation with high levels of correlation with human judgments"; words are
 * matched from the end, as NLTK does, where the paper looks for the alignment with fewest crossings.
 */
export function meteor(text: string, references: readonly string[], parameters = usualMeteor): number {
  const words = wordsWithoutStops(text);
  return Math.max(0, ...references.map((reference) => meteorAgainst(words, wordsWithoutStops(reference), parameters)));
}

function meteorAgainst(words: readonly string[], reference: readonly string[], parameters: MeteorParameters): number {
  const matches = align(words, reference);
  if (matches.length === 0) return 0;
  const { alpha, beta, gamma } = parameters;
  const precision = matches.length / words.length;
  const recall = matches.length / reference.length;
  const mean = (precision * recall) / (alpha * precision + (1 - alpha) * recall);
  const penalty = gamma * (chunksIn(matches) / matches.length) ** beta;
  return (1 - penalty) * mean;
}

function align(words: readonly string[], reference: readonly string[]): Match[] {
  const exact = pair(words.map(toWord), reference.map(toWord));
  const stemmed = pair(exact.left.map(toStem), exact.right.map(toStem));
  return [...exact.matches, ...stemmed.matches].toSorted((one, other) => one[0] - other[0]);
}

/** Pairs equal forms, the last with the last; what stays without a partner is left. */
function pair(ours: readonly Word[], theirs: readonly Word[]): { matches: Match[]; left: Word[]; right: Word[] } {
  const free = new Map<string, Word[]>();
  for (const word of theirs) {
    const same = free.get(word.form);
    if (same) same.push(word);
    else free.set(word.form, [word]);
  }
  const matches: Match[] = [];
  const left: Word[] = [];
  const taken = new Set<number>();
  for (const word of ours.toReversed()) {
    const partner = free.get(word.form)?.pop();
    if (!partner) {
      left.push(word);
      continue;
    }
    matches.push([word.at, partner.at]);
    taken.add(partner.at);
  }
  return { matches, left: left.toReversed(), right: theirs.filter(({ at }) => !taken.has(at)) };
}

/** Runs of matches that stand side by side, in the same order, in both texts. */
function chunksIn(matches: readonly Match[]): number {
  return matches.filter(([ours, theirs], at) => {
    const before = matches[at - 1];
    return !before || ours !== before[0] + 1 || theirs !== before[1] + 1;
  }).length;
}

function toWord(form: string, at: number): Word {
  return { at, form };
}

function toStem({ at, form }: Word): Word {
  return { at, form: stemmer(form) };
}
