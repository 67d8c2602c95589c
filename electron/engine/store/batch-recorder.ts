import type { Store } from "./store.ts";

interface RecordJob {
  work: () => void;
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * Commits what comes in within one turn of the event loop in one transaction. Nobody is told of a reply
 * before its transaction has been committed.
 */
export function createBatchRecorder(store: Store) {
  let jobs: RecordJob[] = [];
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
        if (scheduled) return;
        scheduled = true;
        setImmediate(flush);
      });
    },
  };
}
export type BatchRecorder = ReturnType<typeof createBatchRecorder>;
