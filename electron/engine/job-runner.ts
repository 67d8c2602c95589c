import { randomUUID } from "node:crypto";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { EngineEvent } from "../../shared/contract/project.ts";
import { errorMessageOf, errorStackOf } from "../../shared/errors.ts";
import { Problem } from "../../shared/problem.ts";
import type { EventBus } from "./events.ts";

/** What is told of a job; each kind adds its own. */
export interface JobState {
  id: string;
  running: boolean;
}

/** A job under way or at its end. */
export interface Job<S extends JobState, C = null> {
  /** Only the job's own work changes it; others get copies. */
  readonly state: S;
  /** What its kind needs beyond that and does not tell. */
  readonly context: C;
  /** Aborts with a Problem when a person stops the job or the engine closes. */
  readonly signal: AbortSignal;
  /** Tells of its progress, unless it has just done so. */
  report(): void;
}

/** What the runner has to know of one kind of job. */
export interface JobKind<S extends JobState, C, T> {
  /** In lines of the log. */
  name: string;
  log(line: string): void;
  /** What others may see of a job: a copy. */
  show(job: Job<S, C>): T;
  tell(state: S): void;
  /** Milliseconds between two tellings, at least; 100 where it is not said. */
  intervalMs?(state: S): number;
  /** Refuses a second job of a key that is under way; null gives back the first one instead. */
  busy: string | null;
  /** Writes into the state why the work ended early: what it threw, or why it was stopped. */
  failed(job: Job<S, C>, error: unknown): void;
  /** Failures from outside, which are no fault in this code and are not logged. */
  isExpected?(error: unknown): boolean;
  /** Keeps what was found, however the work ended. Not called when the engine is closing: that is nobody's result. */
  ended?(job: Job<S, C>): void;
  /** Ended jobs that can still be looked at; older ones are forgotten, what they learnt is not. */
  remembered?: number;
  /** Says that a job is not known any more. */
  unknown?: string;
}

interface NewJob<S extends JobState, C> {
  state: S;
  context: C;
  work(job: Job<S, C>): Promise<void>;
}

interface Preparation<P> {
  /** Whatever is wrong with a request is thrown here, before anything is told. */
  prepare(signal: AbortSignal): Promise<P>;
  /** Lets go of what was prepared: after the work, or where another job was faster. */
  release(prepared: P): void;
}

interface JobStart<S extends JobState, C, P> extends Preparation<P> {
  /** Jobs of one key do not run beside each other; those without may. */
  key: string | null;
  begin(id: string, prepared: P): NewJob<S, C>;
}

interface JobRestart<S extends JobState, C, P> extends Preparation<P> {
  /** Refuses that while the job is under way. */
  busy: string;
  begin(job: Job<S, C>, prepared: P): NewJob<S, C>["work"];
}

interface RunningJob<S extends JobState, C> extends Job<S, C> {
  key: string | null;
  stop: AbortController;
  toldAt: number;
  /** Never rejects. */
  finished: Promise<void>;
  /** Why what was found could not be kept. */
  failure: { error: unknown } | null;
}

const DEFAULT_INTERVAL_MS = 100;
const DEFAULT_REMEMBERED = 20;

