import { formatCertainty } from "../../../../shared/format/values.ts";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type {
  BisectedConversation,
  BisectEnd,
  BisectResult,
  BisectVersion,
} from "../../../../shared/domain/analysis.ts";
import { BudgetSpent, TrialFailed, type TrialSession } from "../trials/trial.ts";
import {
  type Belief,
  type ModelNoise,
  searchCulprit,
  likeliestCulprit,
  type BisectSearchEnd,
} from "./search-culprit.ts";
import type { PathVersion } from "./version-path.ts";

interface BisectConversationOptions {
  /** Whether such replies, found again word for word, are no chance; see `statistics/reply-groups.ts`. */
  areLongEnough(textIds: readonly number[]): boolean;
  session: TrialSession;
  stops: readonly PathVersion[];
  noise: ModelNoise;
  onStep(): void;
}

export function newBisectCase(conversationId: string, stops: readonly PathVersion[]): BisectedConversation {
  return {
    conversationId,
    stops: stops.map(() => ({ passed: 0, failed: 0, probability: 0 })),
    same: 0,
    steps: [],
    calls: 0,
    result: null,
  };
}

/** Searches one conversation and writes all that is found into `one`. Rejects only where something other than a trial fails. */
export async function bisectConversation(
  one: BisectedConversation,
  terms: BisectConversationOptions,
  signal: AbortSignal,
): Promise<void> {
  const { session, stops, noise, areLongEnough, onStep } = terms;
  const { conversationId } = one;
  if (stops.length < 2) {
    one.result = resultWithoutCulprit("no-difference", formatNoDifference(stops));
    return;
  }
  const free = new Map<string, boolean>();
  let last: Belief | null = null;
  try {
    const { end, belief } = await searchCulprit({
      versions: stops.length,
      noise,
      async ask(version, sample) {
        await yieldToEventLoop();
        signal.throwIfAborted();
        const stop = stops[version];
        if (!stop) throw new Error(`no version at place ${version} of the path`);
        const before = session.spent.calls;
        try {
          return (await session.run(stop.text, conversationId, sample, stop.settings)) === "pass";
        } finally {
          one.calls += session.spent.calls - before;
        }
      },
      isKnown(version, sample) {
        const key = `${version}/${sample}`;
        const stop = stops[version];
        const known =
          free.get(key) ?? (stop ? session.callsFor(stop.text, conversationId, sample, stop.settings) === 0 : false);
        free.set(key, known);
        return known;
      },
      isSteady(version, samples) {
        const stop = stops[version];
        if (!stop) return false;
        const all = Array.from({ length: samples }, (_, sample) =>
          session.repliesOf(stop.text, conversationId, sample, stop.settings),
        );
        const [first] = all;
        if (!first || all.some((replies) => replies?.join() !== first.join())) return false;
        return areLongEnough(first);
      },
      onSample({ version, sample, pass, likely, certainty }, now) {
        last = now;
        const counts = one.stops[version];
        if (counts) counts[pass ? "passed" : "failed"] += 1;
        one.stops.forEach((stop, at) => (stop.probability = now.culprits[at] ?? 0));
        one.same = now.same;
        const told = one.steps.reduce((into, step) => into + step.calls, 0);
        one.steps.push({
          version: stops[version]?.version ?? "",
          sample,
          outcome: pass ? "pass" : "fail",
          calls: one.calls - told,
          likely: stops[likely]?.culprit?.version ?? null,
          certainty,
        });
        onStep();
      },
    });
    one.result = toBisectResult(end, belief, stops, (at) => one.stops[at] ?? { passed: 0, failed: 0 });
  } catch (error) {
    if (signal.aborted) one.result = interruptedResult("stopped", "Stopped; what was learnt is kept.", last, stops);
    else if (error instanceof BudgetSpent) one.result = interruptedResult("budget", error.message, last, stops);
    else if (error instanceof TrialFailed) {
      const why = `${error.message} What was learnt is kept: going on starts from there.`;
      one.result = interruptedResult("failed", why, last, stops);
    } else throw error;
  }
}

function formatNoDifference(stops: readonly PathVersion[]): string {
  const name = stops[0]?.version ?? "these";
  return `There is no version between the two that changes anything: text and settings are those of ${name} all along.`;
}

interface VersionTally {
  passed: number;
  failed: number;
}

