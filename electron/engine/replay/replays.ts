import type { ReplayPlan, ReplayRequest } from "../../../shared/contract/runs.ts";
import {
  type Budget,
  type Run,
  type RunProgress,
  type RunStatus,
  extendBudget,
  runSpending,
} from "../../../shared/domain/run.ts";
import { errorMessageOf, errorStackOf } from "../../../shared/errors.ts";
import { Problem } from "../../../shared/problem.ts";
import type { WebhookCaller } from "../checks/code/webhook-caller.ts";
import type { Sandbox } from "../checks/sandbox/sandbox.ts";
import type { EventBus } from "../events.ts";
import type { Judges } from "../judges/judges.ts";
import type { ChatModel } from "../models/model-interface.ts";
import { isRandomModel } from "../../../shared/rules/randomness.ts";
import { limitHeapGrowth } from "./heap-limit.ts";
import type { TouchedRule } from "../../../shared/domain/ledger.ts";
import { reasonsByConversation } from "../ledger/locate-rules.ts";
import type { StoredRun } from "../store/runs.ts";
import type { Store } from "../store/store.ts";
import type { ConsentCheck } from "../judges/consent-check.ts";
import { factRulesId } from "../grounding/fact-finder.ts";
import { readFactSettings } from "../grounding/fact-settings.ts";
import { createSourceReader } from "../grounding/fact-sources.ts";
import {
  findBaselineRunId,
  openBaselineModel,
  type OpenModel,
  requireStoredRun,
  resolveReplayRequest,
  refuseUnpricedBudget,
  typicalReplyTokens,
} from "./resolve-request.ts";
import { replayedVersion, findTouchedRules, moveToFront, orderByPassHistory, type PassHistory } from "./prioritize.ts";
import { estimateReplay } from "./estimate-replay.ts";
import { createHeartbeat, createPendingFinalStatuses, countRecordedProgress, meanPassRateOf } from "./run-progress.ts";
import { createBudgetGuard } from "../calls/budget-guard.ts";
import { lowerCacheMark } from "../calls/reply-cache.ts";
import { execute, type Execution, createReplyScheduler } from "./execute.ts";
import { watchForBreak } from "./fail-fast.ts";
import { insertRun, readPinnedReplies } from "./insert-run.ts";
import type { RateLimiters } from "../calls/rate-limiter.ts";
import { createRunLeases, DEFAULT_SILENCE_MS, runTakenOver } from "./run-lease.ts";
import { planTasks, readPassHistories, fixedTaskSource, type TaskSource } from "./tasks.ts";
import { costFunctionFor } from "../models/prices.ts";
import { recheck, type RecheckResult } from "./recheck.ts";
import { createBatchRecorder } from "../store/batch-recorder.ts";
import { reopenUndecided, startSampler, type FollowedBaseline } from "./sampling/start-sampler.ts";
import type { StatusChange } from "../annotations/sample-status.ts";
import type { RetryPolicy } from "../calls/call-model.ts";

const POLL_EVERY_MS = 1_000;

interface ActiveRun {
  progress: RunProgress;
  tasks: TaskSource;
  /** Told of each conversation that needs no more samples, and with null of the run's end. */
  listeners: Set<(position: number | null) => void>;
  stop: AbortController;
  finished: Promise<void>;
}

export interface ReplayDependencies {
  store: Store;
  events: EventBus;
  /** What runs people's own code; whoever made them closes them after the replays. */
  sandbox: Sandbox;
  webhooks: WebhookCaller;
  rateLimiters: RateLimiters;
  judges: Judges;
  /** Says what somebody has to allow first. */
  consentCheck: ConsentCheck;
  openModel: OpenModel;
  log(line: string): void;
  retry: RetryPolicy;
  /** How long another process may be silent before it is asked whether it still lives, in milliseconds. */
  silenceMs?: number;
}

