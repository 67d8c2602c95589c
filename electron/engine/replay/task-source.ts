import type { RunProgress } from "../../../shared/domain/run.ts";
import type { SampleResult } from "../store/results.ts";
import type { Task } from "./plan.ts";

/** Where the lanes of a run get their tasks from. */
export interface TaskSource {
  /** How many lanes can be busy at once, at most. */
  width: number;
  /** Null when there are no more. Waits while one may still come, at most until the signal. */
  next(signal: AbortSignal): Task | null | Promise<Task | null>;
  /** The next tasks, at most so many, as far as that is known before they are asked for. They are not taken by it. */
  upcoming(count: number): readonly Task[];
  /** Called in the transaction that records a sample's last reply. True when its conversation needs no more. */
  recorded(task: Task, result: SampleResult): boolean;
  /** A task is no longer worked on, whatever became of it. */
  left(task: Task): void;
  /** Puts the counts in that a source knows. */
  count(progress: RunProgress): void;
  /** Whether all that there was to do is done. */
  complete(progress: RunProgress): boolean;
  /** Whether more samples of a conversation may come. */
  isOpen(position: number): boolean;
}

/** Tasks that are all known beforehand: a fixed number of samples. */
export function fixedTasks(tasks: readonly Task[], conversationsDone: number): TaskSource {
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
    left: () => undefined,
    count(progress): void {
      progress.conversationsDone = done;
    },
    complete: (progress) => progress.recorded >= progress.replies,
    isOpen: (position) => (open.get(position) ?? 0) > 0,
  };
}
