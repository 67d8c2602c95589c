import type { SampleResult } from "../../store/results.ts";
import type { SamplingEnd } from "../../store/runs.ts";
import type { Task } from "../plan.ts";
import type { SampledPair, SideSamples } from "./next-samples.ts";

/** One conversation of a run with auto-samples. */
export interface SampledCase extends SampledPair {
  id: string;
  position: number;
  contentId: number;
  /** Replies that a sample needs. */
  turns: number;
  /** Where the baseline's own run has it; null where it does not, or with other content. */
  baselinePosition: number | null;
  /** The baseline's run is not done with it yet. */
  waits: boolean;
  /** The text ids of the first reply that came in, by turn. */
  texts: string | null;
  /** Whether a sample's replies, by text id, say more than its verdict when the next ones are the same. */
  tells(replyTexts: SampleResult["replyTexts"]): boolean;
  /** Numbers of samples to take next, by side: first those that were begun or left out. */
  numbers: { candidate: Numbers; baseline: Numbers };
  /** Replies that an earlier attempt left of samples that it did not finish. */
  begun: Map<string, Task["recorded"]>;
  /** Tasks that are waiting or under way. */
  pending: number;
  end: SamplingEnd | null;
}

export interface Numbers {
  gaps: number[];
  next: number;
}

export const noSamples = (): SideSamples => ({ taken: 0, judged: 0, passed: 0 });

/** Counts a finished sample in. */
export function addSample(one: SampledCase, side: "candidate" | "baseline", result: SampleResult): void {
  const samples = side === "candidate" ? one.candidate : (one.baseline ??= noSamples());
  samples.taken += 1;
  if (result.status !== "unevaluated") samples.judged += 1;
  if (result.status === "passed") samples.passed += 1;
  const texts = result.replyTexts.join(",");
  if (one.texts === null) {
    one.texts = texts;
    one.identical = one.tells(result.replyTexts);
  }
  if (one.texts !== texts) one.identical = false;
}

/** The numbers after those that are used up. */
export function numbersAfter(used: ReadonlySet<number>): Numbers {
  const next = Math.max(-1, ...used) + 1;
  const gaps = Array.from({ length: next }, (_, at) => at).filter((number) => !used.has(number));
  return { gaps, next };
}

export function takeNumber(numbers: Numbers): number {
  return numbers.gaps.shift() ?? numbers.next++;
}
