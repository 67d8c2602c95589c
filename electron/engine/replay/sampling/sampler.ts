import { sequentialPlan } from "../../compare/sequential.ts";
import type { SampleResult } from "../../store/results.ts";
import type { SamplingEnd } from "../../store/runs.ts";
import type { Task } from "../plan.ts";
import type { TaskSource } from "../task-source.ts";
import { firstSamples, mostSamples, nextSamples } from "./next-samples.ts";
import { addSample, takeNumber, type SampledCase } from "./sampled-case.ts";
import { createTaskQueue } from "./task-queue.ts";

export interface SamplerOptions {
  /** In the order in which they bring news. */
  cases: readonly SampledCase[];
  limit: number;
  /** Calls that further samples stop short of, and those made so far; null without such a cap. */
  calls: { most: number; spent(): number } | null;
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
export function createSampler({ cases, limit, calls, recorded, keep, write, onEnd }: SamplerOptions) {
  const byPosition = new Map(cases.map((one) => [one.position, one]));
  const compared = cases.filter((one) => one.baseline !== null).length;
  const queue = createTaskQueue();
  let known = recorded;
  let spare = 0;
  let ended = 0;
  let undecided = 0;
  let found = 0;
  // Replies that tasks still have to bring: each may be a call, or stand in the cache.
  const outstanding = new Map<Task, number>();
  let owed = 0;
  /** Cases whose next samples fit under the cap only if some of what is outstanding needs no call. */
  const held = new Set<SampledCase>();
  let leastHeld = Infinity;

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
    const task: Task = { position: one.position, sample, contentId: one.contentId, recorded: begun, side };
    outstanding.set(task, one.turns - begun.length);
    owed += one.turns - begun.length;
    queue.push(task, fresh);
  };

  /** Whether so many further replies may be asked for: `later`, when what is outstanding was not all calls. */
  const fits = (replies: number): "now" | "later" | "never" => {
    if (calls === null) return "now";
    const spent = calls.spent();
    if (spent + owed + replies <= calls.most) return "now";
    return spent + replies <= calls.most && owed > 0 ? "later" : "never";
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
    if (!firstOnly && hasFirstSamples(one)) {
      const replies = one.turns * (step.candidate + step.baseline);
      const room = fits(replies);
      if (room === "later") held.add(one);
      if (room === "later") leastHeld = Math.min(leastHeld, replies);
      if (room === "never") end(one, "undecided");
      if (room !== "now") return;
    }
    for (let more = firstOnly ? 0 : step.candidate; more > 0; more -= 1) push(one, "candidate");
    for (let more = step.baseline; more > 0; more -= 1) push(one, "baseline");
  };

  /** Looks again at what was held back, now that less is outstanding. */
  const release = (): void => {
    const again = [...held];
    held.clear();
    leastHeld = Infinity;
    try {
      write(() => again.forEach((one) => change(one, () => advance(one))));
    } catch (error) {
      queue.fail(error);
    }
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
    left(task): void {
      owed -= outstanding.get(task) ?? 0;
      outstanding.delete(task);
      if (held.size > 0 && (owed === 0 || fits(leastHeld) === "now")) release();
      queue.left(task);
    },
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
      const room = calls === null ? spare : Math.max(0, calls.most - calls.spent() - owed);
      progress.repliesAtMost = known + Math.min(spare, room);
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

/** The first samples are taken whatever they cost: without them nothing could be said. */
function hasFirstSamples({ checks, candidate, baseline }: SampledCase): boolean {
  const first = firstSamples(checks);
  return candidate.taken >= first && (baseline === null || baseline.taken >= first);
}

const none: Task["recorded"] = [];
