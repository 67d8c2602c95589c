import { diffLines } from "../../../shared/rules/diff-lines.ts";

const MIN_KEYWORD_LENGTH = 3;

/** English words that stand in any instruction: they tell nothing of what it is about. */
const stopWords = new Set(
  `a about after again all also always an and any are as at be because been before being but by can could did do does
  doing don each every few for from get give given gave had has have having her here him his how if in into is it its
  just let like made make may me more most must my need never no nor not now of off on once one only or other our out
  over own people person please reply say said same she should so some somebody someone such tell than that the their
  them then there these they thing this those through to too under until up use used very was way we were what when
  where whether which while who whom why will with without would yes you your answer answers question questions ask
  asks asked user users keep`.split(/\s+/),
);

/** The words of a text, in lower case and without a plural's ending, so that "numbers" meets "number". */
export function keywordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => word.length >= MIN_KEYWORD_LENGTH && !stopWords.has(word))
    .map((word) => (word.length > 4 && /[^s]s$/.test(word) ? word.slice(0, -1) : word));
}

/** The words of the lines that came or went between two texts. */
export function diffKeywords(before: string, after: string): Set<string> {
  if (before === after) return new Set();
  const changed = diffLines(before, after, { ignoreLineEnds: true }).flatMap(({ kind, lines }) =>
    kind === "same" ? [] : lines,
  );
  return new Set(changed.flatMap(keywordsOf));
}
