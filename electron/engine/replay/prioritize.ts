import type { TouchedRule } from "../../../shared/domain/ledger.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { touchedRules } from "../ledger/locate-rules.ts";
import type { Store } from "../store/store.ts";
import type { resolveReplayRequest } from "./resolve-request.ts";

/** How the conversations of one earlier run came out: passed or not, null where that could not be told. */
export type PassHistory = ReadonlyMap<string, boolean | null>;

/**
 * Conversation ids in the order in which they most likely change: what did not pass in the newest run,
 * freshly broken before long failing; then what flipped most often between the runs. What never did any of it
 * is left out and keeps its place behind. `earlier` is newest first; `ids` are in the order of the set.
 */
export function orderByPassHistory(ids: readonly string[], earlier: readonly PassHistory[]): string[] {
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

/** `news` with some conversations in front of it: first those of them that are in it, in its order, then the others. */
export function moveToFront(leading: ReadonlySet<string>, news: readonly string[]): string[] {
  const led = new Set(news.filter((id) => leading.has(id)));
  const rest = [...leading].filter((id) => !led.has(id));
  return [...led, ...rest, ...news.filter((id) => !leading.has(id))];
}

/** What a run is of, as far as its order depends on it. */
type ReplayedVersion = Pick<Run, "promptId" | "setId" | "versionNumber">;

/** Linked rules that what a run replays changed: their conversations come first. */
export async function findTouchedRules(
  store: Store,
  { promptId, setId, versionNumber }: ReplayedVersion,
  text: string,
): Promise<TouchedRule[]> {
  return setId === null ? [] : touchedRules(store, { promptId, setId, number: versionNumber, text });
}

export function replayedVersion({ request, resolved }: ReturnType<typeof resolveReplayRequest>): ReplayedVersion {
  const versionNumber = resolved.kind === "version" ? resolved.version.number : null;
  return { promptId: request.promptId, setId: request.setId, versionNumber };
}

/** What is known of one conversation before anything is replayed. */
export interface PriorityCase {
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

export interface PriorityPick {
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
export function prioritizeConversations(cases: readonly PriorityCase[], limit: number): PriorityPick {
  const weights = weighWords(cases);
  const known = cases.map((one) => ({
    ...one,
    passes: one.passed.filter((passed) => passed !== null),
    touch: one.shared.reduce((sum, word) => sum + (weights.get(word) ?? 0), 0),
  }));
  const reasons: { pick(one: (typeof known)[number]): number; say(one: (typeof known)[number]): string }[] = [
    { pick: (one) => (one.passes[0] === false && one.passes[1] === true ? 1 : 0), say: () => "broke last" },
    { pick: (one) => one.touch, say: (one) => `the change speaks of ${formatMentioned(one.shared, weights)}` },
    {
      pick: (one) => countFlips(one.passes),
      say: (one) => `flipped ${formatTimes(countFlips(one.passes))} over earlier runs`,
    },
  ];
  const fill = { pick: (one: (typeof known)[number]) => (one.passes[0] === false ? 2 : one.checks > 0 ? 1 : 0) };

  const why = new Map<string, string>();
  for (const one of sortedBy(known, ({ touch }) => touch)) {
    if (why.size < limit && one.linked != null) why.set(one.id, one.linked);
  }
  const queues = reasons.map(({ pick, say }) => ({ say, queue: sortedBy(known, pick).filter((one) => pick(one) > 0) }));
  while (why.size < limit && queues.some(({ queue }) => queue.length > 0)) {
    for (const { say, queue } of queues) {
      let next = queue.shift();
      while (next && why.has(next.id)) next = queue.shift();
      if (next && why.size < limit) why.set(next.id, say(next));
    }
  }
  for (const one of sortedBy(known, fill.pick)) {
    if (why.size >= limit) break;
    if (!why.has(one.id)) why.set(one.id, fill.pick(one) === 2 ? "failed last" : "next in the set");
  }
  return { ids: [...why.keys()], why: Object.fromEntries(why) };
}

/** Highest first; the order of the set among equals. */
function sortedBy<T>(all: readonly T[], by: (one: T) => number): T[] {
  return [...all].sort((a, b) => by(b) - by(a));
}

/** Rare words weigh more: the logarithm of how many conversations there are for each one that has the word. */
function weighWords(cases: readonly PriorityCase[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { shared } of cases) for (const word of shared) counts.set(word, (counts.get(word) ?? 0) + 1);
  const common = cases.length > 3 ? cases.length * COMMON_SHARE : cases.length;
  return new Map(
    [...counts].flatMap(([word, count]) => (count > common ? [] : [[word, Math.log((cases.length + 1) / count)]])),
  );
}

function countFlips(settled: readonly boolean[]): number {
  return settled.filter((passed, at) => at > 0 && passed !== settled[at - 1]).length;
}

function formatMentioned(shared: readonly string[], weights: ReadonlyMap<string, number>): string {
  const telling = shared.filter((word) => weights.has(word));
  return sortedBy(telling, (word) => weights.get(word) ?? 0)
    .slice(0, 3)
    .map((word) => `“${word}”`)
    .join(", ");
}

function formatTimes(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}
