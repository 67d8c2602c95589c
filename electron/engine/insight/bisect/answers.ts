import type { BisectEnd, BisectResult, BisectVersion } from "../../../../shared/domain/bisect.ts";
import type { Belief } from "./belief.ts";
import type { PathStop } from "./path.ts";
import { likeliest, type SearchEnd } from "./search.ts";

interface Tally {
  passed: number;
  failed: number;
}

/** What a search that came to its end says, in words. */
export function answerOf(
  end: SearchEnd,
  belief: Belief,
  stops: readonly PathStop[],
  tally: (at: number) => Tally,
): BisectResult {
  const { likely: at, certainty } = likeliest(belief);
  const likely = stops[at]?.culprit ?? null;
  const [good, bad] = [tally(0), tally(stops.length - 1)];
  const names = { good: stops[0]?.version ?? "", bad: stops.at(-1)?.version ?? "" };
  const ends = `${names.good} passes ${share(good)} and ${names.bad} ${share(bad)}`;
  switch (end) {
    case "found":
      return { end, culprit: likely, likely, certainty, reason: foundReason(likely, at, certainty, stops, tally) };
    case "reversed":
      return open(end, `It fails at ${names.good} and passes at ${names.bad}: ${ends}. Name them the other way round.`);
    case "same":
      return { ...sameAnswer(good, bad, names, ends), certainty: belief.same };
    case "unsettled": {
      const reason = `No version can be named for certain: ${ends}.${guessOf(belief, stops)}`;
      return { end: "undetermined", culprit: null, likely, certainty, reason };
    }
  }
}

/** What a search says that was cut off by a budget, a person or a failure. */
export function cutAnswer(
  end: Extract<BisectEnd, "budget" | "failed" | "stopped">,
  why: string,
  belief: Belief | null,
  stops: readonly PathStop[],
): BisectResult {
  const { likely: at, certainty } = belief ? likeliest(belief) : { likely: 0, certainty: 0 };
  const likely = (belief && stops[at]?.culprit) ?? null;
  return { end, culprit: null, likely, certainty, reason: `${why}${belief ? guessOf(belief, stops) : ""}` };
}

export function open(end: BisectEnd, reason: string): BisectResult {
  return { end, culprit: null, likely: null, certainty: 0, reason };
}

function sameAnswer(good: Tally, bad: Tally, names: { good: string; bad: string }, ends: string): BisectResult {
  const both = `both ${names.good} and ${names.bad}`;
  if (good.failed + bad.failed === 0) {
    return open("passes-at-both-ends", `It passes at ${both}: ${ends}. There is nothing to find.`);
  }
  if (good.passed + bad.passed === 0) {
    return open("fails-at-both-ends", `It fails at ${both}: ${ends}. Name an older version where it passed.`);
  }
  return open(
    "flaky-at-both-ends",
    `It is flaky at ${both}: ${ends}. That is no difference that a version could have made.`,
  );
}

/** Those that are a tenth as likely as the likeliest, and how likely they are together. */
function guessOf({ culprits }: Belief, stops: readonly PathStop[]): string {
  const top = Math.max(...culprits);
  const near = culprits.flatMap((share, at) => (share > 0 && share >= top / 10 ? [{ share, at }] : []));
  const [first, last] = [near[0], near.at(-1)];
  if (!first || !last || near.length === stops.length - 1) return "";
  const names = [first, last].map(({ at }) => stops[at]?.culprit?.version ?? "");
  const together = near.reduce((sum, { share }) => sum + share, 0);
  return ` Most likely so far: ${first === last ? names[0] : names.join(" to ")} (${percent(together)}).`;
}

function foundReason(
  culprit: BisectVersion | null,
  at: number,
  certainty: number,
  stops: readonly PathStop[],
  tally: (at: number) => Tally,
): string {
  const before = stops[at - 1];
  const after = stops[at];
  if (!culprit || !before || !after) return "";
  const shares = `${before.version} passes ${share(tally(at - 1))}, ${after.version} ${share(tally(at))} (${percent(certainty)} certain)`;
  return culprit.undone
    ? `Without ${culprit.version} it breaks: ${shares}.`
    : `${nameOf(culprit)} broke it: ${shares}.`;
}

function nameOf({ version, undone }: BisectVersion): string {
  return undone ? `leaving out ${version}` : version === "draft" ? "the draft" : version;
}

function share({ passed, failed }: Tally): string {
  return `${passed} of ${passed + failed}`;
}

function percent(certainty: number): string {
  // Never rounded up to what is not certain.
  return `${Math.floor(certainty * 100)}%`;
}
