import {
  MAX_SAMPLES_PER_END,
  MAX_SAMPLES_PER_TEXT,
  createLikenessTest,
  sampleBothEnds,
  type SampledEnds,
  type ReplaySample,
} from "../likelihood-ratio-test.ts";
import type { Tally } from "../../../../shared/domain/comparison.ts";
import type { MergeFinding } from "../../../../shared/domain/merge.ts";
import { anytimeValidP } from "../../statistics/e-values.ts";

/** Samples of each side that a model gets to show whether it says the same every time. */
export const INITIAL_SAMPLES = 3;
/** Chance that it does not, though it did: that long replies to three texts are all the same by chance is rarer. */
const STEADY_ERROR = 0.01;
/** So many samples all pass at most once in 64 where the pass rate is half or less: 1/2 to this power. */
export const ENOUGH_PASSES = 6;
const MISSED_REGRESSION_RATE = 0.5 ** ENOUGH_PASSES;
/** Chance, at most, that the merge is called worse than both parents, or a check a new failure, where it is not. */
const FALSE_ALARM_RATE = 0.01;

/** Replays of one conversation, never more; the base is one of the sides where there is one. */
export function maxReplays(random: boolean, hasBase: boolean): number {
  const sides = hasBase ? 4 : 3;
  return random ? sides * Math.max(MAX_SAMPLES_PER_END, MAX_SAMPLES_PER_TEXT) : sides;
}

export interface MergeBehaviour {
  finding: Exclude<MergeFinding, "stopped" | "failed">;
  /** Chance, at least, that the finding is right; null without one. */
  certainty: number | null;
  /** Checks that fail with the merge and with neither parent, by their keys. */
  newFailures: string[];
  tallies: Record<MergeSide, Tally>;
  /** Of each side the sample that shows best what it does; null where there is none. */
  shown: Record<MergeSide, number | null>;
}

interface BehaviourOptions {
  /** Whether the model may answer the same in another way. */
  random: boolean;
  /** Whether there is a version that both sides come from. */
  hasBase: boolean;
  take: TakeMergeSample;
}

/**
 * Tells of one conversation whether a merge does what its parents do. The base is asked only where it tells a fix that
 * was lost from a break that was carried over. Rejects as `take` does.
 */
export async function compareMergeBehaviour({ random, hasBase, take }: BehaviourOptions): Promise<MergeBehaviour> {
  const taken = createSampleCache(take);
  const told = random ? await findingOfRandomModel(taken, hasBase) : await findingByChecks(taken, hasBase);
  const { finding, certainty, newFailures } = told;
  return { finding, certainty, newFailures, tallies: taken.tallies(), shown: taken.shown(newFailures) };
}

/** What was found out, before it is told. */
type BehaviourFinding = Pick<MergeBehaviour, "finding" | "certainty" | "newFailures">;

async function findingOfRandomModel(taken: SampleCache, hasBase: boolean): Promise<BehaviourFinding> {
  await Promise.all(parentsAndMerge.map((side) => taken.takeFirst(side, INITIAL_SAMPLES)));
  if (parentsAndMerge.every((side) => taken.isSteady(side))) {
    const told = await findingByChecks(taken, hasBase, INITIAL_SAMPLES);
    return { ...told, certainty: 1 - STEADY_ERROR };
  }
  if (parentsAndMerge.every((side) => taken.allPassed(side))) {
    await taken.takeFirst("merged", ENOUGH_PASSES);
    if (taken.allPassed("merged"))
      return { finding: "asParents", certainty: 1 - MISSED_REGRESSION_RATE, newFailures: [] };
  }
  return findingBySamples(taken, hasBase);
}

const parentsAndMerge = ["ours", "theirs", "merged"] as const;

export const mergeSides = ["base", "ours", "theirs", "merged"] as const;
export type MergeSide = (typeof mergeSides)[number];

/** What one sample showed. */
export interface ObservedSample {
  pass: boolean;
  /** The same for the same replies and verdicts; null where these are too short to tell more than whether they pass. */
  reply: string | null;
  /** Keys of the checks that failed, without those of weight 0. */
  failing: readonly string[];
  /** How many checks there are. */
  checks: number;
}

/** Replays sample `sample` (from 0) of one conversation with a side's text. */
type TakeMergeSample = (side: MergeSide, sample: number) => Promise<ObservedSample>;

