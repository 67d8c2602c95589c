import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { Check } from "../../../shared/domain/check.ts";
import { wholeSetRuns } from "../../../shared/rules/run-of-version.ts";
import { userTurns, type IndexedUserTurn } from "../../../shared/domain/conversation.ts";
import type { PassHistory } from "./prioritize.ts";
import type { Store } from "../store/store.ts";
import type { RunProgress } from "../../../shared/domain/run.ts";
import type { SampleResult } from "../store/results.ts";

/** One sample of one conversation that still needs replies. */
export interface SampleTask {
  position: number;
  sample: number;
  contentId: number;
  /** Left out: the run's own version. `baseline`: with auto-samples, the version that it is compared with. */
  side?: "candidate" | "baseline";
  /** What an earlier attempt at the run recorded of it. */
  recorded: readonly { turn: number; textId: number }[];
}

/** A task that is being worked on. Only these hold texts: a run may have tens of thousands of tasks. */
export interface OpenSampleTask extends SampleTask {
  asked: IndexedUserTurn[];
  /** Checks on every reply. */
  checks: readonly Check[];
  /** Per user turn: the reply and its text id if recorded, else null. */
  replies: ({ text: string; textId: number } | null)[];
}

const noReplies: SampleTask["recorded"] = [];

function openTask(store: Store, task: SampleTask): OpenSampleTask {
  const content = store.conversations.contentOf(task.contentId);
  const asked = userTurns(content.turns);
  const replies: OpenSampleTask["replies"] = asked.map(() => null);
  for (const { turn, textId } of task.recorded) replies[turn] = { textId, text: store.texts.get(textId) };
  return { ...task, asked, checks: content.checks, replies };
}

/**
 * Conversations × samples less what is recorded. Conversations in `first` lead, in their order, so that bad
 * news comes early; the rest follow in the order of the set, all of sample 0 before any of sample 1. With
 * `together` the samples of a conversation follow one another, so that it can be judged as soon as possible.
 */
export function planTasks(
  store: Store,
  runId: number,
  samples: number,
  first: readonly string[],
  together = false,
): SampleTask[] {
  const recorded = new Map<string, { turn: number; textId: number }[]>();
  for (const row of store.outputs.recorded(runId)) {
    const key = `${row.position}/${row.sample}`;
    const list = recorded.get(key) ?? [];
    list.push({ turn: row.turn, textId: row.text_id });
    recorded.set(key, list);
  }
  const finished = new Set(store.results.ofRun(runId).map((result) => `${result.position}/${result.sample}`));
  const rank = new Map(first.map((id, at) => [id, at]));
  const conversations = store.runs
    .conversationKeys(runId)
    .map((one) => ({ ...one, rank: rank.get(one.id) ?? first.length }))
    .sort((a, b) => a.rank - b.rank || a.position - b.position);
  const taskOf = ({ position, contentId }: (typeof conversations)[number], sample: number): SampleTask[] => {
    const key = `${position}/${sample}`;
    return finished.has(key) ? [] : [{ position, sample, contentId, recorded: recorded.get(key) ?? noReplies }];
  };
  const rounds = Array.from({ length: samples }, (_, sample) => sample);
  return together
    ? conversations.flatMap((one) => rounds.flatMap((sample) => taskOf(one, sample)))
    : rounds.flatMap((sample) => conversations.flatMap((one) => taskOf(one, sample)));
}

/** The runs whose outcomes say which conversations are likely to change. */
const MAX_HISTORY_RUNS = 20;

/** How conversations came out of the earlier runs of the same prompt and set, newest run first. */
export async function readPassHistories(
  store: Store,
  promptId: number,
  setId: string | null,
  before: number,
): Promise<PassHistory[]> {
  const ended = store.runs
    .list(promptId)
    .map(({ run }) => run)
    .filter((run) => run.setId === setId && Number(run.id) < before)
    .filter(({ progress }) => progress.status !== "running" && progress.recorded > 0);
  const earlier = wholeSetRuns(ended).slice(0, MAX_HISTORY_RUNS);
  const histories: PassHistory[] = [];
  for (const run of earlier) {
    histories.push(store.runs.passedByConversation(Number(run.id)));
    await yieldToEventLoop();
  }
  return histories;
}

/** Where the workers of a run get their tasks from. */
export interface TaskSource {
  /** How many workers can be busy at once, at most. */
  width: number;
  /** Null when there are no more. Waits while one may still come, at most until the signal. */
  next(signal: AbortSignal): SampleTask | null | Promise<SampleTask | null>;
  /** The next tasks, at most so many, as far as that is known before they are asked for. They are not taken by it. */
  upcoming(count: number): readonly SampleTask[];
  /** Called in the transaction that records a sample's last reply. True when its conversation needs no more. */
  recorded(task: SampleTask, result: SampleResult): boolean;
  /** A task is no longer worked on, whatever became of it. */
  release(task: SampleTask): void;
  /** Puts the counts in that a source knows. */
  count(progress: RunProgress): void;
  /** Whether all that there was to do is done. */
  complete(progress: RunProgress): boolean;
  /** Whether more samples of a conversation may come. */
  isOpen(position: number): boolean;
}

/** Tasks that are all known beforehand: a fixed number of samples. */
export function fixedTaskSource(tasks: readonly SampleTask[], conversationsDone: number): TaskSource {
  const open = new Map<number, number>();
  for (const { position } of tasks) open.set(position, (open.get(position) ?? 0) + 1);
  let at = 0;
  let done = conversationsDone;
  return {
    width: tasks.length,
    next: () => tasks[at++] ?? null,
    upcoming: (count) => tasks.slice(at, at + count),
    recorded({ position }): boolean {
      const left = (open.get(position) ?? 1) - 1;
      open.set(position, left);
      if (left === 0) done += 1;
      return left === 0;
    },
    release: () => undefined,
    count(progress): void {
      progress.conversationsDone = done;
    },
    complete: (progress) => progress.recorded >= progress.replies,
    isOpen: (position) => (open.get(position) ?? 0) > 0,
  };
}

/**
 * Opens the tasks that come next while the workers wait for replies, so that a worker that is done with one can ask for
 * the next at once. At most `width` are open beyond those under way.
 */
export function prefetchTasks(store: Store, tasks: TaskSource, width: number): (task: SampleTask) => OpenSampleTask {
  const ready = new Map<SampleTask, OpenSampleTask>();
  let scheduled = false;

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      const next = tasks.upcoming(width).find((task) => !ready.has(task));
      if (!next) return;
      // The worker that takes the task reports what is wrong with it.
      try {
        ready.set(next, openTask(store, next));
      } catch {
        return;
      }
      schedule();
    });
  };

  return (task) => {
    const open = ready.get(task) ?? openTask(store, task);
    ready.delete(task);
    schedule();
    return open;
  };
}
