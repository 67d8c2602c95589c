import type { ReplayRequest } from "../../../shared/contract/runs.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { Run, RunProgress, RunStatus } from "../../../shared/domain/run.ts";
import { Problem } from "../../../shared/problem.ts";
import { createPatternRunner } from "../checks/pattern-runner.ts";
import { now } from "../clock.ts";
import { requireSet } from "../conversations/conversations.ts";
import type { Events } from "../events.ts";
import { setSha256 } from "../exchange/content-hash.ts";
import type { ChatModel } from "../models/port.ts";
import { costOf } from "../models/prices.ts";
import { requirePrompt } from "../prompts/prompts.ts";
import { resolveRef } from "../prompts/refs.ts";
import { sha256 } from "../store/texts.ts";
import type { StoredRun } from "../store/runs.ts";
import type { Store } from "../store/store.ts";
import { cacheKey } from "./cache-key.ts";
import { execute } from "./execute.ts";
import { createGate, type Gate } from "./gate.ts";
import { messagesFor } from "./history.ts";
import { isAlive, markInterrupted } from "./ownership.ts";
import { pinnedReplies } from "./pinned.ts";
import { failedLast, planTasks } from "./plan.ts";
import { countRecorded, emptyProgress, liveTurns } from "./progress.ts";
import { createRecorder } from "./recorder.ts";
import { defaultRetryPolicy, type RetryPolicy } from "./retry.ts";
import { userTurns } from "../../../shared/rules/turns.ts";

const TELL_EVERY_MS = 100;
const BEAT_EVERY_MS = 1_000;

interface Active {
  progress: RunProgress;
  stop: AbortController;
  finished: Promise<void>;
}

export interface ReplayPlan {
  conversations: number;
  replies: number;
  /** Replies that the cache holds for certain. */
  cachedAtLeast: number;
  /** Conversations without any check. */
  unchecked: number;
}

export interface ReplayDependencies {
  store: Store;
  events: Events;
  openModel(spec: ModelSpec): Promise<ChatModel>;
  log(line: string): void;
  retry?: RetryPolicy;
}

