import type { Cause } from "../../../shared/domain/comparison.ts";

/** The text ids of one run's replies to one conversation: per sample, a text id per user turn or null. */
export type Replies = readonly (readonly (number | null)[])[];

/**
 * Why the replies to one turn are not the baseline's. The pinned run had the baseline's own replies before this
 * turn: when its reply is another one all the same, the edit did it, else an earlier turn drifted. Null where the
 * replies are the same or a run lacks one. Samples are compared as a collection, as many as all three have.
 */
export function causeAt(baseline: Replies, candidate: Replies, pinned: Replies, turn: number): Cause | null {
  const samples = Math.min(baseline.length, candidate.length, pinned.length);
  const [before, after, alone] = [baseline, candidate, pinned].map((all) => textsAt(all, turn, samples));
  if (before == null || after == null || alone == null || before === after) return null;
  return alone === before ? "drift" : "edit";
}

/** Null where a reply is not there or fixed. */
function textsAt(all: Replies, turn: number, samples: number): string | null {
  const texts = all.slice(0, samples).map((replies) => replies[turn] ?? null);
  if (texts.length === 0 || texts.includes(null)) return null;
  return texts.toSorted((a, b) => (a ?? 0) - (b ?? 0)).join(",");
}

/** The share of samples that failed at each turn, per turn that has any. */
export type FailedTurns = ReadonlyMap<number, number>;

/**
 * The turn that decided what became of a conversation: the first that fails more or less often than before,
 * else the first that differs.
 */
export function decidingTurn(before: FailedTurns, after: FailedTurns, firstDivergent: number): number {
  const moved = [...new Set([...before.keys(), ...after.keys()])]
    .filter((turn) => (before.get(turn) ?? 0) !== (after.get(turn) ?? 0))
    .sort((a, b) => a - b);
  return moved[0] ?? firstDivergent;
}
