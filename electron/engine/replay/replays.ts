import type { ReplayPlan, ReplayRequest } from "../../../shared/contract/runs.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { Budget, Run, RunProgress, RunStatus } from "../../../shared/domain/run.ts";
import { Problem } from "../../../shared/problem.ts";
import { createPatternRunner } from "../checks/pattern-runner.ts";
import { now } from "../clock.ts";
import type { Events } from "../events.ts";
import { setSha256 } from "../exchange/content-hash.ts";
import type { ChatModel } from "../models/port.ts";
import { spentOf } from "../../../shared/rules/budget.ts";
import type { StoredRun } from "../store/runs.ts";
import type { Store } from "../store/store.ts";
import { createBrake } from "./budget.ts";
import { keepCacheMark } from "./clear-cache.ts";
import { execute } from "./execute.ts";
import { watchForBreak } from "./fail-fast.ts";
import { createGate, type Gate } from "./gate.ts";
import { createEndings } from "./endings.ts";
import { defaultSilenceMs, isAlive, markInterrupted } from "./ownership.ts";
import { pinnedReplies } from "./pinned.ts";
import { newsOrder, type Standings } from "./order.ts";
import { planReplay } from "./plan-replay.ts";
import { planTasks, readStandings } from "./plan.ts";
import {
  costWith,
  parentOf,
  pickConversations,
  prepareReplay,
  rateLimitsOf,
  refuseUnkeepable,
  usualReply,
} from "./prepare.ts";
import { countRecorded, emptyProgress } from "./progress.ts";
import { createRecorder } from "./recorder.ts";
import { defaultRetryPolicy, type RetryPolicy } from "./retry.ts";

const TELL_EVERY_MS = 100;
const BEAT_EVERY_MS = 1_000;

interface Active {
  progress: RunProgress;
  stop: AbortController;
  finished: Promise<void>;
}

export interface ReplayDependencies {
  store: Store;
  events: Events;
  openModel(spec: ModelSpec): Promise<ChatModel>;
  log(line: string): void;
  retry?: RetryPolicy;
  /** How long another process may be silent before it is asked whether it still lives, in milliseconds. */
  silenceMs?: number;
}

