import type { SampledOutcome } from "../../../shared/domain/comparison.ts";
import type { Tally } from "../../../shared/domain/comparison.ts";
import { anytimeValidP, logEValueOfNoChange } from "../statistics/e-values.ts";

/** Chance, at most, that a conversation's answer is wrong, as far as the rates at both ends tell. */
const ERROR_RATE = 0.05;
/** Samples of each end, and of each text between, after which it is given up as undetermined. */
export const MAX_SAMPLES_PER_END = 100;
export const MAX_SAMPLES_PER_TEXT = 100;

/** Questions that it takes to find one hunk, and to see that it is alone. */
function questionsToFindOneHunk(hunks: number): number {
  return hunks < 2 ? 1 : Math.ceil(Math.log2(hunks)) + 2;
}

/** Questions after which a conversation is given up: enough for three hunks that belong together, or three alone. */
function maxQuestions(hunks: number): number {
  return 3 * questionsToFindOneHunk(hunks) + 6;
}

/** Samples of a text between: usually, and at most on average. */
const USUAL_SAMPLES = 8;
const MAX_USUAL_SAMPLES = 20;

/** Replays of one conversation: about so many where one hunk did it, and never more than `most`. Ends included. */
export function estimateReplays(hunks: number, random: boolean): { likely: number; most: number } {
  if (hunks === 0) return { likely: 0, most: 0 };
  const one = questionsToFindOneHunk(hunks);
  if (!random) return { likely: one + 2, most: maxQuestions(hunks) + 2 };
  return { likely: (one + 2) * USUAL_SAMPLES, most: maxQuestions(hunks) * MAX_USUAL_SAMPLES + 2 * MAX_SAMPLES_PER_END };
}

/** What both ends showed: of the baseline as it is, and of the candidate. */
interface EndTallies {
  baseline: Tally;
  candidate: Tally;
}

export const emptyTally: Tally = { passed: 0, samples: 0 };

function addSample({ passed, samples }: Tally, pass: boolean): Tally {
  return { passed: passed + (pass ? 1 : 0), samples: samples + 1 };
}

/**
 * Log of how much likelier a tally is from the candidate's pass rate than from the baseline's: the ratio of Wald's
 * sequential test (Ann. Math. Stat. 16, 1945). The two rates are not known, only what each end showed: each is
 * averaged over its Beta posterior (Jeffreys' prior), so that ends with few samples decide little.
 */
function logLikelihoodRatio(tally: Tally, { baseline, candidate }: EndTallies): number {
  return logPredictive(tally, candidate) - logPredictive(tally, baseline);
}

/** Bayes factor from which on a rate of its own explains a text so much better that it behaves like neither end. */
const OWN_RATE_BAYES_FACTOR = 100;

/** Whether a tally fits neither end: then how much better it fits the one says nothing. */
function fitsNeither(tally: Tally, { baseline, candidate }: EndTallies): boolean {
  const best = Math.max(logPredictive(tally, baseline), logPredictive(tally, candidate));
  return logPredictive(tally, emptyTally) - best > Math.log(OWN_RATE_BAYES_FACTOR);
}

/** Chance that a decision at this log ratio is wrong, when both were as likely before. */
function errorAtLogRatio(logRatio: number): number {
  return 1 / (1 + Math.exp(Math.abs(logRatio)));
}

/** The log ratio from which on a decision is wrong at most so often. */
function boundaryFor(error: number): number {
  return Math.log((1 - error) / error);
}

const JEFFREYS_PRIOR = 0.5;

function logPredictive({ passed, samples }: Tally, seen: Tally): number {
  const a = seen.passed + JEFFREYS_PRIOR;
  const b = seen.samples - seen.passed + JEFFREYS_PRIOR;
  return logRisingFactorial(a, passed) + logRisingFactorial(b, samples - passed) - logRisingFactorial(a + b, samples);
}

/** Log of a (a + 1) … (a + count − 1). */
function logRisingFactorial(a: number, count: number): number {
  let sum = 0;
  for (let at = 0; at < count; at += 1) sum += Math.log(a + at);
  return sum;
}

export interface SampledEnds extends EndTallies {
  outcome: SampledOutcome;
  /** Chance, at most, that the outcome is another. */
  error: number;
  /** What both ends said, where each said the same every time: a random model that is none. Null else. */
  steady: ReadonlySet<string> | null;
}

/** Share of the error that the two ends may have: the rest is for what stands between. */
const ENDS_ERROR_SHARE = 0.2;
/** Chance, at most, of giving up on a change by half or more: a comparison has called it one before. */
const MAX_MISS_RATE = 0.02;
/** Samples of each end, after which a model that said the same every time counts as steady. */
const INITIAL_SAMPLES = 3;
/** Chance that it is not: that three long replies are the same at both ends all by chance is rarer than that. */
const STEADY_ERROR = 0.01;

/** What one replay showed. */
export interface ReplaySample {
  pass: boolean;
  /** The same for the same replies and verdict; null where these are too short to tell more than whether they pass. */
  reply: string | null;
}

/** Replays sample `sample` of one end. */
export type SampleEnd = (end: keyof EndTallies, sample: number) => Promise<ReplaySample>;

