/** How the conversations of one earlier run came out: passed or not, null where that could not be told. */
export type Standings = ReadonlyMap<string, boolean | null>;

/**
 * Conversation ids in the order in which they most likely bring news: what did not pass in the newest run,
 * freshly broken before long failing; then what flipped most often between the runs. What never did any of it
 * is left out and keeps its place behind. `earlier` is newest first; `ids` are in the order of the set.
 */
export function newsOrder(ids: readonly string[], earlier: readonly Standings[]): string[] {
  const [newest] = earlier;
  if (!newest) return [];
  const ranked = ids.map((id, at) => {
    const known = earlier.map((run) => run.get(id)).filter((passed) => typeof passed === "boolean");
    const flips = known.filter((passed, index) => index > 0 && passed !== known[index - 1]).length;
    const notPassed = newest.has(id) && newest.get(id) !== true;
    const group = notPassed ? (newest.get(id) === false && known[1] === true ? 0 : 1) : 2;
    return { id, at, flips, group };
  });
  return ranked
    .filter((one) => one.group < 2 || one.flips > 0)
    .sort((a, b) => a.group - b.group || b.flips - a.flips || a.at - b.at)
    .map((one) => one.id);
}

/** `news` with some conversations in front of it: those of them that bring news in its order, then the others. */
export function leadWith(leading: ReadonlySet<string>, news: readonly string[]): string[] {
  const led = new Set(news.filter((id) => leading.has(id)));
  const rest = [...leading].filter((id) => !led.has(id));
  return [...led, ...rest, ...news.filter((id) => !leading.has(id))];
}
