import { anytimeP } from "../../compare/statistics/evidence.ts";
import { createBetween } from "../blame/between.ts";
import { sampleEnds, type KnownEnds, type Sampled } from "../blame/ends.ts";
import type { Told } from "./behave.ts";
import { FALSE_ALARM } from "./limits.ts";
import type { MergeSide, Taken } from "./taken.ts";

type Parent = "ours" | "theirs";
type Verdict = Pick<Told, "finding" | "certainty">;

/**
 * The finding where replies are left to chance. Where the parents differ for sure, a sequential test says which of them
 * the merge behaves like; where they do not, the merge is held against the one that passes less. The tests are those
 * of blame: an e-value for a difference, a likelihood ratio between two ends.
 */
export async function bySamples(taken: Taken, hasBase: boolean): Promise<Told> {
  const parents = await sampleEnds((end, at) => verdict(taken, end === "baseline" ? "ours" : "theirs", at), true);
  const differ = parents.outcome === "broke" || parents.outcome === "fixed";
  const told = differ ? await likeWhich(taken, parents, hasBase) : await besideBoth(taken, parents);
  const newFailures = newFailing(taken);
  const better = told.finding === "betterThanBoth" || told.finding === "asBetter";
  if (newFailures.length === 0 || better) return { ...told, newFailures: [] };
  if (told.finding === "unlikeBoth") return { ...told, newFailures };
  return { finding: "unlikeBoth", certainty: 1 - FALSE_ALARM, newFailures };
}

async function likeWhich(taken: Taken, parents: KnownEnds, hasBase: boolean): Promise<Verdict> {
  const [better, worse]: [Parent, Parent] = parents.outcome === "broke" ? ["ours", "theirs"] : ["theirs", "ours"];
  const sampleEnd = (end: string, at: number): Promise<Sampled> =>
    verdict(taken, end === "baseline" ? "ours" : "theirs", at);
  const between = createBetween(parents, { hunks: 1, random: true, sampleEnd });
  const likeWorse = async (side: MergeSide): Promise<boolean | null> => {
    const likeTheirs = await between.decide((at) => verdict(taken, side, at));
    return likeTheirs === null ? null : likeTheirs === (worse === "theirs");
  };
  const merged = await likeWorse("merged");
  if (merged === null) {
    if (isSurelyBelow(taken, "merged", worse)) return { finding: "unlikeBoth", certainty: 1 - FALSE_ALARM };
    if (isSurelyBelow(taken, better, "merged")) return { finding: "betterThanBoth", certainty: 1 - FALSE_ALARM };
    return { finding: "undecided", certainty: null };
  }
  if (!merged) return { finding: "asBetter", certainty: 1 - between.error() };
  const base = hasBase ? await likeWorse("base") : null;
  const finding = base === null ? "asWorse" : base ? "lostFix" : "carriedBreak";
  return { finding, certainty: Math.max(0, 1 - between.error()) };
}

async function besideBoth(taken: Taken, parents: KnownEnds): Promise<Verdict> {
  const [worse, better]: [Parent, Parent] =
    rateOf(taken, "theirs") < rateOf(taken, "ours") ? ["theirs", "ours"] : ["ours", "theirs"];
  const against = (parent: Parent): Promise<KnownEnds> =>
    sampleEnds((end, at) => verdict(taken, end === "baseline" ? parent : "merged", at), true);
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
function newFailing(taken: Taken): string[] {
  const parents = [...taken.seen("ours"), ...taken.seen("theirs")];
  const merged = taken.seen("merged");
  const old = new Set(parents.flatMap(({ failing }) => failing));
  const fresh = [...new Set(merged.flatMap(({ failing }) => failing))].filter((key) => !old.has(key));
  const checks = merged[0]?.checks ?? 1;
  const before = { passed: parents.length, samples: parents.length };
  return fresh.filter((key) => {
    const failed = merged.filter(({ failing }) => failing.includes(key)).length;
    return anytimeP(before, { passed: merged.length - failed, samples: merged.length }) * checks <= FALSE_ALARM;
  });
}

function isSurelyBelow(taken: Taken, low: MergeSide, high: MergeSide): boolean {
  if (rateOf(taken, low) >= rateOf(taken, high)) return false;
  return anytimeP(taken.tallyOf(high), taken.tallyOf(low)) <= FALSE_ALARM;
}

function rateOf(taken: Taken, side: MergeSide): number {
  const { passed, samples } = taken.tallyOf(side);
  return passed / samples;
}

/** A sample for the tests of blame, which are to tell by verdicts alone here. */
async function verdict(taken: Taken, side: MergeSide, at: number): Promise<Sampled> {
  return { pass: (await taken.sample(side, at)).pass, reply: null };
}
