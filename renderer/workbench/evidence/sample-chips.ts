import type { SampleGroup } from "../../../shared/domain/comparison.ts";

export type SampleChip = Pick<SampleGroup, "samples" | "candidate">;

/** More chips than this are for a number field. */
const MOST_CHIPS = 10;

/**
 * One chip for each different pair of replies, the commonest first, then those samples that are not finished.
 * `more`: a field for a number is needed to reach every sample.
 */
export function sampleChips(groups: readonly SampleGroup[], samples: number): { chips: SampleChip[]; more: boolean } {
  const grouped = new Set(groups.flatMap((group) => group.samples));
  const open = Array.from({ length: samples }, (_, at) => at).filter((at) => !grouped.has(at));
  // Where no two are the same, they stand by number, as people count them.
  const alone = groups.every((group) => group.samples.length === 1);
  const sorted = alone ? groups.toSorted((a, b) => first(a) - first(b)) : groups;
  const all: SampleChip[] = [...sorted, ...open.map((sample) => ({ samples: [sample], candidate: null }))];
  return { chips: all.slice(0, MOST_CHIPS), more: all.length > MOST_CHIPS };
}

/** The group's first sample, or, from within the group, the one after; round at the end. */
export function nextInGroup(samples: readonly number[], current: number): number {
  const at = samples.indexOf(current);
  return samples[(at + 1) % samples.length] ?? current;
}

export function groupAloud({ samples, candidate }: SampleChip): string {
  const name =
    samples.length === 1 ? `Sample ${first({ samples }) + 1}` : `${samples.length} samples with the same replies`;
  return candidate === null ? name : `${name}, ${words[candidate]}`;
}

const words: Record<NonNullable<SampleGroup["candidate"]>, string> = {
  passed: "passed",
  failed: "failed",
  unevaluated: "could not be evaluated",
  mixed: "judged now so, now so",
};

function first({ samples }: { samples: readonly number[] }): number {
  return samples[0] ?? 0;
}
