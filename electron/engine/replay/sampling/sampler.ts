import type { SampleResult } from "../../store/results.ts";
import type { SamplingEnd } from "../../store/runs.ts";
import type { SampleTask, TaskSource } from "../tasks.ts";
import {
  type SampledPair,
  type SideSamples,
  firstSampleCount,
  maxSampleCount,
  decideNextSamples,
} from "./next-samples.ts";
import { sequentialPlan } from "../../statistics/sequential-test.ts";

/** One conversation of a run with auto-samples. */
export interface SampledConversation extends SampledPair {
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
  isLongEnoughToCompare(replyTexts: SampleResult["replyTexts"]): boolean;
  /** Numbers of samples to take next, by side: first those that were begun or left out. */
  numbers: { candidate: SampleNumbers; baseline: SampleNumbers };
  /** Replies that an earlier attempt left of samples that it did not finish. */
  begun: Map<string, SampleTask["recorded"]>;
  /** Tasks that are waiting or under way. */
  pending: number;
  end: SamplingEnd | null;
}

interface SampleNumbers {
  gaps: number[];
  next: number;
}

export const noSamples = (): SideSamples => ({ taken: 0, judged: 0, passed: 0 });

/** Counts a finished sample in. */
export function countSample(one: SampledConversation, side: "candidate" | "baseline", result: SampleResult): void {
  const samples = side === "candidate" ? one.candidate : (one.baseline ??= noSamples());
  samples.taken += 1;
  if (result.status !== "unevaluated") samples.judged += 1;
  if (result.status === "passed") samples.passed += 1;
  const texts = result.replyTexts.join(",");
  if (one.texts === null) {
    one.texts = texts;
    one.identical = one.isLongEnoughToCompare(result.replyTexts);
  }
  if (one.texts !== texts) one.identical = false;
}

/** The numbers after those that are used up. */
export function freeSampleNumbers(used: ReadonlySet<number>): SampleNumbers {
  const next = Math.max(-1, ...used) + 1;
  const gaps = Array.from({ length: next }, (_, at) => at).filter((number) => !used.has(number));
  return { gaps, next };
}

function takeSampleNumber(numbers: SampleNumbers): number {
  return numbers.gaps.shift() ?? numbers.next++;
}

interface TaskWaiter {
  resolve(task: SampleTask | null): void;
  reject(error: unknown): void;
}

/**
 * Tasks that come up while others are worked on. First samples and further ones take turns: everybody is looked at
 * soon, and what looks bad is settled early.
 */
export function createTaskQueue() {
  const first: SampleTask[] = [];
  const further: SampleTask[] = [];
  const waiters = new Set<TaskWaiter>();
  let at = { first: 0, further: 0 };
  let isFirstNext = false;
  let underWay = 0;
  let awaitsMore = false;
  let broken: { error: unknown } | null = null;

  const takeTask = (): SampleTask | null => {
    isFirstNext = !isFirstNext;
    const firsts = at.first < first.length;
    const others = at.further < further.length;
    const task = firsts && (isFirstNext || !others) ? first[at.first++] : others ? further[at.further++] : undefined;
    if (task) underWay += 1;
    return task ?? null;
  };

  const isExhausted = (): boolean => underWay === 0 && !awaitsMore;

  const wake = (): void => {
    for (const waiter of waiters) {
      if (broken) waiter.reject(broken.error);
      else {
        const task = takeTask();
        if (task === null && !isExhausted()) return;
        waiter.resolve(task);
      }
      waiters.delete(waiter);
    }
  };

  return {
    push(task: SampleTask, isFirst: boolean): void {
      (isFirst ? first : further).push(task);
    },
    next(signal: AbortSignal): SampleTask | null | Promise<SampleTask | null> {
      if (broken) throw broken.error;
      const task = takeTask();
      if (task !== null || isExhausted() || signal.aborted) return task;
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          waiters.delete(waiter);
          resolve(null);
        };
        const waiter: TaskWaiter = {
          resolve(value) {
            signal.removeEventListener("abort", stop);
            resolve(value);
          },
          reject,
        };
        signal.addEventListener("abort", stop, { once: true });
        waiters.add(waiter);
      });
    },
    release(_task: SampleTask): void {
      underWay -= 1;
      wake();
    },
    /** While held, tasks may come from elsewhere though none is under way. */
    setAwaitsMore(on: boolean): void {
      awaitsMore = on;
      wake();
    },
    fail(error: unknown): void {
      broken ??= { error };
      wake();
    },
  };
}