/** Starts, stops and goes on with runs; knows which ones are under way in this process. */
export function createReplays({ store, events, openModel, log, retry = defaultRetryPolicy }: ReplayDependencies) {
  const active = new Map<string, Active>();
  const gates = new Map<string, Gate>();
  const patterns = createPatternRunner({ limitMs: 1_000 });
  const recorder = createRecorder(store);
  let closing = false;

  const requireRun = (runId: string): StoredRun => {
    const stored = store.runs.get(Number(runId));
    if (!stored) throw new Problem("not-found", "This run does not exist any more.", { runId });
    return stored;
  };

  const refuseIfRunning = (stored: StoredRun): void => {
    if (active.has(stored.run.id) || isAlive(stored)) {
      throw new Problem("busy", "This run is being replayed already.", { runId: stored.run.id });
    }
  };

  const withLive = (run: Run): Run => {
    const live = active.get(run.id);
    return live ? { ...run, progress: { ...live.progress } } : run;
  };

  /** The version's settings over the model's. */
  const prepare = (request: ReplayRequest) => {
    const prompt = requirePrompt(store, request.promptId);
    const set = requireSet(store, request.setId);
    const resolved = resolveRef(store, prompt, String(request.version));
    if (set.conversations === 0) {
      throw new Problem("bad-input", `The set "${set.name}" is empty. Import or write a conversation first.`, {
        set: set.name,
      });
    }
    if (resolved.text.trim() === "")
      throw new Problem("bad-input", "The prompt is empty. Write some text before you replay it.");
    if (request.history === "pinned" && request.baselineRunId === null) {
      throw new Problem("bad-input", "Pinned history needs a baseline run to take the replies from.");
    }
    const spec: ModelSpec = { ...request.model, settings: { ...request.model.settings, ...resolved.settings } };
    return { prompt, set, resolved, spec };
  };

  const begin = (runId: string, model: ChatModel): Run => {
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
    const counted = countRecorded(store, requireRun(runId).run);
    const progress: RunProgress = { ...counted, status: "running", errors: 0, lastError: null };
    const first = failedLast(store, Number(run.promptId), run.setId, id);
    const tasks = planTasks(store, id, run.samples, first);
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
    const gateName = `${model.provider} ${model.identity}`;
    const gate = gates.get(gateName) ?? createGate(256);
    gates.set(gateName, gate);

    const finish = (ended: RunStatus): void => {
      // A closing engine stops its runs as well, but no person asked for that.
      const status = ended === "cancelled" && closing ? "interrupted" : ended;
      clearInterval(heart);
      if (timer) clearTimeout(timer);
      progress.status = status;
      progress.rate = null;
      progress.etaMs = null;
      active.delete(runId);
      try {
        store.write(() => store.runs.finish(id, status, progress, now()));
      } catch (error) {
        progress.lastError = messageOf(error);
        log(`run ${runId}: its end could not be written: ${messageOf(error)}`);
      }
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
        costOf: (input, output) => (input === null || output === null ? null : costOf(run.model, input, output)),
        progress,
        openSamples,
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

  markInterrupted(store, (runId) => active.has(runId));

  return {
    list(promptId: string, setId: string | undefined): Run[] {
      markInterrupted(store, (runId) => active.has(runId));
      const runs = store.runs.list(Number(promptId)).map(({ run }) => withLive(run));
      return setId === undefined ? runs : runs.filter((run) => run.setId === setId);
    },

    get: (runId: string): Run => withLive(requireRun(runId).run),

    /** What a replay would take, without starting it. */
    async plan(request: ReplayRequest): Promise<ReplayPlan> {
      const { set, resolved, spec } = prepare(request);
      const model = await openModel(spec);
      const plan: ReplayPlan = { conversations: 0, replies: 0, cachedAtLeast: 0, unchecked: 0 };
      for (const one of store.conversations.stored(Number(set.id))) {
        const asked = userTurns(one.content.turns);
        plan.conversations += 1;
        plan.replies += asked.filter((turn) => turn.fixed === null).length * request.samples;
        if (one.checks === 0) plan.unchecked += 1;
        for (let sample = 0; request.useCache && request.history === "live" && sample < request.samples; sample += 1) {
          const replies: (string | null)[] = asked.map(() => null);
          for (const turn of asked.filter((each) => each.fixed === null)) {
            const messages = messagesFor(asked, turn.index, replies);
            const key = cacheKey(model, { system: resolved.text, messages, settings: spec.settings, sample });
            const hit = store.outputs.findCached(key);
            if (!hit) break;
            replies[turn.index] = hit.text;
            plan.cachedAtLeast += 1;
          }
        }
      }
      return plan;
    },

    /** Starts a run. Whatever is wrong with the request or the model is known before anything is written. */
    async start(request: ReplayRequest): Promise<Run> {
      const { prompt, set, resolved, spec } = prepare(request);
      const model = await openModel(spec);
      const runId = store.write(() => {
        const taken = store.conversations.stored(Number(set.id));
        const replies = taken.reduce((sum, one) => sum + liveTurns(store, one.contentId), 0) * request.samples;
        const hashes = taken.map((one) => ({ id: one.id, contentSha256: contentHash(store, one.contentId) }));
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
            baselineRunId: request.baselineRunId === null ? null : Number(request.baselineRunId),
            useCache: request.useCache,
            progress: emptyProgress(taken.length, replies),
            now: now(),
          },
          taken,
        );
        // Checked inside the transaction, so that a run that cannot start leaves nothing behind.
        if (request.history === "pinned") pinnedReplies(store, Number(request.baselineRunId), id);
        return String(id);
      });
      return begin(runId, model);
    },

    async resume(runId: string): Promise<Run> {
      const stored = requireRun(runId);
      refuseIfRunning(stored);
      if (stored.run.progress.status === "complete") {
        throw new Problem("unchanged", "This run is complete: there is nothing left to replay.", { runId });
      }
      return begin(runId, await openModel(stored.run.model));
    },

    /** Stops a run at once; replies that were received are kept. */
    async cancel(runId: string): Promise<RunProgress> {
      const live = active.get(runId);
      if (!live) return requireRun(runId).run.progress;
      live.stop.abort(new Problem("bad-input", "Stopped by a person."));
      await live.finished;
      return requireRun(runId).run.progress;
    },

    /** Resolves when the run has come to its end, whatever that is. */
    async settled(runId: string): Promise<Run> {
      await active.get(runId)?.finished;
      return requireRun(runId).run;
    },

    remove(runId: string): void {
      const stored = requireRun(runId);
      if (active.has(runId) || isAlive(stored)) {
        throw new Problem("busy", "This run is being replayed. Stop it before you delete it.", { runId });
      }
      const pinnedTo = store.runs.list(Number(stored.run.promptId)).filter(({ run }) => run.baselineRunId === runId);
      if (pinnedTo.length > 0) {
        throw new Problem(
          "conflict",
          `Run ${pinnedTo.map(({ run }) => run.id).join(", ")} took its history from this run. Delete that one first.`,
          { runId },
        );
      }
      store.write(() => store.runs.remove(Number(runId)));
      events.changed("runs");
    },

    async close(): Promise<void> {
      closing = true;
      const running = [...active.values()];
      for (const one of running) one.stop.abort(new Problem("busy", "The engine is closing."));
      await Promise.all(running.map((one) => one.finished));
      await patterns.close();
    },
  };
}
export type Replays = ReturnType<typeof createReplays>;

/** Contents are stored in their canonical form, so a stored content's hash is its content hash. */
function contentHash(store: Store, contentId: number): string {
  return sha256(store.texts.get(contentId)).toString("hex");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