/** Starts, stops and goes on with runs; knows which ones are under way in this process. */
export function createReplays(dependencies: ReplayDependencies) {
  const { store, events, openModel, log, retry = defaultRetryPolicy, silenceMs = defaultSilenceMs } = dependencies;
  const active = new Map<string, Active>();
  const gates = new Map<string, Gate>();
  const patterns = createPatternRunner({ limitMs: 1_000 });
  const recorder = createRecorder(store);
  const endings = createEndings(store, log);
  let closing = false;

  const requireRun = (runId: string): StoredRun => {
    const stored = store.runs.get(Number(runId));
    if (!stored) throw new Problem("not-found", "This run does not exist any more.", { runId });
    return stored;
  };

  const refuseIfRunning = (stored: StoredRun): void => {
    if (active.has(stored.run.id) || isAlive(stored, silenceMs)) {
      throw new Problem("busy", "This run is being replayed already.", { runId: stored.run.id });
    }
  };

  const withLive = (run: Run): Run => {
    const live = active.get(run.id)?.progress ?? endings.of(run.id);
    return live ? { ...run, progress: { ...live } } : run;
  };

  const markLost = (): void => markInterrupted(store, endings, (runId) => active.has(runId), silenceMs);

  const begin = (runId: string, model: ChatModel, standings: readonly Standings[]): Run => {
    const stored = requireRun(runId);
    const { run } = stored;
    const id = Number(runId);
    const pinned =
      run.history === "pinned" && run.baselineRunId !== null
        ? pinnedReplies(store, Number(run.baselineRunId), id)
        : null;
    store.write(() => {
      // Looked at again where nobody can come between: a second resume may have begun while the model was opened.
      refuseIfRunning(requireRun(runId));
      store.runs.own(id, process.pid, now());
      store.results.clearFailures(id);
    });
    endings.forget(runId);
    const counted = countRecorded(store, requireRun(runId).run);
    const progress: RunProgress = { ...counted, status: "running", errors: 0, lastError: null, stopReason: null };
    const ids = store.runs.places(id).map((one) => one.id);
    const tasks = planTasks(store, id, run.samples, newsOrder(ids, standings), run.failFast);
    const costOfCall = costWith(store, run.model);
    const baselineRunId = run.baselineRunId === null ? null : Number(run.baselineRunId);
    const brake = createBrake({
      budget: run.budget,
      spent: spentOf(progress),
      replyTokens: usualReply(store, run, run.model, run.baselineRunId),
      costOf: costOfCall,
    });
    const onBreak = (message: string): void => brake.halt("fail-fast", message);
    const watch = run.failFast
      ? watchForBreak(store, { runId: id, baselineRunId, samples: run.samples, onBreak })
      : null;
    const openSamples = new Map<number, number>();
    for (const task of tasks) openSamples.set(task.position, (openSamples.get(task.position) ?? 0) + 1);

    let toldAt = 0;
    let beatAt = Date.now();
    let timer: NodeJS.Timeout | null = null;
    const tell = (): void => {
      if (timer) clearTimeout(timer);
      timer = null;
      toldAt = Date.now();
      events.emit({ type: "run", run: { ...progress } });
      beat();
    };
    const beat = (): void => {
      if (Date.now() - beatAt < BEAT_EVERY_MS) return;
      beatAt = Date.now();
      // Called from timers, where nobody would catch it; a disk that is full is met by the next reply anyway.
      try {
        store.write(() => store.runs.beat(id, now(), progress));
      } catch (error) {
        log(`run ${runId}: no sign of life could be written: ${messageOf(error)}`);
      }
    };
    const heart = setInterval(beat, BEAT_EVERY_MS * 2);
    heart.unref();

    const stop = new AbortController();
    const limits = rateLimitsOf(store, run.model);
    // Limits are those of one model; without any, all calls to an address share one gate.
    const gateName = JSON.stringify([model.provider, model.identity, limits && [model.model, limits]]);
    const gate = gates.get(gateName) ?? createGate({ limit: 256, ...(limits && { limits }) });
    gates.set(gateName, gate);

    const finish = (ended: RunStatus): void => {
      // A closing engine stops its runs as well, but no person asked for that.
      const status = ended === "cancelled" && closing ? "interrupted" : ended;
      clearInterval(heart);
      if (timer) clearTimeout(timer);
      brake.close();
      progress.status = status;
      progress.rate = null;
      progress.etaMs = null;
      active.delete(runId);
      endings.write(progress);
      events.emit({ type: "run", run: { ...progress } });
      events.changed("runs");
    };

    const finished = execute(
      {
        runId: id,
        store,
        recorder,
        model,
        settings: run.model.settings,
        system: store.texts.get(stored.textId),
        tasks,
        concurrency: run.concurrency,
        gate,
        useCache: stored.useCache,
        retry,
        patterns,
        pinned,
        costOf: costOfCall,
        brake,
        progress,
        openSamples,
        onSample: watch,
        onProgress() {
          if (Date.now() - toldAt >= TELL_EVERY_MS) tell();
          else timer ??= setTimeout(tell, TELL_EVERY_MS);
        },
      },
      stop.signal,
    ).then(finish, (error: unknown) => {
      progress.lastError = error instanceof Problem ? error.message : `The replay stopped: ${messageOf(error)}`;
      log(`run ${runId} stopped: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      finish("interrupted");
    });
    active.set(runId, { progress, stop, finished });
    events.changed("runs");
    return withLive(requireRun(runId).run);
  };

  markLost();

  return {
    list(promptId: string, setId: string | undefined): Run[] {
      markLost();
      const runs = store.runs.list(Number(promptId)).map(({ run }) => withLive(run));
      return setId === undefined ? runs : runs.filter((run) => run.setId === setId);
    },

    get: (runId: string): Run => withLive(requireRun(runId).run),

    /** What a replay would take, without starting it. */
    async plan(asked: ReplayRequest): Promise<ReplayPlan> {
      const { request, set, resolved, spec } = prepareReplay(store, asked);
      const { taken } = pickConversations(store, set, request.conversationIds);
      const known = request.baselineRunId ?? parentOf(store, asked, resolved, spec)?.id ?? null;
      return planReplay(store, {
        conversations: taken,
        model: await openModel(spec),
        system: resolved.text,
        settings: spec.settings,
        samples: request.samples,
        useCache: request.useCache && request.history === "live",
        replyTokens: usualReply(store, request, spec, known),
        costOf: costWith(store, spec),
      });
    },

    /** Starts a run. Whatever is wrong with the request or the model is known before anything is written. */
    async start(asked: ReplayRequest): Promise<Run> {
      const model = await openModel(prepareReplay(store, asked).spec);
      const standings = await readStandings(store, Number(asked.promptId), asked.setId, Infinity);
      const runId = store.write(() => {
        const { request, prompt, set, resolved, spec } = prepareReplay(store, asked);
        const { all, taken } = pickConversations(store, set, request.conversationIds);
        refuseUnkeepable(store, request.budget, spec, 0);
        if (request.baselineRunId !== null) requireRun(request.baselineRunId);
        const baseline =
          request.baselineRunId ?? (request.failFast ? parentOf(store, asked, resolved, spec)?.id : null) ?? null;
        const replies =
          taken.reduce((sum, one) => sum + store.conversations.liveTurns(one.contentId), 0) * request.samples;
        const hashes = all.map(({ id, contentSha256 }) => ({ id, contentSha256 }));
        const id = store.runs.insert(
          {
            promptId: Number(prompt.id),
            versionId: resolved.kind === "version" ? Number(resolved.version.id) : null,
            textId: store.texts.put(resolved.text),
            setId: Number(set.id),
            setName: set.name,
            setSha256: setSha256(hashes),
            model: spec,
            samples: request.samples,
            concurrency: request.concurrency,
            history: request.history,
            baselineRunId: baseline === null ? null : Number(baseline),
            useCache: request.useCache,
            partial: request.conversationIds !== null,
            failFast: request.failFast,
            budget: request.budget,
            progress: emptyProgress(taken.length, replies),
            now: now(),
          },
          taken,
        );
        // Checked inside the transaction, so that a run that cannot start leaves nothing behind.
        if (request.history === "pinned") pinnedReplies(store, Number(request.baselineRunId), id);
        return String(id);
      });
      return begin(runId, model, standings);
    },

    async resume(runId: string, change: { budget?: Budget | null; failFast?: boolean } = {}): Promise<Run> {
      const stored = requireRun(runId);
      refuseIfRunning(stored);
      if (stored.run.progress.status === "complete") {
        throw new Problem("unchanged", "This run is complete: there is nothing left to replay.", { runId });
      }
      const { run } = stored;
      const budget = change.budget === undefined ? run.budget : change.budget;
      refuseUnkeepable(store, budget, run.model, countRecorded(store, run).cost);
      const model = await openModel(run.model);
      const standings = await readStandings(store, Number(run.promptId), run.setId, Number(runId));
      refuseIfRunning(requireRun(runId));
      store.write(() => store.runs.limit(Number(runId), budget, change.failFast ?? run.failFast));
      return begin(runId, model, standings);
    },

    /** Stops a run at once; replies that were received are kept. */
    async cancel(runId: string): Promise<RunProgress> {
      const live = active.get(runId);
      if (!live) return withLive(requireRun(runId).run).progress;
      live.stop.abort(new Problem("bad-input", "Stopped by a person."));
      await live.finished;
      return withLive(requireRun(runId).run).progress;
    },

    /** Resolves when the run has come to its end, whatever that is. */
    async settled(runId: string): Promise<Run> {
      await active.get(runId)?.finished;
      return withLive(requireRun(runId).run);
    },

    remove(runId: string): void {
      const stored = requireRun(runId);
      if (active.has(runId) || isAlive(stored, silenceMs)) {
        throw new Problem("busy", "This run is being replayed. Stop it before you delete it.", { runId });
      }
      const pinnedTo = store.runs
        .list(Number(stored.run.promptId))
        .filter(({ run }) => run.baselineRunId === runId && run.history === "pinned");
      if (pinnedTo.length > 0) {
        throw new Problem(
          "conflict",
          `Run ${pinnedTo.map(({ run }) => run.id).join(", ")} took its history from this run. Delete that one first.`,
          { runId },
        );
      }
      store.write(() => {
        store.runs.remove(Number(runId));
        keepCacheMark(store);
      });
      events.changed("runs");
    },

    async close(): Promise<void> {
      closing = true;
      const running = [...active.values()];
      for (const one of running) one.stop.abort(new Problem("busy", "The engine is closing."));
      await Promise.all(running.map((one) => one.finished));
      endings.retry();
      await patterns.close();
    },
  };
}
export type Replays = ReturnType<typeof createReplays>;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