/** `baseline` takes further samples of the run that a run with auto-samples is compared with. */
interface OpenedModels {
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
    rateLimiters,
    judges,
    consentCheck,
    openModel,
    log,
    retry,
    silenceMs = DEFAULT_SILENCE_MS,
  } = dependencies;
  const active = new Map<string, ActiveRun>();
  const recorder = createBatchRecorder(store);
  const waitToContinue = createReplyScheduler();
  const finalStatuses = createPendingFinalStatuses(store, log);
  const leases = createRunLeases(store, silenceMs);
  let closing = false;

  const requireRun = (runId: string): StoredRun => requireStoredRun(store, runId);

  const refuseIfRunning = (stored: StoredRun): void => {
    if (active.has(stored.run.id)) {
      throw new Problem("busy", `Run ${stored.run.id} is being replayed already.`, { runId: stored.run.id });
    }
    leases.refuseIfAlive(stored);
  };

  const withLiveProgress = (run: Run): Run => {
    const live = active.get(run.id)?.progress ?? finalStatuses.of(run.id);
    return live ? { ...run, progress: { ...live } } : run;
  };

  const markLost = (): void => leases.markInterrupted(finalStatuses, (runId) => active.has(runId));

  /** A baseline run that is under way, here or in another process. */
  const followBaseline = (runId: string | null): FollowedBaseline | null => {
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
    const isRunningElsewhere = (): boolean => {
      const stored = runId === null ? null : store.runs.get(Number(runId));
      return stored?.run.progress.status === "running" && leases.isAlive(stored);
    };
    if (!isRunningElsewhere()) return null;
    return {
      isOpen: () => true,
      listen(onNews) {
        const timer = setInterval(() => {
          if (!isRunningElsewhere()) onNews(null);
        }, POLL_EVERY_MS);
        return () => clearInterval(timer);
      },
    };
  };

  /**
   * `claim` names the run, and writes what goes with it, in the transaction in which this process takes it. `leading` are
   * replayed first.
   */
  const beginRun = (
    claim: () => string,
    models: OpenedModels,
    standings: readonly PassHistory[],
    leading: readonly TouchedRule[],
  ): Run => {
    const { model } = models;
    // A run that is there without a lease would be taken for one that was left behind.
    const { stored, supplementId, pinned, lease } = store.write(() => {
      const stored = requireRun(claim());
      const id = Number(stored.run.id);
      refuseIfRunning(stored);
      const lease = leases.take(stored);
      const supplementId = store.runs.supplementRun(id);
      const { history, baselineRunId } = stored.run;
      const pinned =
        history === "pinned" && baselineRunId !== null ? readPinnedReplies(store, Number(baselineRunId), id) : null;
      store.results.clearFailures(id);
      if (supplementId !== null) store.results.clearFailures(supplementId);
      return { stored, supplementId, pinned, lease };
    });
    const { run } = stored;
    const runId = run.id;
    const id = Number(runId);
    finalStatuses.forget(runId);
    const counted = countRecordedProgress(store, requireRun(runId).run);
    const factSettings = readFactSettings(store);
    // What an earlier attempt recorded may have been scanned by other rules; then the run is scanned again later.
    if (counted.recorded === 0) store.write(() => store.replyFacts.setRules(id, factRulesId(factSettings)));
    const progress: RunProgress = { ...counted, status: "running", errors: 0, lastError: null, stopReason: null };
    const ids = store.runs.conversationKeys(id).map((one) => one.id);
    const costOfCall = costFunctionFor(store, run.model);
    const baselineRunId = run.baselineRunId === null ? null : Number(run.baselineRunId);
    const budgetGuard = createBudgetGuard({
      budget: run.budget,
      spent: runSpending(progress),
      replyTokens: typicalReplyTokens(store, run, run.model, run.baselineRunId),
      costOf: costOfCall,
    });
    const onBreak = (message: string): void => budgetGuard.stop("fail-fast", message);
    const linked = reasonsByConversation(leading);
    const first = moveToFront(new Set(ids.filter((one) => linked.has(one))), orderByPassHistory(ids, standings));
    const sampler =
      run.sampling &&
      startSampler(store, run, {
        first,
        recorded: progress.recorded,
        spent: () => runSpending(progress).calls,
        follow: followBaseline(run.baselineRunId),
        onBroke: (one) => {
          if (run.failFast) onBreak(`Stopped because "${one}" broke against run ${run.baselineRunId}.`);
        },
      });
    const planned = (): TaskSource =>
      fixedTaskSource(planTasks(store, id, run.samples, first, run.failFast), progress.conversationsDone);
    const tasks = sampler?.tasks ?? planned();
    tasks.count(progress);
    // Auto-samples say themselves what broke; without a baseline whatever fails is a break.
    const watched = run.failFast && (sampler === null || baselineRunId === null);
    const watch = watched ? watchForBreak(store, { runId: id, baselineRunId, samples: run.samples, onBreak }) : null;
    const listeners: ActiveRun["listeners"] = new Set();

    const stop = new AbortController();
    let lost = false;
    const heartbeat = createHeartbeat({
      runId: id,
      progress,
      store,
      events,
      lease,
      onLost: () => {
        lost = true;
        stop.abort(runTakenOver(runId));
      },
      log,
    });
    const releaseHeap = limitHeapGrowth();

    const finish = (ended: RunStatus): void => {
      // A closing engine stops its runs as well, but no person asked for that.
      const status = ended === "cancelled" && (closing || lost) ? "interrupted" : ended;
      if (lost) progress.lastError = runTakenOver(runId).message;
      heartbeat.stop();
      budgetGuard.close();
      releaseHeap();
      sampler?.close();
      progress.status = status;
      progress.rate = null;
      progress.etaMs = null;
      progress.waiting = null;
      if (sampler) progress.passRate = meanPassRateOf(store, id);
      active.delete(runId);
      finalStatuses.write(progress, lease);
      for (const listener of listeners) listener(null);
      events.emit({ type: "run", run: { ...progress } });
      events.changed("runs");
    };

    const execution: Execution = {
      runId: id,
      keepsLease: () => store.runs.isLeased(id, lease),
      store,
      recorder,
      waitToContinue,
      model,
      settings: run.model.settings,
      system: store.texts.get(stored.textId),
      tasks,
      supplementsRunId: null,
      baseline: null,
      concurrency: run.concurrency,
      rateLimiter: rateLimiters.of(model, run.model),
      useCache: stored.useCache,
      hasUngradedReplies: store.ungradedReplies.count(id) > 0,
      retry,
      sandbox,
      sources: createSourceReader(factSettings),
      webhooks,
      grader: null,
      pinned,
      costOf: costOfCall,
      budgetGuard,
      progress,
      onSample: watch,
      onConversation: (position) => listeners.forEach((listener) => listener(position)),
      onProgress: heartbeat.changed,
    };
    execution.grader = judges.forRun({
      id,
      budgetGuard,
      useCache: stored.useCache,
      progress,
      onProgress: heartbeat.changed,
    });
    const other = supplementId === null ? null : requireRun(String(supplementId));
    if (other && models.baseline) {
      execution.baseline = {
        ...execution,
        runId: Number(other.run.id),
        supplementsRunId: id,
        hasUngradedReplies: store.ungradedReplies.count(Number(other.run.id)) > 0,
        model: models.baseline,
        settings: other.run.model.settings,
        system: store.texts.get(other.textId),
        rateLimiter: rateLimiters.of(models.baseline, other.run.model),
        pinned: null,
        costOf: costFunctionFor(store, other.run.model),
        onSample: null,
      };
    }
    const finished = execute(execution, stop.signal).then(finish, (error: unknown) => {
      progress.lastError = error instanceof Problem ? error.message : `The replay stopped: ${errorMessageOf(error)}`;
      log(`run ${runId} stopped: ${errorStackOf(error)}`);
      finish("interrupted");
    });
    active.set(runId, { progress, tasks, listeners, stop, finished });
    events.changed("runs");
    return withLiveProgress(requireRun(runId).run);
  };

  /** Goes on with a run; `change` is written in the transaction that sets its limits. */
  const resumeRun = async (
    { run, textId }: StoredRun,
    limits: { budget?: Budget | null; failFast?: boolean },
    change: () => void,
  ): Promise<Run> => {
    const budget = limits.budget === undefined ? run.budget : limits.budget;
    refuseUnpricedBudget(store, budget, run.model, countRecordedProgress(store, run).cost);
    // The baseline's own run may be gone since: the one beside this one has all that is needed of it.
    const beside = store.runs.supplementRun(Number(run.id));
    const judge = store.runJudges.get(Number(run.id)) ?? undefined;
    const models = [run.model, ...(beside === null ? [] : [requireRun(String(beside)).run.model])];
    consentCheck.require({ models, over: { runId: run.id }, judge });
    const model = await openModel(run.model);
    const baseline = await openBaselineModel(
      store,
      openModel,
      beside === null ? null : String(beside),
      run.model,
      model,
    );
    const standings = await readPassHistories(store, Number(run.promptId), run.setId, Number(run.id));
    const leading = await findTouchedRules(store, run, store.texts.get(textId));
    const claim = (): string => {
      // Looked at again inside: another resume may have begun while the model was opened.
      refuseIfRunning(requireRun(run.id));
      store.runs.setLimits(Number(run.id), budget, limits.failFast ?? run.failFast);
      change();
      return run.id;
    };
    return beginRun(claim, { model, baseline }, standings, leading);
  };

  /** The calls that auto-samples stop at: as asked, or what the plan of the same replay says. */
  const callCapOf = async (asked: ReplayRequest): Promise<number | null> => {
    if (asked.samples !== "auto") return null;
    if (asked.sampleCalls !== "usual") return asked.sampleCalls ?? null;
    return (await estimateReplay(store, openModel, asked)).auto?.cap ?? null;
  };

  markLost();

  return {
    list(promptId: string, setId: string | undefined): Run[] {
      markLost();
      const runs = store.runs.list(Number(promptId)).map(({ run }) => withLiveProgress(run));
      return setId === undefined ? runs : runs.filter((run) => run.setId === setId);
    },

    get: (runId: string): Run => withLiveProgress(requireRun(runId).run),

    find(runId: string): Run | null {
      const stored = store.runs.get(Number(runId));
      return stored && withLiveProgress(stored.run);
    },

    /** Runs that other processes replay this moment, as they last told. */
    elsewhere(): Run[] {
      markLost();
      const running = store.runs.unfinished().map(({ run }) => run);
      return running.filter(({ id }) => !active.has(id) && finalStatuses.of(id) === null);
    },

    /** What a replay would take, without starting it. */
    plan: (asked: ReplayRequest): Promise<ReplayPlan> => estimateReplay(store, openModel, asked),

    /** Starts a run. Whatever is wrong with the request or the model is known before anything is written. */
    async start(asked: ReplayRequest): Promise<Run> {
      const releaseHeap = limitHeapGrowth();
      try {
        const prepared = resolveReplayRequest(store, asked);
        const auto = asked.samples === "auto";
        const against = findBaselineRunId(store, asked, prepared);
        const models = [prepared.spec, ...(auto && against !== null ? [requireRun(against).run.model] : [])];
        consentCheck.require({ models, over: { setId: asked.setId } });
        const model = await openModel(prepared.spec);
        const other = auto ? await openBaselineModel(store, openModel, against, prepared.spec, model) : null;
        const standings = await readPassHistories(store, Number(asked.promptId), asked.setId, Infinity);
        const leading = await findTouchedRules(store, replayedVersion(prepared), prepared.resolved.text);
        const decided = {
          against,
          random: isRandomModel(model, prepared.spec.settings),
          sampleCalls: await callCapOf(asked),
        };
        return beginRun(() => insertRun(store, asked, decided), { model, baseline: other }, standings, leading);
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
      return resumeRun(stored, change, () => undefined);
    },

    /** Takes up to `more` further samples a side of conversations that auto-samples left undecided. */
    async addSamples(runId: string, conversationIds: readonly string[], more: number): Promise<Run> {
      const stored = requireRun(runId);
      refuseIfRunning(stored);
      const { budget, progress } = withLiveProgress(stored.run);
      return resumeRun(stored, { budget: extendBudget(budget, progress) }, () =>
        reopenUndecided(store, requireRun(runId).run, conversationIds, more),
      );
    },

    /** Checks the replies of a run by the checks that its set has now; see `recheck`. */
    async recheck(runId: string, signal: AbortSignal): Promise<RecheckResult> {
      const stored = requireRun(runId);
      refuseIfRunning(stored);
      const found = await recheck({ store, sandbox, webhooks, judges }, stored.run, signal);
      events.changed("runs");
      return found;
    },

    /** Stops a run at once; replies that were received are kept. */
    async cancel(runId: string): Promise<RunProgress> {
      const live = active.get(runId);
      if (!live) return withLiveProgress(requireRun(runId).run).progress;
      live.stop.abort(new Problem("bad-input", "Stopped by a person."));
      await live.finished;
      return withLiveProgress(requireRun(runId).run).progress;
    },

    /** Samples of runs under way stand otherwise since: their counts are kept here. */
    applyStatusChanges(moved: readonly StatusChange[]): void {
      for (const { runId, before, after } of moved) {
        const live = active.get(String(runId))?.progress;
        if (!live) continue;
        live[before] -= 1;
        live[after] += 1;
      }
    },

    /** Resolves when the run has come to its end, whatever that is. */
    async waitForEnd(runId: string): Promise<Run> {
      const live = active.get(runId);
      await live?.finished;
      const run = withLiveProgress(requireRun(runId).run);
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
        lowerCacheMark(store);
      });
      events.changed("runs");
    },

    async close(): Promise<void> {
      closing = true;
      const running = [...active.values()];
      for (const one of running) one.stop.abort(new Problem("busy", "The engine is closing."));
      await Promise.all(running.map((one) => one.finished));
      finalStatuses.retry();
      leases.close();
    },
  };
}
export type Replays = ReturnType<typeof createReplays>;