/** The samples that were taken of one conversation, each of them once. */
function createSampleCache(take: TakeMergeSample) {
  const asked: Record<MergeSide, Promise<ObservedSample>[]> = { base: [], ours: [], theirs: [], merged: [] };
  const seen: Record<MergeSide, ObservedSample[]> = { base: [], ours: [], theirs: [], merged: [] };

  const sample = (side: MergeSide, at: number): Promise<ObservedSample> => {
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
    seen: (side: MergeSide): readonly ObservedSample[] => seen[side],
    tallyOf,

    /** Takes the first `count` samples of a side. */
    async takeFirst(side: MergeSide, count: number): Promise<readonly ObservedSample[]> {
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
type SampleCache = ReturnType<typeof createSampleCache>;

/** Worst first: what one of its checks shows is what the conversation shows. */
const severestFirst = ["unlikeBoth", "lostFix", "carriedBreak", "asWorse"] as const;

/**
 * The finding where a sample of each side tells all: of the conversation as a whole and of each of its checks, so that a
 * newly failing check is seen also where another one fails all along.
 */
async function findingByChecks(taken: SampleCache, hasBase: boolean, samples = 1): Promise<BehaviourFinding> {
  const [[ours], [theirs], [merged]] = await Promise.all([
    taken.takeFirst("ours", samples),
    taken.takeFirst("theirs", samples),
    taken.takeFirst("merged", samples),
  ]);
  if (!ours || !theirs || !merged) throw new Error("nothing was sampled");
  const units = [null, ...merged.failing];
  const base =
    hasBase && units.some((unit) => needsBase(unit, ours, theirs, merged)) ? await sampleBase(taken, samples) : null;
  const told = units.map((unit) => findingOfUnit(unit, base, ours, theirs, merged));
  const newFailures = merged.failing.filter((key) => !ours.failing.includes(key) && !theirs.failing.includes(key));
  const worst = severestFirst.find((one) => told.includes(one));
  return { finding: worst ?? told[0] ?? "undecided", certainty: 1, newFailures };
}

/** Null where it answers alike requests differently, which none of the others does. */
async function sampleBase(taken: SampleCache, samples: number): Promise<ObservedSample | null> {
  const [base] = await taken.takeFirst("base", samples);
  return base && (samples === 1 || taken.isSteady("base")) ? base : null;
}

/** A check by its key, or the conversation as a whole. */
type CheckUnit = string | null;

function unitFails(unit: CheckUnit, { pass, failing }: ObservedSample): boolean {
  return unit === null ? !pass : failing.includes(unit);
}

function needsBase(unit: CheckUnit, ours: ObservedSample, theirs: ObservedSample, merged: ObservedSample): boolean {
  return unitFails(unit, merged) && unitFails(unit, ours) !== unitFails(unit, theirs);
}

function findingOfUnit(
  unit: CheckUnit,
  base: ObservedSample | null,
  ours: ObservedSample,
  theirs: ObservedSample,
  merged: ObservedSample,
): BehaviourFinding["finding"] {
  const [a, b, m] = [unitFails(unit, ours), unitFails(unit, theirs), unitFails(unit, merged)];
  if (a === b) {
    if (m === a) return "asParents";
    return m ? "unlikeBoth" : "betterThanBoth";
  }
  if (!m) return "asBetter";
  if (base === null) return "asWorse";
  return unitFails(unit, base) ? "lostFix" : "carriedBreak";
}

type ParentSide = "ours" | "theirs";
type FindingWithCertainty = Pick<BehaviourFinding, "finding" | "certainty">;

/**
 * The finding where replies are left to chance. Where the parents differ for sure, a sequential test says which of them
 * the merge behaves like; where they do not, the merge is held against the one that passes less. The tests are those
 * of blame: an e-value for a difference, a likelihood ratio between two ends.
 */
async function findingBySamples(taken: SampleCache, hasBase: boolean): Promise<BehaviourFinding> {
  const parents = await sampleBothEnds(
    (end, at) => passVerdict(taken, end === "baseline" ? "ours" : "theirs", at),
    true,
  );
  const differ = parents.outcome === "broke" || parents.outcome === "fixed";
  const told = differ
    ? await findingWithDifferingParents(taken, parents, hasBase)
    : await findingWithAlikeParents(taken, parents);
  const newFailures = newlyFailingChecks(taken);
  const better = told.finding === "betterThanBoth" || told.finding === "asBetter";
  if (newFailures.length === 0 || better) return { ...told, newFailures: [] };
  if (told.finding === "unlikeBoth") return { ...told, newFailures };
  return { finding: "unlikeBoth", certainty: 1 - FALSE_ALARM_RATE, newFailures };
}

async function findingWithDifferingParents(
  taken: SampleCache,
  parents: SampledEnds,
  hasBase: boolean,
): Promise<FindingWithCertainty> {
  const [better, worse]: [ParentSide, ParentSide] =
    parents.outcome === "broke" ? ["ours", "theirs"] : ["theirs", "ours"];
  const sampleEnd = (end: string, at: number): Promise<ReplaySample> =>
    passVerdict(taken, end === "baseline" ? "ours" : "theirs", at);
  const between = createLikenessTest(parents, { hunks: 1, random: true, sampleEnd });
  const likeWorse = async (side: MergeSide): Promise<boolean | null> => {
    const likeTheirs = await between.decide((at) => passVerdict(taken, side, at));
    return likeTheirs === null ? null : likeTheirs === (worse === "theirs");
  };
  const merged = await likeWorse("merged");
  if (merged === null) {
    if (isCertainlyBelow(taken, "merged", worse)) return { finding: "unlikeBoth", certainty: 1 - FALSE_ALARM_RATE };
    if (isCertainlyBelow(taken, better, "merged"))
      return { finding: "betterThanBoth", certainty: 1 - FALSE_ALARM_RATE };
    return { finding: "undecided", certainty: null };
  }
  if (!merged) return { finding: "asBetter", certainty: 1 - between.error() };
  const base = hasBase ? await likeWorse("base") : null;
  const finding = base === null ? "asWorse" : base ? "lostFix" : "carriedBreak";
  return { finding, certainty: Math.max(0, 1 - between.error()) };
}

async function findingWithAlikeParents(taken: SampleCache, parents: SampledEnds): Promise<FindingWithCertainty> {
  const [worse, better]: [ParentSide, ParentSide] =
    rateOf(taken, "theirs") < rateOf(taken, "ours") ? ["theirs", "ours"] : ["ours", "theirs"];
  const against = (parent: ParentSide): Promise<SampledEnds> =>
    sampleBothEnds((end, at) => passVerdict(taken, end === "baseline" ? parent : "merged", at), true);
  const low = await against(worse);
  // What the parents' likeness may be wrong by; where it was not settled, nothing rests on it.
  const apart = parents.outcome === "undecided" ? 0 : parents.error;
  switch (low.outcome) {
    case "broke":
      return { finding: "unlikeBoth", certainty: 1 - low.error };
    case "fixed": {
      const high = await against(better);
      const finding = high.outcome === "fixed" ? "betterThanBoth" : "asBetter";
      return { finding, certainty: 1 - low.error - high.error };
    }
    case "stillPassing":
    case "stillFailing":
      return { finding: "asParents", certainty: 1 - low.error - apart };
    case "flaky":
      return { finding: "flaky", certainty: 1 - low.error - apart };
    case "undecided":
      return { finding: "undecided", certainty: null };
  }
}

/** Checks that no sample of a parent failed, and so many of the merge that it is no chance; each check may be one. */
function newlyFailingChecks(taken: SampleCache): string[] {
  const parents = [...taken.seen("ours"), ...taken.seen("theirs")];
  const merged = taken.seen("merged");
  const old = new Set(parents.flatMap(({ failing }) => failing));
  const fresh = [...new Set(merged.flatMap(({ failing }) => failing))].filter((key) => !old.has(key));
  const checks = merged[0]?.checks ?? 1;
  const before = { passed: parents.length, samples: parents.length };
  return fresh.filter((key) => {
    const failed = merged.filter(({ failing }) => failing.includes(key)).length;
    return (
      anytimeValidP(before, { passed: merged.length - failed, samples: merged.length }) * checks <= FALSE_ALARM_RATE
    );
  });
}

function isCertainlyBelow(taken: SampleCache, low: MergeSide, high: MergeSide): boolean {
  if (rateOf(taken, low) >= rateOf(taken, high)) return false;
  return anytimeValidP(taken.tallyOf(high), taken.tallyOf(low)) <= FALSE_ALARM_RATE;
}

function rateOf(taken: SampleCache, side: MergeSide): number {
  const { passed, samples } = taken.tallyOf(side);
  return passed / samples;
}

/** A sample for the tests of blame, which are to tell by verdicts alone here. */
async function passVerdict(taken: SampleCache, side: MergeSide, at: number): Promise<ReplaySample> {
  return { pass: (await taken.sample(side, at)).pass, reply: null };
}
