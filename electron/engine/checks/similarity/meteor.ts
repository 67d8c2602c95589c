import { stemmer } from "stemmer";
import { wordsWithoutStops } from "./words.ts";

/** How precision and recall are weighed, and how hard broken order is punished. */
export interface MeteorParameters {
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
  return Math.max(0, ...references.map((reference) => against(words, wordsWithoutStops(reference), parameters)));
}

function against(words: readonly string[], reference: readonly string[], parameters: MeteorParameters): number {
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
