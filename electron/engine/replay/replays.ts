import type { ReplayPlan, ReplayRequest } from "../../../shared/contract/runs.ts";
import type { Budget, Run, RunProgress, RunStatus } from "../../../shared/domain/run.ts";
import { messageOf, stackOf } from "../../../shared/message-of.ts";
import { Problem } from "../../../shared/problem.ts";
import type { WebhookCaller } from "../checks/code/webhook-caller.ts";
import type { Sandbox } from "../checks/sandbox/sandbox.ts";
import type { Events } from "../events.ts";
import type { Judges } from "../judges/judges.ts";
import type { ChatModel } from "../models/port.ts";
import { furtherBudget, spentOf } from "../../../shared/rules/budget.ts";
import { isRandom } from "../../../shared/rules/randomness.ts";
import { keepHeapSmall } from "../small-heap.ts";
import type { TouchedRule } from "../../../shared/domain/ledger.ts";
import { reasonsOf } from "../insight/ledger/touched.ts";
import type { StoredRun } from "../store/runs.ts";
import type { Store } from "../store/store.ts";
import type { Needs } from "../trust/needs.ts";
import { rulesId } from "../facts/fact-options.ts";
import { readFactSettings } from "../facts/fact-settings.ts";
import { createSourceReader } from "../facts/sources.ts";
import { baselineOf, openBaseline, type OpenModel } from "./baseline.ts";
import { replayed, touchedBy } from "./leading.ts";
import { planRequest } from "./plan-request.ts";
import { createPulse } from "./pulse.ts";
import { createBrake } from "./budget.ts";
import { keepCacheMark } from "./clear-cache.ts";
import { execute, type Execution } from "./execute.ts";
import { watchForBreak } from "./fail-fast.ts";
import { requireStoredRun } from "./find-runs.ts";
import { insertRun } from "./insert-run.ts";
import type { Gates } from "./gates.ts";
import { createEndings } from "./endings.ts";
import { createRunLeases, defaultSilenceMs, takenOver } from "./run-lease.ts";
import { pinnedReplies } from "./pinned.ts";
import { leadWith, newsOrder, type Standings } from "./order.ts";
import { planTasks, readStandings } from "./plan.ts";
import { costWith, prepareReplay, refuseUnkeepable, usualReply } from "./prepare.ts";
import { countRecorded, passRateOf } from "./progress.ts";
import { recheck, type Rechecked } from "./recheck.ts";
import { createRecorder } from "./recorder.ts";
import { reopen } from "./sampling/reopen.ts";
import { startSampler, type Follow } from "./sampling/start-sampler.ts";
import { fixedTasks, type TaskSource } from "./task-source.ts";
import type { Restated } from "./standing.ts";
import type { RetryPolicy } from "./retry.ts";
import { createTurns } from "./turns.ts";

const LOOK_EVERY_MS = 1_000;

interface Active {
  progress: RunProgress;
  tasks: TaskSource;
  /** Told of each conversation that needs no more samples, and with null of the run's end. */
  listeners: Set<(position: number | null) => void>;
  stop: AbortController;
  finished: Promise<void>;
}

export interface ReplayDependencies {
  store: Store;
  events: Events;
  /** What runs people's own code; whoever made them closes them after the replays. */
  sandbox: Sandbox;
  webhooks: WebhookCaller;
  gates: Gates;
  judges: Judges;
  /** Says what somebody has to allow first. */
  needs: Needs;
  openModel: OpenModel;
  log(line: string): void;
  retry: RetryPolicy;
  /** How long another process may be silent before it is asked whether it still lives, in milliseconds. */
  silenceMs?: number;
}

/** `baseline` takes further samples of the run that a run with auto-samples is compared with. */
interface Models {
  model: ChatModel;
  baseline: ChatModel | null;
}

