import type { Run, RunProgress } from "../../../shared/domain/run.ts";
import type { OutputTotals } from "../store/outputs.ts";
import type { Store } from "../store/store.ts";
import { errorMessageOf } from "../../../shared/errors.ts";
import { currentTimestamp } from "../clock.ts";
import type { EventBus } from "../events.ts";

const RATE_WINDOW_MS = 5_000;

export function emptyProgress(conversations: number, replies: number): Omit<RunProgress, "runId"> {
  return {
    status: "running",
    conversations,
    conversationsDone: 0,
    undecided: 0,
    replies,
    repliesAtMost: null,
    recorded: 0,
    calls: 0,
    cached: 0,
    retries: 0,
    errors: 0,
    passed: 0,
    failed: 0,
    unevaluated: 0,
    tokens: { input: 0, output: 0 },
    cost: 0,
    wallMs: 0,
    rate: null,
    etaMs: null,
    lastError: null,
    stopReason: null,
    waiting: null,
  };
}

/**
 * Counts what is recorded, further samples of the baseline included; retries and times are taken over from what the
 * run last said of itself.
 */
export function countRecordedProgress(store: Store, run: Run): RunProgress {
  const runId = Number(run.id);
  const beside = store.runs.supplementRun(runId);
  const totals = addOutputTotals(store.outputs.totals(runId), beside === null ? null : store.outputs.totals(beside));
  const tallies = store.results.tallies(runId);
  const failures = store.results.failures(runId).length;
  return {
    ...run.progress,
    ...conversationsDone(store, run),
    replies: Math.max(run.progress.replies, totals.recorded),
    recorded: totals.recorded,
    calls: totals.recorded - totals.cached,
    cached: totals.cached,
    errors: failures + (beside === null ? 0 : store.results.failures(beside).length),
    ...tallies,
    ...usageOf(totals, run.progress),
    rate: null,
    etaMs: null,
  };
}

function conversationsDone(store: Store, run: Run): Pick<RunProgress, "conversationsDone" | "undecided"> {
  const runId = Number(run.id);
  if (run.sampling !== null) {
    const ends = [...store.runs.samplingEnds(runId).values()];
    return { conversationsDone: ends.length, undecided: ends.filter((end) => end === "undecided").length };
  }
  const perPosition = new Map<number, number>();
  for (const result of store.results.ofRun(runId)) {
    perPosition.set(result.position, (perPosition.get(result.position) ?? 0) + 1);
  }
  const done = [...perPosition.values()].filter((samples) => samples >= run.samples);
  return { conversationsDone: done.length, undecided: 0 };
}

/** Replies say what is unknown of them; failed calls are in no table, so what the run said of them is taken over. */
function usageOf(totals: OutputTotals, { gaps: before }: RunProgress): Pick<RunProgress, "tokens" | "cost" | "gaps"> {
  const { input, output, uncountedInput, uncountedOutput, unpriced } = totals;
  const failed = before?.failed ?? 0;
  const isWhole = uncountedInput + uncountedOutput + unpriced + failed === 0;
  return {
    tokens: { input, output },
    cost: unpriced > 0 ? null : totals.cost,
    gaps: isWhole
      ? undefined
      : {
          input: uncountedInput,
          output: uncountedOutput,
          unpriced,
          failed,
          charged: before?.charged ?? 0,
          knownCost: totals.cost,
        },
  };
}

function addOutputTotals(a: OutputTotals, b: OutputTotals | null): OutputTotals {
  if (b === null) return a;
  return {
    recorded: a.recorded + b.recorded,
    cached: a.cached + b.cached,
    input: a.input + b.input,
    output: a.output + b.output,
    cost: a.cost + b.cost,
    unpriced: a.unpriced + b.unpriced,
    uncountedInput: a.uncountedInput + b.uncountedInput,
    uncountedOutput: a.uncountedOutput + b.uncountedOutput,
  };
}

/** Conversations have unequal numbers of samples and count alike; null where none could be judged. */
export function meanPassRateOf(store: Store, runId: number): number | null {
  const judged = store.results.passCounts(runId).filter(({ samples }) => samples > 0);
  if (judged.length === 0) return null;
  return judged.reduce((sum, { passed, samples }) => sum + passed / samples, 0) / judged.length;
}

