import type { Tally } from "../../../../shared/domain/comparison.ts";

export const mergeSides = ["base", "ours", "theirs", "merged"] as const;
export type MergeSide = (typeof mergeSides)[number];

/** What one sample showed. */
export interface Seen {
  pass: boolean;
  /** The same for the same replies and verdicts; null where these are too short to tell more than whether they pass. */
  reply: string | null;
  /** Keys of the checks that failed, without those of weight 0. */
  failing: readonly string[];
  /** How many checks there are. */
  checks: number;
}

/** Replays sample `sample` (from 0) of one conversation with a side's text. */
export type TakeSample = (side: MergeSide, sample: number) => Promise<Seen>;

/** The samples that were taken of one conversation, each of them once. */
export function createTaken(take: TakeSample) {
  const asked: Record<MergeSide, Promise<Seen>[]> = { base: [], ours: [], theirs: [], merged: [] };
  const seen: Record<MergeSide, Seen[]> = { base: [], ours: [], theirs: [], merged: [] };

  const sample = (side: MergeSide, at: number): Promise<Seen> => {
    const known = asked[side][at];
    if (known) return known;
    const one = take(side, at).then((shown) => (seen[side][at] = shown));
    asked[side][at] = one;
    return one;
  };

  const tallyOf = (side: MergeSide): Tally => {
    // Samples come in out of order; those before them that are still under way are holes, which `filter` leaves out.
    const all = seen[side].filter(() => true);
    return { passed: all.filter(({ pass }) => pass).length, samples: all.length };
  };

  return {
    sample,
    seen: (side: MergeSide): readonly Seen[] => seen[side],
    tallyOf,

    /** Takes the first `count` samples of a side. */
    async upTo(side: MergeSide, count: number): Promise<readonly Seen[]> {
      return Promise.all(Array.from({ length: count }, (_, at) => sample(side, at)));
    },

    /** Whether it said the same, word for word, every time, in replies long enough to tell. */
    isSteady(side: MergeSide): boolean {
      const said = new Set(seen[side].map(({ reply }) => reply));
      return said.size === 1 && !said.has(null);
    },

    allPassed: (side: MergeSide): boolean => seen[side].every(({ pass }) => pass),

    tallies: (): Record<MergeSide, Tally> => ({
      base: tallyOf("base"),
      ours: tallyOf("ours"),
      theirs: tallyOf("theirs"),
      merged: tallyOf("merged"),
    }),

    /** Of each side the first sample that did what most did; of the merge one that fails a check of `newFailures`. */
    shown(newFailures: readonly string[]): Record<MergeSide, number | null> {
      const usual = (side: MergeSide): number | null => {
        const { passed, samples } = tallyOf(side);
        const at = seen[side].findIndex(({ pass }) => pass === passed * 2 >= samples);
        return at < 0 ? null : at;
      };
      const telling = seen.merged.findIndex(({ failing }) => failing.some((key) => newFailures.includes(key)));
      return {
        base: usual("base"),
        ours: usual("ours"),
        theirs: usual("theirs"),
        merged: telling < 0 ? usual("merged") : telling,
      };
    },
  };
}
export type Taken = ReturnType<typeof createTaken>;