/** Runs the background jobs of one kind, and knows those that this process has begun. */
export function createJobRunner<S extends JobState, C, T>(kind: JobKind<S, C, T>) {
  const { name, log, busy, remembered = DEFAULT_REMEMBERED } = kind;
  const jobs = new Map<string, RunningJob<S, C>>();
  const preparations = new Map<AbortController, Promise<unknown>>();
  let closing: Problem | null = null;

  const find = (id: string): RunningJob<S, C> => {
    const job = jobs.get(id);
    if (!job)
      throw new Problem(
        "not-found",
        kind.unknown ?? "This is not known any more. Start it again: nothing it learnt is lost.",
      );
    return job;
  };

  const latest = (key: string): RunningJob<S, C> | null =>
    [...jobs.values()].findLast((job) => job.key === key) ?? null;

  const underWay = (key: string | null): RunningJob<S, C> | null => {
    const job = key === null ? null : latest(key);
    if (job?.state.running && busy !== null) throw new Problem("busy", busy);
    return job?.state.running ? job : null;
  };

  const prepareWith = async <P>({ prepare, release }: Preparation<P>) => {
    if (closing) throw closing;
    const stop = new AbortController();
    const preparation = prepare(stop.signal);
    preparations.set(stop, preparation);
    try {
      const prepared = await preparation;
      if (!closing) return { stop, prepared };
      release(prepared);
      throw closing;
    } finally {
      preparations.delete(stop);
    }
  };

  const run = async (job: RunningJob<S, C>, work: NewJob<S, C>["work"], release: () => void): Promise<void> => {
    const { state, signal } = job;
    try {
      await work(job);
    } catch (error) {
      const cause: unknown = signal.aborted ? signal.reason : error;
      if (!signal.aborted && !kind.isExpected?.(error)) log(`${name}: ${errorStackOf(error)}`);
      kind.failed(job, cause);
    }
    state.running = false;
    try {
      release();
      if (!closing) kind.ended?.(job);
    } catch (error) {
      log(`${name}: ${errorStackOf(error)}`);
      job.failure = { error };
    }
    kind.tell(state);
  };

  const add = (
    { state, context, work }: NewJob<S, C>,
    key: string | null,
    stop: AbortController,
    release: () => void,
  ) => {
    const job: RunningJob<S, C> = {
      state,
      context,
      key,
      stop,
      get signal() {
        return job.stop.signal;
      },
      toldAt: 0,
      report() {
        if (Date.now() - job.toldAt < (kind.intervalMs?.(state) ?? DEFAULT_INTERVAL_MS)) return;
        job.toldAt = Date.now();
        kind.tell(state);
      },
      finished: Promise.resolve(),
      failure: null,
    };
    jobs.set(state.id, job);
    let ended = [...jobs.values()].filter((one) => !one.state.running).length;
    for (const [id, one] of jobs) {
      if (ended <= remembered) break;
      if (!one.state.running && jobs.delete(id)) ended -= 1;
    }
    const begun = kind.show(job);
    job.finished = run(job, work, release);
    return begun;
  };

  const endOf = async (job: RunningJob<S, C>): Promise<T> => {
    await job.finished;
    if (job.failure) throw job.failure.error;
    return kind.show(job);
  };

  return {
    /** Resolves when a job has begun; with the one of this key that is under way where that is not refused. */
    async start<P>({ key, begin, ...preparation }: JobStart<S, C, P>): Promise<T> {
      const running = underWay(key);
      if (running) return kind.show(running);
      const { stop, prepared } = await prepareWith(preparation);
      let begun = false;
      const release = (): void => preparation.release(prepared);
      try {
        // Another one may have begun meanwhile.
        const faster = underWay(key);
        if (faster) return kind.show(faster);
        const shown = add(begin(randomUUID(), prepared), key, stop, release);
        begun = true;
        return shown;
      } finally {
        if (!begun) release();
      }
    },

    /** Begins a job that needs no preparation. */
    begin(key: string | null, create: (id: string) => NewJob<S, C>): T {
      if (closing) throw closing;
      const running = underWay(key);
      if (running) return kind.show(running);
      return add(create(randomUUID()), key, new AbortController(), () => undefined);
    },

    /** Has a job that came to its end work again, under the same id. */
    async again<P>(id: string, { busy: refusal, begin, ...preparation }: JobRestart<S, C, P>): Promise<T> {
      const job = find(id);
      const refuseRunning = (): void => {
        if (job.state.running) throw new Problem("busy", refusal);
      };
      refuseRunning();
      const { stop, prepared } = await prepareWith(preparation);
      const release = (): void => preparation.release(prepared);
      let begun = false;
      try {
        refuseRunning();
        const work = begin(job, prepared);
        Object.assign(job, { stop, failure: null });
        job.state.running = true;
        job.finished = run(job, work, release);
        begun = true;
        return kind.show(job);
      } finally {
        if (!begun) release();
      }
    },

    /** Throws where it is not known any more. */
    find: (id: string): Job<S, C> => find(id),

    /** The job of a key that was begun last, whether under way or ended; null where none is known. */
    latest: (key: string): Job<S, C> | null => latest(key),

    get: (id: string): T => kind.show(find(id)),

    /** Stops at once; what was learnt is kept. Rejects where it could not be kept. */
    async stop(id: string): Promise<T> {
      const job = find(id);
      job.stop.abort(new Problem("bad-input", "Stopped by a person."));
      return endOf(job);
    },

    /** Resolves when a job has come to its end, whatever that is. Rejects where what it found could not be kept. */
    settled: async (id: string): Promise<T> => endOf(find(id)),

    /** Stops all jobs and begins no more. What they found is not kept as a result, only what they learnt. */
    async close(): Promise<void> {
      closing = new Problem("busy", "The engine is closing.");
      for (const stop of preparations.keys()) stop.abort(closing);
      for (const { stop } of jobs.values()) stop.abort(closing);
      await Promise.allSettled([...preparations.values(), ...[...jobs.values()].map(({ finished }) => finished)]);
    },
  };
}