interface SamplerOptions {
  /** In the order in which they bring news. */
  conversations: readonly SampledConversation[];
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
export function createSampler({ conversations, limit, calls, recorded, keep, write, onEnd }: SamplerOptions) {
  const byPosition = new Map(conversations.map((one) => [one.position, one]));
  const compared = conversations.filter((one) => one.baseline !== null).length;
  const queue = createTaskQueue();
  let known = recorded;
  let remainingReplies = 0;
  let ended = 0;
  let undecided = 0;
  let found = 0;
  // Replies that tasks still have to bring: each may be a call, or stand in the cache.
  const outstanding = new Map<SampleTask, number>();
  let outstandingReplies = 0;
  /** Cases whose next samples fit under the cap only if some of what is outstanding needs no call. */
  const deferred = new Set<SampledConversation>();
  let minDeferredReplies = Infinity;

  const remainingRepliesOf = (one: SampledConversation): number => {
    const most = maxSampleCount(one, limit);
    const left = ({ taken }: { taken: number }): number => Math.max(0, most - taken);
    const sides = left(one.candidate) + (one.baseline === null ? 0 : left(one.baseline));
    return one.turns * (sides - one.pending);
  };

  /** Keeps the sum of what may still come right while `work` changes a case. */
  const change = (one: SampledConversation, work: () => void): void => {
    const before = one.end === null ? remainingRepliesOf(one) : 0;
    work();
    remainingReplies += (one.end === null ? remainingRepliesOf(one) : 0) - before;
  };

  const push = (one: SampledConversation, side: "candidate" | "baseline"): void => {
    const sample = takeSampleNumber(one.numbers[side]);
    const begun = one.begun.get(`${side}/${sample}`) ?? noRecordedReplies;
    one.pending += 1;
    known += one.turns - begun.length;
    const fresh = one.candidate.taken === 0 || (one.baseline?.taken ?? 1) === 0;
    const task: SampleTask = { position: one.position, sample, contentId: one.contentId, recorded: begun, side };
    outstanding.set(task, one.turns - begun.length);
    outstandingReplies += one.turns - begun.length;
    queue.push(task, fresh);
  };

  /** Whether so many further replies may be asked for: `later`, when what is outstanding was not all calls. */
  const fits = (replies: number): "now" | "later" | "never" => {
    if (calls === null) return "now";
    const spent = calls.spent();
    if (spent + outstandingReplies + replies <= calls.most) return "now";
    return spent + replies <= calls.most && outstandingReplies > 0 ? "later" : "never";
  };

  const end = (one: SampledConversation, how: SamplingEnd): void => {
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

  const advance = (one: SampledConversation): void => {
    if (one.end !== null || one.pending > 0) return;
    // While its baseline is still sampled elsewhere, only what that cannot change is asked for.
    const seen = one.waits ? { ...one, baseline: null } : one;
    const step = decideNextSamples(seen, sequentialPlan({ conversations: compared, found, limit }));
    if ("end" in step) {
      if (!one.waits) end(one, step.end);
      return;
    }
    const firstOnly = one.waits && one.candidate.taken > 0;
    if (!firstOnly && hasFirstSamples(one)) {
      const replies = one.turns * (step.candidate + step.baseline);
      const verdict = fits(replies);
      if (verdict === "later") deferred.add(one);
      if (verdict === "later") minDeferredReplies = Math.min(minDeferredReplies, replies);
      if (verdict === "never") end(one, "undecided");
      if (verdict !== "now") return;
    }
    for (let more = firstOnly ? 0 : step.candidate; more > 0; more -= 1) push(one, "candidate");
    for (let more = step.baseline; more > 0; more -= 1) push(one, "baseline");
  };

  /** Looks again at what was held back, now that less is outstanding. */
  const retryDeferred = (): void => {
    const again = [...deferred];
    deferred.clear();
    minDeferredReplies = Infinity;
    try {
      write(() => again.forEach((one) => change(one, () => advance(one))));
    } catch (error) {
      queue.fail(error);
    }
  };

  const waiting = new Map<number, SampledConversation>();
  for (const one of conversations) {
    if (one.end !== null) tally(one.end);
    else if (one.waits && one.baselinePosition !== null) waiting.set(one.baselinePosition, one);
  }
  write(() => {
    for (const one of conversations) {
      if (one.end !== null) continue;
      // Nothing can be asked of it.
      if (one.turns === 0) end(one, "undecided");
      if (one.end !== null) continue;
      remainingReplies += remainingRepliesOf(one);
      change(one, () => advance(one));
    }
  });
  queue.setAwaitsMore(waiting.size > 0);

  const source: TaskSource = {
    width: conversations.length * 4,
    next: queue.next,
    release(task): void {
      outstandingReplies -= outstanding.get(task) ?? 0;
      outstanding.delete(task);
      if (deferred.size > 0 && (outstandingReplies === 0 || fits(minDeferredReplies) === "now")) retryDeferred();
      queue.release(task);
    },
    recorded(task, result: SampleResult): boolean {
      const one = byPosition.get(task.position);
      if (!one) return false;
      change(one, () => {
        one.pending -= 1;
        if (task.side === "baseline") one.supplementSamples += 1;
        countSample(one, task.side ?? "candidate", result);
        advance(one);
      });
      return one.end !== null;
    },
    count(progress): void {
      progress.conversationsDone = ended;
      progress.undecided = undecided;
      progress.replies = known;
      const room = calls === null ? remainingReplies : Math.max(0, calls.most - calls.spent() - outstandingReplies);
      progress.repliesAtMost = known + Math.min(remainingReplies, room);
    },
    complete: () => ended === conversations.length,
    upcoming: () => [],
    isOpen: (position) => byPosition.get(position)?.end === null,
  };

  return {
    ...source,
    /** Conversations whose baseline is still sampled elsewhere: the one at a position there, or all. */
    waitingFor(baselinePosition: number | null): SampledConversation[] {
      if (baselinePosition === null) return [...waiting.values()];
      const one = waiting.get(baselinePosition);
      return one ? [one] : [];
    },
    /** The baseline's own run is done with a conversation: `learn` counts what it has, and sampling goes on. */
    baselineSampled(one: SampledConversation, learn: (one: SampledConversation) => void): void {
      if (one.baselinePosition === null || !waiting.delete(one.baselinePosition)) return;
      write(() =>
        change(one, () => {
          one.waits = false;
          learn(one);
          advance(one);
        }),
      );
      queue.setAwaitsMore(waiting.size > 0);
    },
    /** Something that no call is to blame for: a worker that waits for a task gets it instead. */
    fail: queue.fail,
  };
}

/** The first samples are taken whatever they cost: without them nothing could be said. */
function hasFirstSamples({ checks, candidate, baseline }: SampledConversation): boolean {
  const first = firstSampleCount(checks);
  return candidate.taken >= first && (baseline === null || baseline.taken >= first);
}

const noRecordedReplies: SampleTask["recorded"] = [];