/** Replies per second over the last seconds and what is left at that rate. */
export function createReplyRate() {
  let times: number[] = [];
  // Where the window begins: thousands of replies a second leave no time to look through it, or to shift it.
  let from = 0;
  const forget = (at: number): void => {
    while (from < times.length && (times[from] ?? at) < at - RATE_WINDOW_MS) from += 1;
    if (from < 1_000 || from * 2 < times.length) return;
    times = times.slice(from);
    from = 0;
  };
  return {
    tick(at: number): void {
      times.push(at);
      forget(at);
    },
    read(at: number, left: number): { rate: number | null; etaMs: number | null } {
      forget(at);
      const recent = times.length - from;
      const span = at - (times[from] ?? at);
      if (recent < 3 || span < 50) return { rate: null, etaMs: null };
      const rate = ((recent - 1) / span) * 1000;
      return { rate, etaMs: Math.round((left / rate) * 1000) };
    },
  };
}

const PROGRESS_EVERY_MS = 100;
const HEARTBEAT_EVERY_MS = 1_000;

interface HeartbeatOptions {
  runId: number;
  /** Kept up to date by the replay. */
  progress: RunProgress;
  store: Store;
  events: EventBus;
  lease: string;
  /** The run has another lease by now: it is not ours any more. */
  onLost(): void;
  log(line: string): void;
}

/** Sends windows the progress of a run, ten times a second at most, and other processes that it lives, once a second. */
export function createHeartbeat({ runId, progress, store, events, lease, onLost, log }: HeartbeatOptions) {
  let sentAt = 0;
  let beatAt = Date.now();
  let timer: NodeJS.Timeout | null = null;

  const beat = (): void => {
    if (Date.now() - beatAt < HEARTBEAT_EVERY_MS) return;
    beatAt = Date.now();
    // Called from timers, where an error would not be caught; the next reply reports a full disk anyway.
    try {
      if (!store.write(() => store.runs.writeHeartbeat(runId, currentTimestamp(), progress, lease))) onLost();
    } catch (error) {
      log(`run ${runId}: no sign of life could be written: ${errorMessageOf(error)}`);
    }
  };

  const sendProgress = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    sentAt = Date.now();
    events.emit({ type: "run", run: { ...progress } });
    beat();
  };

  const heart = setInterval(beat, HEARTBEAT_EVERY_MS * 2);
  heart.unref();

  return {
    /** The progress changed. */
    changed(): void {
      if (Date.now() - sentAt >= PROGRESS_EVERY_MS) sendProgress();
      else timer ??= setTimeout(sendProgress, PROGRESS_EVERY_MS);
    },
    stop(): void {
      clearInterval(heart);
      if (timer) clearTimeout(timer);
    },
  };
}

/** Final statuses of runs. One that cannot be written to the disk is kept here, shown from here, and written later. */
export function createPendingFinalStatuses(store: Store, log: (line: string) => void) {
  const unwritten = new Map<string, RunProgress>();
  const leases = new Map<string, string | null>();

  const write = (progress: RunProgress, lease: string | null): void => {
    const { runId, status } = progress;
    try {
      store.write(() => store.runs.finish(Number(runId), status, progress, currentTimestamp(), lease));
      unwritten.delete(runId);
    } catch (error) {
      const message = errorMessageOf(error);
      if (!unwritten.has(runId)) log(`run ${runId}: its end could not be written: ${message}`);
      leases.set(runId, lease);
      unwritten.set(runId, { ...progress, lastError: progress.lastError ?? message });
    }
  };

  return {
    /**
     * Writes it down where the run still has this lease: another one's run is not ended. Never throws: what stopped the
     * run may well stop this too.
     */
    write,
    retry(): void {
      for (const progress of unwritten.values()) write(progress, leases.get(progress.runId) ?? null);
    },
    /** How a run ended whose end is not in the file. */
    of: (runId: string): RunProgress | null => unwritten.get(runId) ?? null,
    /** The run goes on, so its end was none. */
    forget: (runId: string): void => void unwritten.delete(runId),
  };
}
export type PendingFinalStatuses = ReturnType<typeof createPendingFinalStatuses>;
