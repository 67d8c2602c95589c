import type {
  MatchRule,
  SimilarityMethod,
  ApprovedReplyMatch,
  ReplyAnnotation,
} from "../../../shared/domain/annotation.ts";
import type { AnnotationKey } from "../store/annotations.ts";
import type { Store } from "../store/store.ts";
import { editDistance } from "../statistics/edit-distance.ts";

/** How alike a reply is to an approved one where the rule says that it matches; null where it does not. */
export function similarityIfMatching(rule: MatchRule, reply: string, approved: string): number | null {
  if (reply === approved) return 1;
  if (rule.match === "exact") return null;
  const similarity = textSimilarity(rule.method, reply, approved, rule.threshold);
  return similarity >= rule.threshold ? similarity : null;
}

/** Compares a reply that was just recorded with what is approved for its turn. The caller holds the transaction. */
export function recordApprovedMatches(store: Store, place: AnnotationKey, text: string): void {
  for (const { id, textId, rule } of store.approvedReplies.at(place.contentId, place.turn)) {
    // The approved one matches itself since it was approved.
    if (textId === place.textId || rule.match === "exact") continue;
    const similarity = similarityIfMatching(rule, text, store.texts.get(textId));
    if (similarity !== null) store.approvedReplies.addMatch(place, id, similarity);
  }
}

/** Reply and approved reply, each as `normalizeText` gives it. A method that needs a model would be added here. */
const similarityMeasures: Record<SimilarityMethod, (a: string, b: string, least: number) => number> = {
  characters: characterSimilarity,
  words: wordSimilarity,
};

/**
 * How alike two texts are, from 0 to 1, where spaces and line breaks count as one space. Below `least` it may be any
 * number below it: texts whose lengths alone say no are not measured.
 */
export function textSimilarity(method: SimilarityMethod, a: string, b: string, least: number): number {
  return similarityMeasures[method](normalizeText(a), normalizeText(b), least);
}

function normalizeText(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").trim();
}

/** Counting the edits of two longer texts takes longer than the engine may wait. */
const MAX_CHARACTER_PAIRS = 2 ** 28;

/**
 * 1 less the edit distance (Levenshtein 1966) divided by the length of the longer text. Texts of more than some 16,000
 * characters each are compared by their words, which takes time that only grows with their length.
 */
function characterSimilarity(a: string, b: string, least: number): number {
  const longer = Math.max(a.length, b.length);
  if (longer === 0) return 1;
  const atMost = Math.min(a.length, b.length) / longer;
  if (atMost < least) return 0;
  if (a.length * b.length > MAX_CHARACTER_PAIRS) return wordSimilarity(a, b, least);
  return 1 - (editDistance(a, b, Infinity) ?? longer) / longer;
}

/** Words that both have, counted as often as both have them, divided by the number of words of the longer text. */
function wordSimilarity(a: string, b: string, least: number): number {
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

/** What people say of one reply, as it is shown. */
export function readAnnotations(
  store: Store,
  place: AnnotationKey,
): { person: ReplyAnnotation | null; expected: ApprovedReplyMatch | null } {
  const match = store.approvedReplies.matchOf(place);
  return {
    person: store.annotations.verdict(place),
    expected: match && {
      own: match.textId === place.textId,
      rule: match.rule,
      similarity: match.similarity,
      author: match.author,
      at: match.at,
    },
  };
}
