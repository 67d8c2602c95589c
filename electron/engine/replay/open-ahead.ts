import type { Store } from "../store/store.ts";
import { openTask, type OpenTask, type Task } from "./plan.ts";
import type { TaskSource } from "./task-source.ts";

/**
 * Opens the tasks that come next while the lanes wait for replies, so that a lane that is done with one can ask for
 * the next at once. At most `width` are open beyond those under way.
 */
export function openAhead(store: Store, tasks: TaskSource, width: number): (task: Task) => OpenTask {
  const ready = new Map<Task, OpenTask>();
  let scheduled = false;

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      const next = tasks.upcoming(width).find((task) => !ready.has(task));
      if (!next) return;
      // What is wrong with a task is the matter of the lane that takes it.
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
