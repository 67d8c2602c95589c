/** The words of a text in lower case, split at spaces; none of an empty one. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\S+/g) ?? [];
}

/** The same without full stops at their ends, so that a sentence's last word is the word it is. */
export function wordsWithoutStops(text: string): string[] {
  return wordsOf(text)
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
export function countGrams(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= words.length; at += 1) {
    const gram = words.slice(at, at + n).join(" ");
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** How many n-grams there are in `count` words. */
export function gramsIn(count: number, n: number): number {
  return Math.max(0, count - n + 1);
}
