/** A version and what it was made from: null where there is no such parent. A merge has both. */
export interface Descent {
  number: number;
  parent: number | null;
  merged: number | null;
}

/** Some versions and all they come from, through both parents of merges. */
export function ancestorsOf(history: readonly Descent[], ...starts: number[]): Set<number> {
  const parents = new Map(history.map((one) => [one.number, one]));
  const met = new Set<number>();
  const waiting = [...starts];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (met.has(next)) continue;
    met.add(next);
    const { parent, merged } = parents.get(next) ?? { parent: null, merged: null };
    if (parent !== null) waiting.push(parent);
    if (merged !== null) waiting.push(merged);
  }
  return met;
}