/** Samples both ends: once where the model is not random, else until they differ for sure, or do not. */
export async function sampleBothEnds(sample: SampleEnd, random: boolean): Promise<SampledEnds> {
  const ends: EndTallies = { baseline: emptyTally, candidate: emptyTally };
  const replies = { baseline: new Set<string | null>(), candidate: new Set<string | null>() };
  const take = async (count: number): Promise<void> => {
    const from = ends.baseline.samples;
    await Promise.all(
      (["baseline", "candidate"] as const).map(async (end) => {
        const asked = Array.from({ length: count }, (_, at) => sample(end, from + at));
        for (const { pass, reply } of await Promise.all(asked)) {
          ends[end] = addSample(ends[end], pass);
          replies[end].add(reply);
        }
      }),
    );
  };
  await take(random ? INITIAL_SAMPLES : 1);
  const steady = random ? steadyReplies(replies.baseline, replies.candidate) : null;
  for (;;) {
    const { baseline, candidate } = ends;
    const [before, after] = [baseline.passed / baseline.samples, candidate.passed / candidate.samples];
    const known = steady ? STEADY_ERROR : 0;
    const error = random && !steady ? anytimeValidP(baseline, candidate) : known;
    if (before !== after && error <= ERROR_RATE * ENDS_ERROR_SHARE) {
      return { ...ends, outcome: after < before ? "broke" : "fixed", error, steady };
    }
    if (!random || steady) return { ...ends, outcome: outcomeIfUnchanged(before, after), error: known, steady };
    if (logEValueOfNoChange(baseline, candidate) >= -Math.log(MAX_MISS_RATE))
      return { ...ends, outcome: outcomeIfUnchanged(before, after), error: MAX_MISS_RATE, steady };
    if (baseline.samples >= MAX_SAMPLES_PER_END) return { ...ends, outcome: "undecided", error, steady };
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

function outcomeIfUnchanged(before: number, after: number): SampledOutcome {
  if (before === 1 && after === 1) return "stillPassing";
  return before === 0 && after === 0 ? "stillFailing" : "flaky";
}

/** Share of the error for what stands between the ends. */
const BETWEEN_ERROR_SHARE = 0.8;

/**
 * Tells of texts between two ends which of them they behave like. Samples of a text go on until a sequential test is
 * sure enough; a text that behaves like neither stays without an answer. What is decided counts for its end from then
 * on: the rates are known better with each question.
 */
export function createLikenessTest(
  known: SampledEnds,
  { hunks, random, sampleEnd }: { hunks: number; random: boolean; sampleEnd: SampleEnd },
) {
  const ends: EndTallies = { baseline: known.baseline, candidate: known.candidate };
  const taken = { baseline: known.baseline.samples, candidate: known.candidate.samples };
  const boundary = boundaryFor((ERROR_RATE * BETWEEN_ERROR_SHARE) / questionsToFindOneHunk(hunks));
  let error = known.error;
  let replaysLeft = estimateReplays(hunks, random).most - known.baseline.samples - known.candidate.samples;

  /** An end that less is known of than of the text held against it decides nothing, however often that is asked. */
  const keepUp = async (samples: number): Promise<void> => {
    await Promise.all(
      (["baseline", "candidate"] as const).map(async (end) => {
        while (ends[end].samples < samples && taken[end] < MAX_SAMPLES_PER_END && replaysLeft > 0) {
          replaysLeft -= 1;
          const { pass } = await sampleEnd(end, taken[end]++);
          ends[end] = addSample(ends[end], pass);
        }
      }),
    );
  };

  /** One sample decides where nothing is left to chance, two where they say the same; null where they do not. */
  const decideSteady = async (
    sample: TakeTextSample,
    said: ReadonlySet<string> | null,
  ): Promise<boolean | ReplaySample[]> => {
    const first = await sample(0);
    const answer = first.pass === ends.candidate.passed > 0;
    if (said === null || (first.reply !== null && said.has(first.reply))) return answer;
    const second = await sample(1);
    return first.reply !== null && first.reply === second.reply ? answer : [first, second];
  };

  return {
    /** Chance, at most, that anything that was decided is wrong; 0 where the model is not random. */
    error: (): number => error,

    /** True: like the candidate. `sample` replays sample number n. */
    async decide(sample: TakeTextSample): Promise<boolean | null> {
      let tally = emptyTally;
      if (!random || known.steady) {
        if ((replaysLeft -= random ? 2 : 1) < 0) return null;
        const answer = await decideSteady(sample, known.steady);
        if (typeof answer === "boolean") return answer;
        for (const { pass } of answer) tally = addSample(tally, pass);
      }
      for (;;) {
        await keepUp(tally.samples);
        if (fitsNeither(tally, ends)) return null;
        const ratio = logLikelihoodRatio(tally, ends);
        if (Math.abs(ratio) >= boundary) {
          error += errorAtLogRatio(ratio);
          const end = ratio > 0 ? "candidate" : "baseline";
          const { passed, samples } = ends[end];
          ends[end] = { passed: passed + tally.passed, samples: samples + tally.samples };
          return ratio > 0;
        }
        const more = fewestDecidingSamples(tally, ends, boundary);
        if (tally.samples + more > MAX_SAMPLES_PER_TEXT || more > replaysLeft) return null;
        replaysLeft -= more;
        const asked = Array.from({ length: more }, (_, at) => sample(tally.samples + at));
        for (const { pass } of await Promise.all(asked)) tally = addSample(tally, pass);
      }
    },
  };
}

/** Replays sample number `at` of a text. */
type TakeTextSample = (at: number) => Promise<ReplaySample>;

/** So many samples are needed even if all come out the same: they can be taken at once. */
function fewestDecidingSamples(tally: { passed: number; samples: number }, ends: EndTallies, boundary: number): number {
  const most = MAX_SAMPLES_PER_TEXT - tally.samples;
  for (let more = 1; more <= most; more += 1) {
    const samples = tally.samples + more;
    const plain = [tally.passed, tally.passed + more].map((passed) => logLikelihoodRatio({ passed, samples }, ends));
    if (plain.some((ratio) => Math.abs(ratio) >= boundary)) return more;
  }
  return most + 1;
}
