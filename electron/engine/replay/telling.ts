/** What is known of one conversation before anything is replayed. */
export interface TellingCase {
  id: string;
  /** Number of checks: without any, nothing can break. */
  checks: number;
  /** Stems of the words in its user turns, tags, notes and check values that the change has too. */
  shared: readonly string[];
  /** In words, what the change did to a rule that was written for it; null where it did nothing of that kind. */
  linked?: string | null;
  /** Whether it passed in earlier runs of one model, newest first; null where a run cannot say. */
  passed: readonly (boolean | null)[];
}

export interface Telling {
  ids: string[];
  /** For each id, in words for a person, why it was picked. */
  why: Record<string, string>;
}

/** A word in more of the conversations than this says nothing of any of them. */
const COMMON_SHARE = 0.5;

/**
 * The conversations that will most likely say what a change does: those whose own rule it changed. Then those that
 * broke last, those that the change touches and those that flip most take turns, the best of each first; then what
 * failed last, then the rest in order.
 */
export function rankTelling(cases: readonly TellingCase[], limit: number): Telling {
  const weights = weighWords(cases);
  const known = cases.map((one) => ({
    ...one,
    settled: one.passed.filter((passed) => passed !== null),
    touch: one.shared.reduce((sum, word) => sum + (weights.get(word) ?? 0), 0),
  }));
  const reasons: { pick(one: (typeof known)[number]): number; say(one: (typeof known)[number]): string }[] = [
    { pick: (one) => (one.settled[0] === false && one.settled[1] === true ? 1 : 0), say: () => "broke last" },
    { pick: (one) => one.touch, say: (one) => `the change speaks of ${mentioned(one.shared, weights)}` },
    { pick: (one) => flips(one.settled), say: (one) => `flipped ${times(flips(one.settled))} over earlier runs` },
  ];
  const fill = { pick: (one: (typeof known)[number]) => (one.settled[0] === false ? 2 : one.checks > 0 ? 1 : 0) };

  const why = new Map<string, string>();
  for (const one of sorted(known, ({ touch }) => touch)) {
    if (why.size < limit && one.linked != null) why.set(one.id, one.linked);
  }
  const queues = reasons.map(({ pick, say }) => ({ say, queue: sorted(known, pick).filter((one) => pick(one) > 0) }));
  while (why.size < limit && queues.some(({ queue }) => queue.length > 0)) {
    for (const { say, queue } of queues) {
      let next = queue.shift();
      while (next && why.has(next.id)) next = queue.shift();
      if (next && why.size < limit) why.set(next.id, say(next));
    }
  }
  for (const one of sorted(known, fill.pick)) {
    if (why.size >= limit) break;
    if (!why.has(one.id)) why.set(one.id, fill.pick(one) === 2 ? "failed last" : "next in the set");
  }
  return { ids: [...why.keys()], why: Object.fromEntries(why) };
}

/** Highest first; the order of the set among equals. */
function sorted<T>(all: readonly T[], by: (one: T) => number): T[] {
  return [...all].sort((a, b) => by(b) - by(a));
}

/** Rare words weigh more: the logarithm of how many conversations there are for each one that has the word. */
function weighWords(cases: readonly TellingCase[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { shared } of cases) for (const word of shared) counts.set(word, (counts.get(word) ?? 0) + 1);
  const common = cases.length > 3 ? cases.length * COMMON_SHARE : cases.length;
  return new Map(
    [...counts].flatMap(([word, count]) => (count > common ? [] : [[word, Math.log((cases.length + 1) / count)]])),
  );
}

function flips(settled: readonly boolean[]): number {
  return settled.filter((passed, at) => at > 0 && passed !== settled[at - 1]).length;
}

function mentioned(shared: readonly string[], weights: ReadonlyMap<string, number>): string {
  const telling = shared.filter((word) => weights.has(word));
  return sorted(telling, (word) => weights.get(word) ?? 0)
    .slice(0, 3)
    .map((word) => `“${word}”`)
    .join(", ");
}

function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}
