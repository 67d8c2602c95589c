/** A version and what it was made from; null for the first one, and for the number of a draft. */
export interface Descent {
  number: number | null;
  parent: number | null;
}

/**
 * The way from one version to another by parents: up to the nearest common ancestor, then down. `top` is the place of
 * that ancestor on the way: 0 where `from` itself is it. Null where the two have no ancestor in common.
 */
export function wayBetween(
  history: readonly Descent[],
  from: number | null,
  to: number | null,
): { way: (number | null)[]; top: number } | null {
  const parents = new Map(history.map(({ number, parent }) => [number, parent]));
  const upFrom = lineage(parents, from);
  const upTo = lineage(parents, to);
  const places = new Map(upTo.map((number, at) => [number, at]));
  const top = upFrom.findIndex((number) => places.has(number));
  const meeting = upFrom[top];
  if (meeting === undefined) return null;
  const down = upTo.slice(0, places.get(meeting) ?? 0).reverse();
  return { way: [...upFrom.slice(0, top + 1), ...down], top };
}

/** A version and its ancestors, the nearest first. */
function lineage(parents: ReadonlyMap<number | null, number | null>, start: number | null): (number | null)[] {
  const line: (number | null)[] = [start];
  let next = parents.get(start) ?? null;
  // A number that was met already would be a circle, which no history has; a damaged file might.
  while (next !== null && !line.includes(next)) {
    line.push(next);
    next = parents.get(next) ?? null;
  }
  return line;
}