/** Starts, stops and goes on with runs; knows which ones are under way in this process. */
export function createReplays(dependencies: ReplayDependencies) {
  const {
    store,
    events,
    sandbox,
    webhooks,
    gates,
    judges,
    needs,
    openModel,
    log,
    retry,
    silenceMs = defaultSilenceMs,
  } = dependencies;
  const active = new Map<string, Active>();
  const recorder = createRecorder(store);
  const turn = createTurns();
  const endings = createEndings(store, log);
  const leases = createRunLeases(store, silenceMs);
  let closing = false;

  const requireRun = (runId: string): StoredRun => requireStoredRun(store, runId);

  const refuseIfRunning = (stored: StoredRun): void => {
    if (active.has(stored.run.id)) {
      throw new Problem("busy", `Run ${stored.run.id} is being replayed already.`, { runId: stored.run.id });
    }
    leases.refuseIfAlive(stored);
  };

  const withLive = (run: Run): Run => {
    const live = active.get(run.id)?.progress ?? endings.of(run.id);
    return live ? { ...run, progress: { ...live } } : run;
  };

  const markLost = (): void => leases.markInterrupted(endings, (runId) => active.has(runId));

  /** A baseline run that is under way, here or in another process. */
  const follow = (runId: string | null): Follow | null => {
    const live = runId === null ? undefined : active.get(runId);
    if (live) {
      return {
        isOpen: live.tasks.isOpen,
        listen(onNews) {
          live.listeners.add(onNews);
          return () => live.listeners.delete(onNews);
        },
      };
    }
    const elsewhere = (): boolean => {
      const stored = runId === null ? null : store.runs.get(Number(runId));
      return stored?.run.progress.status === "running" && leases.isAlive(stored);
    };
    if (!elsewhere()) return null;
    return {
      isOpen: () => true,
      listen(onNews) {
        const timer = setInterval(() => {
          if (!elsewhere()) onNews(null);
        }, LOOK_EVERY_MS);
        return () => clearInterval(timer);
      },
    };
  };

  /**
   * `claim` names the run, and writes what goes with it, in the transaction in which this process takes it. `leading` are
   * replayed first.
   */
  const begin = (
    claim: () => string,
    models: Models,
    standings: readonly Standings[],
    leading: readonly TouchedRule[],
  ): Run => {
    const { model } = models;
    // A run that is there without a lease would be taken for one that was left behind.
    const { stored, besideId, pinned, lease } = store.write(() => {
      const stored = requireRun(claim());
      const id = Number(stored.run.id);
      refuseIfRunning(stored);
      const lease = leases.take(stored);
      const besideId = store.runs.beside(id);
      const { history, baselineRunId } = stored.run;
      const pinned =
        history === "pinned" && baselineRunId !== null ? pinnedReplies(store, Number(baselineRunId), id) : null;
      store.results.clearFailures(id);
      if (besideId !== null) store.results.clearFailures(besideId);
      return { stored, besideId, pinned, lease };
    });
    const { run } = stored;
    const runId = run.id;
    const id = Number(runId);
    endings.forget(runId);
    const counted = countRecorded(store, requireRun(runId).run);
    const factSettings = readFactSettings(store);
    // What an earlier attempt recorded may have been scanned by other rules; then the run is scanned again later.
    if (counted.recorded === 0) store.write(() => store.replyFacts.setRules(id, rulesId(factSettings)));
    const progress: RunProgress = { ...counted, status: "running", errors: 0, lastError: null, stopReason: null };
    const ids = store.runs.places(id).map((one) => one.id);
    const costOfCall = costWith(store, run.model);
    const baselineRunId = run.baselineRunId === null ? null : Number(run.baselineRunId);
    const brake = createBrake({
      budget: run.budget,
      spent: spentOf(progress),
      replyTokens: usualReply(store, run, run.model, run.baselineRunId),
      costOf: costOfCall,
    });
    const onBreak = (message: string): void => brake.halt("fail-fast", message);
    const linked = reasonsOf(leading);
    const first = leadWith(new Set(ids.filter((one) => linked.has(one))), newsOrder(ids, standings));
    const sampler =
      run.sampling &&
      startSampler(store, run, {
        first,
        recorded: progress.recorded,
        spent: () => spentOf(progress).calls,
        follow: follow(run.baselineRunId),
        onBroke: (one) => {
          if (run.failFast) onBreak(`Stopped because "${one}" broke against run ${run.baselineRunId}.`);
        },
      });
    const planned = (): TaskSource =>
      fixedTasks(planTasks(store, id, run.samples, first, run.failFast), progress.conversationsDone);
    const tasks = sampler?.tasks ?? planned();
    tasks.count(progress);
    // Auto-samples say themselves what broke; without a baseline whatever fails is a break.
    const watched = run.failFast && (sampler === null || baselineRunId === null);
    const watch = watched ? watchForBreak(store, { runId: id, baselineRunId, samples: run.samples, onBreak }) : null;
    const listeners: Active["listeners"] = new Set();

    const stop = new AbortController();
    let lost = false;
    const pulse = createPulse({
      runId: id,
      progress,
      store,
      events,
      lease,
      onLost: () => {
        lost = true;
        stop.abort(takenOver(runId));
      },
      log,
    });
    const releaseHeap = keepHeapSmall();

    const finish = (ended: RunStatus): void => {
      // A closing engine stops its runs as well, but no person asked for that.
      const status = ended === "cancelled" && (closing || lost) ? "interrupted" : ended;
      if (lost) progress.lastError = takenOver(runId).message;
      pulse.stop();
      brake.close();
      releaseHeap();
      sampler?.close();
      progress.status = status;
      progress.rate = null;
      progress.etaMs = null;
      progress.waiting = null;
      if (sampler) progress.passRate = passRateOf(store, id);
      active.delete(runId);
      endings.write(progress, lease);
      for (const listener of listeners) listener(null);
      events.emit({ type: "run", run: { ...progress } });
      events.changed("runs");
    };

    const execution: Execution = {
      runId: id,
      keepsLease: () => store.runs.isLeased(id, lease),
      store,
      recorder,
      turn,
      model,
      settings: run.model.settings,
      system: store.texts.get(stored.textId),
      tasks,
      besideRunId: null,
      baseline: null,
      concurrency: run.concurrency,
      gate: gates.of(model, run.model),
      useCache: stored.useCache,
      holds: store.heldReplies.count(id) > 0,
      retry,
      sandbox,
      sources: createSourceReader(factSettings),
      webhooks,
      grader: null,
      pinned,
      costOf: costOfCall,
      brake,
      progress,
      onSample: watch,
      onConversation: (position) => listeners.forEach((listener) => listener(position)),
      onProgress: pulse.changed,
    };
    execution.grader = judges.forRun({ id, brake, useCache: stored.useCache, progress, onProgress: pulse.changed });
    const other = besideId === null ? null : requireRun(String(besideId));
    if (other && models.baseline) {
      execution.baseline = {
        ...execution,
        runId: Number(other.run.id),
        besideRunId: id,
        holds: store.heldReplies.count(Number(other.run.id)) > 0,
        model: models.baseline,
        settings: other.run.model.settings,
        system: store.texts.get(other.textId),
        gate: gates.of(models.baseline, other.run.model),
        pinned: null,
        costOf: costWith(store, other.run.model),
        onSample: null,
      };
    }
    const finished = execute(execution, stop.signal).then(finish, (error: unknown) => {
      progress.lastError = error instanceof Problem ? error.message : `The replay stopped: ${messageOf(error)}`;
      log(`run ${runId} stopped: ${stackOf(error)}`);
      finish("interrupted");
    });
    active.set(runId, { progress, tasks, listeners, stop, finished });
    events.changed("runs");
    return withLive(requireRun(runId).run);
  };

  /** Goes on with a run; `change` is written in the transaction that sets its limits. */
  const goOn = async (
    { run, textId }: StoredRun,
    limits: { budget?: Budget | null; failFast?: boolean },
    change: () => void,
  ): Promise<Run> => {
    const budget = limits.budget === undefined ? run.budget : limits.budget;
    refuseUnkeepable(store, budget, run.model, countRecorded(store, run).cost);
    // The baseline's own run may be gone since: the one beside this one has all that is needed of it.
    const beside = store.runs.beside(Number(run.id));
    const judge = store.runJudges.get(Number(run.id)) ?? undefined;
    const models = [run.model, ...(beside === null ? [] : [requireRun(String(beside)).run.model])];
    needs.require({ models, over: { runId: run.id }, judge });
    const model = await openModel(run.model);
    const baseline = await openBaseline(store, openModel, beside === null ? null : String(beside), run.model, model);
    const standings = await readStandings(store, Number(run.promptId), run.setId, Number(run.id));
    const leading = await touchedBy(store, run, store.texts.get(textId));
    const claim = (): string => {
      // Looked at again inside: another resume may have begun while the model was opened.
      refuseIfRunning(requireRun(run.id));
      store.runs.limit(Number(run.id), budget, limits.failFast ?? run.failFast);
      change();
      return run.id;
    };
    return begin(claim, { model, baseline }, standings, leading);
  };

  /** The calls that auto-samples stop at: as asked, or what the plan of the same replay says. */
  const capOf = async (asked: ReplayRequest): Promise<number | null> => {
    if (asked.samples !== "auto") return null;
    if (asked.sampleCalls !== "usual") return asked.sampleCalls ?? null;
    return (await planRequest(store, openModel, asked)).auto?.cap ?? null;
  };

  markLost();

  return {
    list(promptId: string, setId: string | undefined): Run[] {
      markLost();
      const runs = store.runs.list(Number(promptId)).map(({ run }) => withLive(run));
      return setId === undefined ? runs : runs.filter((run) => run.setId === setId);
    },

    get: (runId: string): Run => withLive(requireRun(runId).run),

    find(runId: string): Run | null {
      const stored = store.runs.get(Number(runId));
      return stored && withLive(stored.run);
    },

    /** Runs that other processes replay this moment, as they last told. */
    elsewhere(): Run[] {
      markLost();
      const running = store.runs.unfinished().map(({ run }) => run);
      return running.filter(({ id }) => !active.has(id) && endings.of(id) === null);
    },

    /** What a replay would take, without starting it. */
    plan: (asked: ReplayRequest): Promise<ReplayPlan> => planRequest(store, openModel, asked),

    /** Starts a run. Whatever is wrong with the request or the model is known before anything is written. */
    async start(asked: ReplayRequest): Promise<Run> {
      const releaseHeap = keepHeapSmall();
      try {
        const prepared = prepareReplay(store, asked);
        const auto = asked.samples === "auto";
        const against = baselineOf(store, asked, prepared);
        const models = [prepared.spec, ...(auto && against !== null ? [requireRun(against).run.model] : [])];
        needs.require({ models, over: { setId: asked.setId } });
        const model = await openModel(prepared.spec);
        const other = auto ? await openBaseline(store, openModel, against, prepared.spec, model) : null;
        const standings = await readStandings(store, Number(asked.promptId), asked.setId, Infinity);
        const leading = await touchedBy(store, replayed(prepared), prepared.resolved.text);
        const decided = { against, random: isRandom(model, prepared.spec.settings), sampleCalls: await capOf(asked) };
        return begin(() => insertRun(store, asked, decided), { model, baseline: other }, standings, leading);
      } finally {
        releaseHeap();
      }
    },

    async resume(runId: string, change: { budget?: Budget | null; failFast?: boolean } = {}): Promise<Run> {
      const stored = requireRun(runId);
      refuseIfRunning(stored);
      if (stored.run.progress.status === "complete") {
        throw new Problem("unchanged", "This run is complete: there is nothing left to replay.", { runId });
      }
      return goOn(stored, change, () => undefined);
    },

    /** Takes up to `more` further samples a side of conversations that auto-samples left undecided. */
    async settle(runId: string, conversationIds: readonly string[], more: number): Promise<Run> {
      const stored = requireRun(runId);
      refuseIfRunning(stored);
      const { budget, progress } = withLive(stored.run);
      return goOn(stored, { budget: furtherBudget(budget, progress) }, () =>
        reopen(store, requireRun(runId).run, conversationIds, more),
      );
    },

    /** Checks the replies of a run by the checks that its set has now; see `recheck`. */
    async recheck(runId: string, signal: AbortSignal): Promise<Rechecked> {
      const stored = requireRun(runId);
      refuseIfRunning(stored);
      const found = await recheck({ store, sandbox, webhooks, judges }, stored.run, signal);
      events.changed("runs");
      return found;
    },

    /** Stops a run at once; replies that were received are kept. */
    async cancel(runId: string): Promise<RunProgress> {
      const live = active.get(runId);
      if (!live) return withLive(requireRun(runId).run).progress;
      live.stop.abort(new Problem("bad-input", "Stopped by a person."));
      await live.finished;
      return withLive(requireRun(runId).run).progress;
    },

    /** Samples of runs under way stand otherwise since: their counts are kept here. */
    restated(moved: readonly Restated[]): void {
      for (const { runId, before, after } of moved) {
        const live = active.get(String(runId))?.progress;
        if (!live) continue;
        live[before] -= 1;
        live[after] += 1;
      }
    },

    /** Resolves when the run has come to its end, whatever that is. */
    async settled(runId: string): Promise<Run> {
      const live = active.get(runId);
      await live?.finished;
      const run = withLive(requireRun(runId).run);
      // Another process took it over and goes on; here it has ended.
      return live && run.progress.status === "running" ? { ...run, progress: { ...live.progress } } : run;
    },

    remove(runId: string): void {
      const stored = requireRun(runId);
      if (active.has(runId) || leases.isAlive(stored)) {
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
      leases.close();
    },
  };
}
export type Replays = ReturnType<typeof createReplays>;
