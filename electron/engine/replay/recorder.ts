import type { Store } from "../store/store.ts";

interface Job {
  work: () => void;
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * A commit takes 0.3 ms, so that each reply should share one; but all lanes that wait for a large one ask again at the
 * same moment, and get their replies at the same moment, for good. Measured with 32 lanes: 4 to 8 are best.
 */
const LARGEST_BATCH = 6;

/**
 * Commits what comes in within one turn of the event loop in one transaction. Nobody is told of a reply
 * before its transaction has been committed.
 */
export function createRecorder(store: Store) {
  let jobs: Job[] = [];
  let scheduled = false;

  const flush = (): void => {
    scheduled = false;
    const batch = jobs;
    if (batch.length === 0) return;
    jobs = [];
    try {
      store.write(() => batch.forEach((job) => job.work()));
    } catch (error) {
      batch.forEach((job) => job.failed(error));
      return;
    }
    batch.forEach((job) => job.done());
  };

  return {
    /** Resolves once `work` is committed. */
    record<T>(work: () => T): Promise<T> {
      return new Promise((resolve, reject) => {
        let result: T;
        jobs.push({
          work: () => {
            result = work();
          },
          done: () => resolve(result),
          failed: reject,
        });
        if (jobs.length >= LARGEST_BATCH) flush();
        else if (!scheduled) {
          scheduled = true;
          setImmediate(flush);
        }
      });
    },
  };
}
export type Recorder = ReturnType<typeof createRecorder>;
