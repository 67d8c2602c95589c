/** A line, a sentence or a word, with what stands between it and the one before; null for the first of its text. */
export interface Item {
  text: string;
  sep: string | null;
}

const LINE_ENDS = /\r\n|\n|\r/g;

/** The lines of a text. A line end at the very end gives a last line without a letter. */
export function splitLines(text: string): Item[] {
  return splitBy(text, LINE_ENDS);
}

/** The words of a text; what white space stands before the first one belongs to it. */
export function splitWords(text: string): Item[] {
  return splitBy(text, /(?<=\S)\s+(?=\S)/g);
}

const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

/** The sentences of a text, the white space between two of them being neither's. */
export function splitSentences(text: string): Item[] {
  const items: Item[] = [];
  let gap: string | null = null;
  for (const { segment } of sentences.segment(text)) {
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
export function joinItems(items: readonly Item[], fallback: string): string {
  return items.map(({ text, sep }, at) => (at === 0 ? text : (sep ?? fallback) + text)).join("");
}

/** The separator that stands most often between the items; null where there is none. */
export function usualSeparator(items: readonly Item[]): string | null {
  const counts = new Map<string, number>();
  for (const { sep } of items) if (sep !== null) counts.set(sep, (counts.get(sep) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function splitBy(text: string, pattern: RegExp): Item[] {
  const items: Item[] = [];
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
