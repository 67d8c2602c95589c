import { type Run, type RunProgress, type RunStatus, runSpending } from "../../../shared/domain/run.ts";
import type { TouchedRule } from "../../../shared/domain/ledger.ts";
import { errorMessageOf, errorStackOf } from "../../../shared/errors.ts";
import { Problem } from "../../../shared/problem.ts";
import { createBudgetGuard } from "../calls/budget-guard.ts";
import type { RetryPolicy } from "../calls/call-model.ts";
import type { RateLimiters } from "../calls/rate-limiter.ts";
import type { WebhookCaller } from "../checks/code/webhook-caller.ts";
import type { Sandbox } from "../checks/sandbox/sandbox.ts";
import type { EventBus } from "../events.ts";
import { factRulesId } from "../grounding/fact-finder.ts";
import { readFactSettings } from "../grounding/fact-settings.ts";
import { createSourceReader } from "../grounding/fact-sources.ts";
import type { ConsentCheck } from "../judges/consent-check.ts";
import type { Judges } from "../judges/judges.ts";
import { reasonsByConversation } from "../ledger/locate-rules.ts";
import type { ChatModel } from "../models/model-interface.ts";
import { costFunctionFor } from "../models/prices.ts";
import { createBatchRecorder } from "../store/batch-recorder.ts";
import type { StoredRun } from "../store/runs.ts";
import type { Store } from "../store/store.ts";
import { createReplyScheduler, execute, type Execution } from "./execute.ts";
import { watchForBreak } from "./fail-fast.ts";
import { limitHeapGrowth } from "./heap-limit.ts";
import { readPinnedReplies } from "./insert-run.ts";
import { moveToFront, orderByPassHistory, type PassHistory } from "./prioritize.ts";
import { type OpenModel, requireStoredRun, typicalReplyTokens } from "./resolve-request.ts";
import { runTakenOver, type RunLeases } from "./run-lease.ts";
import { countRecordedProgress, createHeartbeat, meanPassRateOf, type PendingFinalStatuses } from "./run-progress.ts";
import { startSampler, type FollowedBaseline } from "./sampling/start-sampler.ts";
import { fixedTaskSource, planTasks, type TaskSource } from "./tasks.ts";

const POLL_EVERY_MS = 1_000;

/** A run that this process replays. */
export interface ActiveRun {
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
  /** What runs people's own code; their maker closes them after the replays. */
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

/** What the starter shares with those who list, stop and delete runs: it enters each run in `active`, and takes it out at its end. */
interface RunRegistry {
  active: Map<string, ActiveRun>;
  leases: RunLeases;
  finalStatuses: PendingFinalStatuses;
  refuseIfRunning(stored: StoredRun): void;
  /** True once the engine closes: runs that stop then were interrupted, not cancelled. */
  isClosing(): boolean;
}

/**
 * What puts a run under way in this process: takes its lease, then hands it to `execute` with all that the run carries
 * (sampler, budget, grader, heartbeat, supplement run). The function returned does so for one run and returns at once.
 */
export function createRunStarter(dependencies: ReplayDependencies, registry: RunRegistry) {
  const { store, events, sandbox, webhooks, rateLimiters, judges, log, retry } = dependencies;
  const { active, leases, finalStatuses, refuseIfRunning, isClosing } = registry;
  const recorder = createBatchRecorder(store);
  const waitToContinue = createReplyScheduler();
  const requireRun = (runId: string): StoredRun => requireStoredRun(store, runId);

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
   * `claim` names the run, and writes what goes with it, in the transaction in which this process takes it. `touched` are
   * replayed first.
   */
  return function beginRun(
    claim: () => string,
    models: OpenedModels,
    histories: readonly PassHistory[],
    touched: readonly TouchedRule[],
  ): Run {
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
    const linked = reasonsByConversation(touched);
    const first = moveToFront(new Set(ids.filter((one) => linked.has(one))), orderByPassHistory(ids, histories));
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
      const status = ended === "cancelled" && (isClosing() || lost) ? "interrupted" : ended;
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
    return { ...requireRun(runId).run, progress: { ...progress } };
  };
}
