import { anytimeP, logEvidenceOfNone } from "../../compare/statistics/evidence.ts";
import { noSamples, withSample, type Ends } from "./alike.ts";
import { ERROR_RATE, MOST_OF_END } from "./limits.ts";

/** What becomes of a conversation between two versions. */
export type EndsOutcome = "broke" | "fixed" | "stillPassing" | "stillFailing" | "flaky" | "undecided";

export interface KnownEnds extends Ends {
  outcome: EndsOutcome;
  /** Chance, at most, that the outcome is another. */
  error: number;
  /** What both ends said, where each said the same every time: a random model that is none. Null else. */
  steady: ReadonlySet<string> | null;
}

/** Share of the error that the two ends may have: the rest is for what stands between. */
const ENDS_SHARE = 0.2;
/** Chance, at most, of giving up on a change by half or more: a comparison has called it one before. */
const MISSED = 0.02;
/** Samples of each end, after which a model that said the same every time counts as steady. */
const FIRST = 3;
/** Chance that it is not: that three long replies are the same at both ends all by chance is rarer than that. */
const STEADY_ERROR = 0.01;

/** What one replay showed. */
export interface Sampled {
  pass: boolean;
  /** The same for the same replies and verdict; null where these are too short to tell more than whether they pass. */
  reply: string | null;
}

/** Replays sample `sample` of one end. */
export type SampleEnd = (end: keyof Ends, sample: number) => Promise<Sampled>;

/** Samples both ends: once where the model is not random, else until they differ for sure, or do not. */
export async function sampleEnds(sample: SampleEnd, random: boolean): Promise<KnownEnds> {
  const ends: Ends = { baseline: noSamples, candidate: noSamples };
  const replies = { baseline: new Set<string | null>(), candidate: new Set<string | null>() };
  const take = async (count: number): Promise<void> => {
    const from = ends.baseline.samples;
    await Promise.all(
      (["baseline", "candidate"] as const).map(async (end) => {
        const asked = Array.from({ length: count }, (_, at) => sample(end, from + at));
        for (const { pass, reply } of await Promise.all(asked)) {
          ends[end] = withSample(ends[end], pass);
          replies[end].add(reply);
        }
      }),
    );
  };
  await take(random ? FIRST : 1);
  const steady = random ? steadyReplies(replies.baseline, replies.candidate) : null;
  for (;;) {
    const { baseline, candidate } = ends;
    const [before, after] = [baseline.passed / baseline.samples, candidate.passed / candidate.samples];
    const known = steady ? STEADY_ERROR : 0;
    const error = random && !steady ? anytimeP(baseline, candidate) : known;
    if (before !== after && error <= ERROR_RATE * ENDS_SHARE) {
      return { ...ends, outcome: after < before ? "broke" : "fixed", error, steady };
    }
    if (!random || steady) return { ...ends, outcome: alike(before, after), error: known, steady };
    if (logEvidenceOfNone(baseline, candidate) >= -Math.log(MISSED))
      return { ...ends, outcome: alike(before, after), error: MISSED, steady };
    if (baseline.samples >= MOST_OF_END) return { ...ends, outcome: "undecided", error, steady };
    await take(1);
  }
}

/** What each end said, where it said the same word for word each time; else null. */
function steadyReplies(
  baseline: ReadonlySet<string | null>,
  candidate: ReadonlySet<string | null>,
): ReadonlySet<string> | null {
  const said = [...baseline, ...candidate].filter((reply) => reply !== null);
  const one = baseline.size === 1 && candidate.size === 1 && !baseline.has(null) && !candidate.has(null);
  return one ? new Set(said) : null;
}

function alike(before: number, after: number): EndsOutcome {
  if (before === 1 && after === 1) return "stillPassing";
  return before === 0 && after === 0 ? "stillFailing" : "flaky";
}
