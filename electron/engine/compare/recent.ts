/** Keeps the newest `most` things: each under a name, and for as long as its key stays the same. */
export function recent<T>(most: number): (name: string, key: string, make: () => T) => T {
  const kept = new Map<string, { key: string; thing: T }>();
  return (name, key, make) => {
    const known = kept.get(name);
    const now = known?.key === key ? known : { key, thing: make() };
    kept.delete(name);
    kept.set(name, now);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return now.thing;
  };
}
