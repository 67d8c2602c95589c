/** The candidate that takes the fewest edits to reach, if that is few enough to be a slip of the keyboard. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const sought = word.toLowerCase().replaceAll(/[\s_]+/g, "-");
  let best: string | null = null;
  let fewest = Math.max(2, Math.floor(sought.length / 4)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - sought.length) >= fewest) continue;
    const edits = distance(sought, candidate);
    if (edits >= fewest) continue;
    fewest = edits;
    best = candidate;
  }
  return best;
}

/** Levenshtein distance. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