/** What a search that came to its end says, in words. */
function toBisectResult(
  end: BisectSearchEnd,
  belief: Belief,
  stops: readonly PathVersion[],
  tally: (at: number) => VersionTally,
): BisectResult {
  const { likely: at, certainty } = likeliestCulprit(belief);
  const likely = stops[at]?.culprit ?? null;
  const [good, bad] = [tally(0), tally(stops.length - 1)];
  const names = { good: stops[0]?.version ?? "", bad: stops.at(-1)?.version ?? "" };
  const ends = `${names.good} passes ${formatPassShare(good)} and ${names.bad} ${formatPassShare(bad)}`;
  switch (end) {
    case "found":
      return { end, culprit: likely, likely, certainty, reason: formatCulprit(likely, at, certainty, stops, tally) };
    case "reversed":
      return resultWithoutCulprit(
        end,
        `It fails at ${names.good} and passes at ${names.bad}: ${ends}. Name them the other way round.`,
      );
    case "same":
      return { ...sameAtBothEndsResult(good, bad, names, ends), certainty: belief.same };
    case "unsettled": {
      const reason = `No version can be named for certain: ${ends}.${formatLikelyCulprits(belief, stops)}`;
      return { end: "undetermined", culprit: null, likely, certainty, reason };
    }
  }
}

/** What a search says that was cut off by a budget, a person or a failure. */
export function interruptedResult(
  end: Extract<BisectEnd, "budget" | "failed" | "stopped">,
  why: string,
  belief: Belief | null,
  stops: readonly PathVersion[],
): BisectResult {
  const { likely: at, certainty } = belief ? likeliestCulprit(belief) : { likely: 0, certainty: 0 };
  const likely = (belief && stops[at]?.culprit) ?? null;
  return {
    end,
    culprit: null,
    likely,
    certainty,
    reason: `${why}${belief ? formatLikelyCulprits(belief, stops) : ""}`,
  };
}

function resultWithoutCulprit(end: BisectEnd, reason: string): BisectResult {
  return { end, culprit: null, likely: null, certainty: 0, reason };
}

function sameAtBothEndsResult(
  good: VersionTally,
  bad: VersionTally,
  names: { good: string; bad: string },
  ends: string,
): BisectResult {
  const both = `both ${names.good} and ${names.bad}`;
  if (good.failed + bad.failed === 0) {
    return resultWithoutCulprit("passes-at-both-ends", `It passes at ${both}: ${ends}. There is nothing to find.`);
  }
  if (good.passed + bad.passed === 0) {
    return resultWithoutCulprit(
      "fails-at-both-ends",
      `It fails at ${both}: ${ends}. Name an older version where it passed.`,
    );
  }
  return resultWithoutCulprit(
    "flaky-at-both-ends",
    `It is flaky at ${both}: ${ends}. That is no difference that a version could have made.`,
  );
}

/** Those that are a tenth as likely as the likeliest, and how likely they are together. */
function formatLikelyCulprits({ culprits }: Belief, stops: readonly PathVersion[]): string {
  const top = Math.max(...culprits);
  const near = culprits.flatMap((share, at) => (share > 0 && share >= top / 10 ? [{ share, at }] : []));
  const [first, last] = [near[0], near.at(-1)];
  if (!first || !last || near.length === stops.length - 1) return "";
  const names = [first, last].map(({ at }) => stops[at]?.culprit?.version ?? "");
  const together = near.reduce((sum, { share }) => sum + share, 0);
  return ` Most likely so far: ${first === last ? names[0] : names.join(" to ")} (${formatCertainty(together)}).`;
}

function formatCulprit(
  culprit: BisectVersion | null,
  at: number,
  certainty: number,
  stops: readonly PathVersion[],
  tally: (at: number) => VersionTally,
): string {
  const before = stops[at - 1];
  const after = stops[at];
  if (!culprit || !before || !after) return "";
  const shares = `${before.version} passes ${formatPassShare(tally(at - 1))}, ${after.version} ${formatPassShare(tally(at))} (${formatCertainty(certainty)} certain)`;
  return culprit.undone
    ? `Without ${culprit.version} it breaks: ${shares}.`
    : `${formatVersionName(culprit)} broke it: ${shares}.`;
}

function formatVersionName({ version, undone }: BisectVersion): string {
  return undone ? `leaving out ${version}` : version === "draft" ? "the draft" : version;
}

function formatPassShare({ passed, failed }: VersionTally): string {
  return `${passed} of ${passed + failed}`;
}
