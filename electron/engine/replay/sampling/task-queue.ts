import type { Task } from "../plan.ts";

interface Waiter {
  resolve(task: Task | null): void;
  reject(error: unknown): void;
}

/**
 * Tasks that come up while others are worked on. First samples and further ones take turns: everybody is looked at
 * soon, and what looks bad is settled early.
 */
export function createTaskQueue() {
  const first: Task[] = [];
  const further: Task[] = [];
  const waiters = new Set<Waiter>();
  let at = { first: 0, further: 0 };
  let turn = false;
  let underWay = 0;
  let held = false;
  let broken: { error: unknown } | null = null;

  const pick = (): Task | null => {
    turn = !turn;
    const firsts = at.first < first.length;
    const others = at.further < further.length;
    const task = firsts && (turn || !others) ? first[at.first++] : others ? further[at.further++] : undefined;
    if (task) underWay += 1;
    return task ?? null;
  };

  const over = (): boolean => underWay === 0 && !held;

  const wake = (): void => {
    for (const waiter of waiters) {
      if (broken) waiter.reject(broken.error);
      else {
        const task = pick();
        if (task === null && !over()) return;
        waiter.resolve(task);
      }
      waiters.delete(waiter);
    }
  };

  return {
    push(task: Task, isFirst: boolean): void {
      (isFirst ? first : further).push(task);
    },
    next(signal: AbortSignal): Task | null | Promise<Task | null> {
      if (broken) throw broken.error;
      const task = pick();
      if (task !== null || over() || signal.aborted) return task;
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          waiters.delete(waiter);
          resolve(null);
        };
        const waiter: Waiter = {
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
    left(_task: Task): void {
      underWay -= 1;
      wake();
    },
    /** While held, tasks may come from elsewhere though none is under way. */
    hold(on: boolean): void {
      held = on;
      wake();
    },
    fail(error: unknown): void {
      broken ??= { error };
      wake();
    },
  };
}
