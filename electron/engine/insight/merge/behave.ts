import type { Tally } from "../../../../shared/domain/comparison.ts";
import type { MergeFinding } from "../../../../shared/domain/merge.ts";
import { byUnits } from "./by-units.ts";
import { bySamples } from "./by-samples.ts";
import { ENOUGH_PASSES, FIRST_SAMPLES, MISSED_WORSE, STEADY_ERROR } from "./limits.ts";
import { createTaken, type MergeSide, type TakeSample, type Taken } from "./taken.ts";

export interface Behaviour {
  finding: Exclude<MergeFinding, "stopped" | "failed">;
  /** Chance, at least, that the finding is right; null without one. */
  certainty: number | null;
  /** Checks that fail with the merge and with neither parent, by their keys. */
  newFailures: string[];
  tallies: Record<MergeSide, Tally>;
  /** Of each side the sample that shows best what it does; null where there is none. */
  shown: Record<MergeSide, number | null>;
}

export interface BehaviourTerms {
  /** Whether the model may answer the same in another way. */
  random: boolean;
  /** Whether there is a version that both sides come from. */
  hasBase: boolean;
  take: TakeSample;
}

/**
 * Tells of one conversation whether a merge does what its parents do. The base is asked only where it tells a fix that
 * was lost from a break that was carried over. Rejects as `take` does.
 */
export async function behave({ random, hasBase, take }: BehaviourTerms): Promise<Behaviour> {
  const taken = createTaken(take);
  const told = random ? await ofRandom(taken, hasBase) : await byUnits(taken, hasBase);
  const { finding, certainty, newFailures } = told;
  return { finding, certainty, newFailures, tallies: taken.tallies(), shown: taken.shown(newFailures) };
}

/** What was found out, before it is told. */
export type Told = Pick<Behaviour, "finding" | "certainty" | "newFailures">;

async function ofRandom(taken: Taken, hasBase: boolean): Promise<Told> {
  await Promise.all(parentsAndMerge.map((side) => taken.upTo(side, FIRST_SAMPLES)));
  if (parentsAndMerge.every((side) => taken.isSteady(side))) {
    const told = await byUnits(taken, hasBase, FIRST_SAMPLES);
    return { ...told, certainty: 1 - STEADY_ERROR };
  }
  if (parentsAndMerge.every((side) => taken.allPassed(side))) {
    await taken.upTo("merged", ENOUGH_PASSES);
    if (taken.allPassed("merged")) return { finding: "asParents", certainty: 1 - MISSED_WORSE, newFailures: [] };
  }
  return bySamples(taken, hasBase);
}

const parentsAndMerge = ["ours", "theirs", "merged"] as const;
