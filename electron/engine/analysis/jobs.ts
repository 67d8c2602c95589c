import { Problem } from "../../../shared/problem.ts";

/** A search under way or at its end; `finished` never rejects. */
export interface Job {
  state: { id: string; running: boolean };
  stop: AbortController;
  finished: Promise<void>;
}

/** Those that can still be looked at; older ones are forgotten, what they learnt is not. */
const MAX_FINISHED_JOBS = 20;

/** The searches of one kind that this process has begun. `show` is what others may see of one: a copy. */
export function createJobRegistry<J extends Job, T>(show: (job: J) => T) {
  const jobs = new Map<string, J>();
  let count = 0;

  const find = (id: string): J => {
    const job = jobs.get(id);
    if (!job) throw new Problem("not-found", "This is not known any more. Start it again: nothing it learnt is lost.");
    return job;
  };

  return {
    nextId(): string {
      count += 1;
      return String(count);
    },

    add(job: J): void {
      jobs.set(job.state.id, job);
      for (const [id, { state }] of jobs) if (jobs.size > MAX_FINISHED_JOBS && !state.running) jobs.delete(id);
    },

    /** Throws where it is not known any more. */
    find,

    newest: (matches: (job: J) => boolean): J | null => [...jobs.values()].findLast(matches) ?? null,

    get: (id: string): T => show(find(id)),

    /** Stops at once; what was learnt is kept. */
    async stop(id: string): Promise<T> {
      const job = find(id);
      job.stop.abort(new Problem("bad-input", "Stopped by a person."));
      await job.finished;
      return show(job);
    },

    /** Resolves when it has come to its end, whatever that is. */
    async settled(id: string): Promise<T> {
      const job = find(id);
      await job.finished;
      return show(job);
    },

    async close(): Promise<void> {
      for (const { stop } of jobs.values()) stop.abort(new Problem("busy", "The engine is closing."));
      await Promise.all([...jobs.values()].map(({ finished }) => finished));
    },
  };
}
