const FIRST_ROUND = 8;
const MOST_A_ROUND = 256;

/**
 * Rounds that grow: within one, conversations know nothing of each other, so that asking again asks the same, however
 * many are under way at once.
 */
export function* rounds<T>(all: readonly T[]): Generator<readonly T[]> {
  let size = FIRST_ROUND;
  for (let at = 0; at < all.length; size = Math.min(MOST_A_ROUND, size * 2)) {
    yield all.slice(at, at + size);
    at += size;
  }
}

/** Up to `most` of all values that `all` have together, evenly spread. */
export function spread<T, V>(
  all: readonly T[],
  valuesOf: (one: T) => ReadonlySet<V>,
  most: number,
): { one: T; value: V }[] {
  const total = all.reduce((sum, one) => sum + valuesOf(one).size, 0);
  const many = Math.min(most, total);
  const picked: { one: T; value: V }[] = [];
  const next = (): number => Math.floor(((picked.length + 0.5) * total) / many);
  let before = 0;
  for (const one of all) {
    const values = valuesOf(one);
    const ofThis = [...(next() < before + values.size ? values : [])];
    while (picked.length < many && next() < before + values.size) {
      const value = ofThis[next() - before];
      if (value === undefined) break;
      picked.push({ one, value });
    }
    before += values.size;
  }
  return picked;
}