type AnalysisKind = Extract<EngineEvent, { type: "insight" }>["insight"]["kind"];

/** Tells windows and terminals how far a job is, in steps and calls. */
export function tellProgress<S extends JobState & { calls: number }>(
  events: EventBus,
  kind: AnalysisKind,
  stepsOf: (state: S) => number,
): (state: S) => void {
  return (state) => {
    const { id, running, calls } = state;
    events.emit({ type: "insight", insight: { kind, id, running, steps: stepsOf(state), calls } });
  };
}

/** A window reads all items of a job again after each telling: many of them are told less often. */
export function intervalForItems(items: number): number {
  return Math.max(DEFAULT_INTERVAL_MS, 0.2 * items);
}

/** So many failures in a row mean that the model cannot be reached. */
const MAX_FAILURES_IN_A_ROW = 3;

/** Says when to give up: `record` gives back whether too many failed one after the other. */
export function createFailureStreak() {
  let failures = 0;
  return {
    record(failed: boolean): boolean {
      failures = failed ? failures + 1 : 0;
      return failures >= MAX_FAILURES_IN_A_ROW;
    },
  };
}

/** How one item ended: its own failure, or what ends the whole job. */
export type ItemEnd = { end: "done" } | { end: "failed" | "stopped"; reason: string };

interface ItemWork<I> {
  signal: AbortSignal;
  /** Items under way at once. */
  workers: number;
  /** Works on the first item alone, so that the others begin with what it taught. */
  firstAlone?: boolean;
  work(item: I): Promise<ItemEnd>;
  /** Called once with why no further item is begun: a stop, or how an item ended; not for what `work` throws. */
  onHalt?(reason: string): void;
  /** Called for each item that is not begun any more. */
  skip?(item: I, reason: string): void;
}

/**
 * Works on items in their order. No further item is begun after a stop or after too many failures in a row; those under
 * way come to their end first. Rejects with what `work` threw first.
 */
export async function workThroughItems<I>(items: readonly I[], options: ItemWork<I>): Promise<void> {
  const { signal, workers, firstAlone = false, work, onHalt, skip } = options;
  const streak = createFailureStreak();
  const pending = items.values();
  let halted: string | null = null;
  const halt = (reason: string): void => {
    if (halted !== null) return;
    halted = reason;
    onHalt?.(reason);
  };
  const workOn = async (item: I): Promise<void> => {
    if (signal.aborted) halt(errorMessageOf(signal.reason));
    if (halted !== null) return skip?.(item, halted);
    try {
      const ended = await work(item);
      const giveUp = streak.record(ended.end === "failed");
      if (ended.end === "stopped") halt(ended.reason);
      if (ended.end === "failed" && giveUp) halt(`Given up after ${MAX_FAILURES_IN_A_ROW} failures: ${ended.reason}`);
    } catch (error) {
      halted ??= errorMessageOf(error);
      throw error;
    }
    await yieldToEventLoop();
  };
  const worker = async (): Promise<void> => {
    for (const item of pending) await workOn(item);
  };
  const first = firstAlone ? pending.next() : null;
  if (first?.done === false) await workOn(first.value);
  const ends = await Promise.allSettled(Array.from({ length: Math.min(workers, items.length) }, worker));
  const broken = ends.find((end) => end.status === "rejected");
  if (broken) throw broken.reason;
}
