import { sequentialPlan } from "../../compare/sequential.ts";
import type { SampleResult } from "../../store/results.ts";
import type { SamplingEnd } from "../../store/runs.ts";
import type { Task } from "../plan.ts";
import type { TaskSource } from "../task-source.ts";
import { mostSamples, nextSamples } from "./next-samples.ts";
import { addSample, takeNumber, type SampledCase } from "./sampled-case.ts";
import { createTaskQueue } from "./task-queue.ts";

export interface SamplerOptions {
  /** In the order in which they bring news. */
  cases: readonly SampledCase[];
  limit: number;
  /** Replies that are recorded already. */
  recorded: number;
  /** Writes down how sampling ended, or throws; the caller of `recorded` holds the transaction. */
  keep(position: number, end: SamplingEnd): void;
  /** The same, where nobody holds a transaction. */
  write(work: () => void): void;
  onEnd(position: number, end: SamplingEnd): void;
}

/**
 * Auto-samples: every conversation gets its first samples on both sides, and goes on for as long as the sequential
 * test leaves it open. What was sampled before counts like what is sampled now.
 */
export function createSampler({ cases, limit, recorded, keep, write, onEnd }: SamplerOptions) {
  const byPosition = new Map(cases.map((one) => [one.position, one]));
  const compared = cases.filter((one) => one.baseline !== null).length;
  const queue = createTaskQueue();
  let known = recorded;
  let spare = 0;
  let ended = 0;
  let undecided = 0;
  let found = 0;

  const spareOf = (one: SampledCase): number => {
    const most = mostSamples(one, limit);
    const left = ({ taken }: { taken: number }): number => Math.max(0, most - taken);
    const sides = left(one.candidate) + (one.baseline === null ? 0 : left(one.baseline));
    return one.turns * (sides - one.pending);
  };

  /** Keeps the sum of what may still come right while `work` changes a case. */
  const change = (one: SampledCase, work: () => void): void => {
    const before = one.end === null ? spareOf(one) : 0;
    work();
    spare += (one.end === null ? spareOf(one) : 0) - before;
  };

  const push = (one: SampledCase, side: "candidate" | "baseline"): void => {
    const sample = takeNumber(one.numbers[side]);
    const begun = one.begun.get(`${side}/${sample}`) ?? none;
    one.pending += 1;
    known += one.turns - begun.length;
    const fresh = one.candidate.taken === 0 || (one.baseline?.taken ?? 1) === 0;
    queue.push({ position: one.position, sample, contentId: one.contentId, recorded: begun, side }, fresh);
  };

  const end = (one: SampledCase, how: SamplingEnd): void => {
    keep(one.position, how);
    one.end = how;
    tally(how);
    onEnd(one.position, how);
  };

  const tally = (how: SamplingEnd): void => {
    ended += 1;
    if (how === "undecided") undecided += 1;
    if (how === "broke" || how === "fixed") found += 1;
  };

  const advance = (one: SampledCase): void => {
    if (one.end !== null || one.pending > 0) return;
    // While its baseline is still sampled elsewhere, only what that cannot change is asked for.
    const seen = one.waits ? { ...one, baseline: null } : one;
    const step = nextSamples(seen, sequentialPlan({ conversations: compared, found, limit }));
    if ("end" in step) {
      if (!one.waits) end(one, step.end);
      return;
    }
    const firstOnly = one.waits && one.candidate.taken > 0;
    for (let more = firstOnly ? 0 : step.candidate; more > 0; more -= 1) push(one, "candidate");
    for (let more = step.baseline; more > 0; more -= 1) push(one, "baseline");
  };

  const waiting = new Map<number, SampledCase>();
  for (const one of cases) {
    if (one.end !== null) tally(one.end);
    else if (one.waits && one.baselinePosition !== null) waiting.set(one.baselinePosition, one);
  }
  write(() => {
    for (const one of cases) {
      if (one.end !== null) continue;
      // Nothing can be asked of it.
      if (one.turns === 0) end(one, "undecided");
      if (one.end !== null) continue;
      spare += spareOf(one);
      change(one, () => advance(one));
    }
  });
  queue.hold(waiting.size > 0);

  const source: TaskSource = {
    width: cases.length * 4,
    next: queue.next,
    left: queue.left,
    recorded(task, result: SampleResult): boolean {
      const one = byPosition.get(task.position);
      if (!one) return false;
      change(one, () => {
        one.pending -= 1;
        if (task.side === "baseline") one.beside += 1;
        addSample(one, task.side ?? "candidate", result);
        advance(one);
      });
      return one.end !== null;
    },
    count(progress): void {
      progress.conversationsDone = ended;
      progress.undecided = undecided;
      progress.replies = known;
      progress.repliesAtMost = known + spare;
    },
    complete: () => ended === cases.length,
    upcoming: () => [],
    isOpen: (position) => byPosition.get(position)?.end === null,
  };

  return {
    ...source,
    /** Conversations whose baseline is still sampled elsewhere: the one at a position there, or all. */
    waitingFor(baselinePosition: number | null): SampledCase[] {
      if (baselinePosition === null) return [...waiting.values()];
      const one = waiting.get(baselinePosition);
      return one ? [one] : [];
    },
    /** The baseline's own run is done with a conversation: `learn` counts what it has, and sampling goes on. */
    arrived(one: SampledCase, learn: (one: SampledCase) => void): void {
      if (one.baselinePosition === null || !waiting.delete(one.baselinePosition)) return;
      write(() =>
        change(one, () => {
          one.waits = false;
          learn(one);
          advance(one);
        }),
      );
      queue.hold(waiting.size > 0);
    },
    /** Something that no call is to blame for: whoever waits for a task gets it instead. */
    fail: queue.fail,
  };
}
export type Sampler = ReturnType<typeof createSampler>;

const none: Task["recorded"] = [];
