import {
  boundaryFor,
  errorAt,
  fitsNeither,
  logCandidateOverBaseline,
  noSamples,
  withSample,
  type Ends,
} from "./alike.ts";
import type { KnownEnds, SampleEnd, Sampled } from "./ends.ts";
import { ERROR_RATE, MOST_OF_END, MOST_OF_TEXT, questionsForOne, replaysFor } from "./limits.ts";

/** Share of the error for what stands between the ends. */
const BETWEEN_SHARE = 0.8;

/**
 * Tells of texts between two ends which of them they behave like. Samples of a text go on until a sequential test is
 * sure enough; a text that behaves like neither stays without an answer. What is decided counts for its end from then
 * on: the rates are known better with each question.
 */
export function createBetween(
  known: KnownEnds,
  { hunks, random, sampleEnd }: { hunks: number; random: boolean; sampleEnd: SampleEnd },
) {
  const ends: Ends = { baseline: known.baseline, candidate: known.candidate };
  const taken = { baseline: known.baseline.samples, candidate: known.candidate.samples };
  const boundary = boundaryFor((ERROR_RATE * BETWEEN_SHARE) / questionsForOne(hunks));
  let error = known.error;
  let room = replaysFor(hunks, random).most - known.baseline.samples - known.candidate.samples;

  /** An end that less is known of than of the text held against it decides nothing, however often that is asked. */
  const keepUp = async (samples: number): Promise<void> => {
    await Promise.all(
      (["baseline", "candidate"] as const).map(async (end) => {
        while (ends[end].samples < samples && taken[end] < MOST_OF_END && room > 0) {
          room -= 1;
          const { pass } = await sampleEnd(end, taken[end]++);
          ends[end] = withSample(ends[end], pass);
        }
      }),
    );
  };

  /** One sample decides where nothing is left to chance, two where they say the same; null where they do not. */
  const decideSteady = async (sample: TakeSample, said: ReadonlySet<string> | null): Promise<boolean | Sampled[]> => {
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
    async decide(sample: TakeSample): Promise<boolean | null> {
      let tally = noSamples;
      if (!random || known.steady) {
        if ((room -= random ? 2 : 1) < 0) return null;
        const answer = await decideSteady(sample, known.steady);
        if (typeof answer === "boolean") return answer;
        for (const { pass } of answer) tally = withSample(tally, pass);
      }
      for (;;) {
        await keepUp(tally.samples);
        if (fitsNeither(tally, ends)) return null;
        const ratio = logCandidateOverBaseline(tally, ends);
        if (Math.abs(ratio) >= boundary) {
          error += errorAt(ratio);
          const end = ratio > 0 ? "candidate" : "baseline";
          const { passed, samples } = ends[end];
          ends[end] = { passed: passed + tally.passed, samples: samples + tally.samples };
          return ratio > 0;
        }
        const more = leastMore(tally, ends, boundary);
        if (tally.samples + more > MOST_OF_TEXT || more > room) return null;
        room -= more;
        const asked = Array.from({ length: more }, (_, at) => sample(tally.samples + at));
        for (const { pass } of await Promise.all(asked)) tally = withSample(tally, pass);
      }
    },
  };
}

/** Replays sample number `at` of a text. */
export type TakeSample = (at: number) => Promise<Sampled>;
export type Between = ReturnType<typeof createBetween>;

/** So many samples are needed even if all come out the same: they can be taken at once. */
function leastMore(tally: { passed: number; samples: number }, ends: Ends, boundary: number): number {
  const most = MOST_OF_TEXT - tally.samples;
  for (let more = 1; more <= most; more += 1) {
    const samples = tally.samples + more;
    const plain = [tally.passed, tally.passed + more].map((passed) =>
      logCandidateOverBaseline({ passed, samples }, ends),
    );
    if (plain.some((ratio) => Math.abs(ratio) >= boundary)) return more;
  }
  return most + 1;
}
