import type { ReplayPlan, ReplayRequest } from "../../../shared/contract/runs.ts";
import { type Budget, type Run, type RunProgress, extendBudget } from "../../../shared/domain/run.ts";
import { Problem } from "../../../shared/problem.ts";
import { isRandomModel } from "../../../shared/rules/randomness.ts";
import type { StatusChange } from "../annotations/sample-status.ts";
import { lowerCacheMark } from "../calls/reply-cache.ts";
import type { StoredRun } from "../store/runs.ts";
import { estimateReplay } from "./estimate-replay.ts";
import { limitHeapGrowth } from "./heap-limit.ts";
import { insertRun } from "./insert-run.ts";
import { findTouchedRules, replayedVersion } from "./prioritize.ts";
import { recheck, type RecheckResult } from "./recheck.ts";
import {
  findBaselineRunId,
  openBaselineModel,
  refuseUnpricedBudget,
  requireStoredRun,
  resolveReplayRequest,
} from "./resolve-request.ts";
import { createRunLeases, DEFAULT_SILENCE_MS } from "./run-lease.ts";
import { countRecordedProgress, createPendingFinalStatuses } from "./run-progress.ts";
import { reopenUndecided } from "./sampling/start-sampler.ts";
import { type ActiveRun, createRunStarter, type ReplayDependencies } from "./start-run.ts";
import { readPassHistories } from "./tasks.ts";

/** Starts, stops and goes on with runs; knows which ones are under way in this process. */
export function createReplays(dependencies: ReplayDependencies) {
  const {
    store,
    events,
    sandbox,
    webhooks,
    judges,
    consentCheck,
    openModel,
    log,
    silenceMs = DEFAULT_SILENCE_MS,
  } = dependencies;
  const active = new Map<string, ActiveRun>();
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

  const beginRun = createRunStarter(dependencies, {
    active,
    leases,
    finalStatuses,
    refuseIfRunning,
    isClosing: () => closing,
  });

  const withLiveProgress = (run: Run): Run => {
    const live = active.get(run.id)?.progress ?? finalStatuses.of(run.id);
    return live ? { ...run, progress: { ...live } } : run;
  };

  const markLost = (): void => leases.markInterrupted(finalStatuses, (runId) => active.has(runId));

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
      const onProgress = (progress: { done: number; conversations: number }): void =>
        events.emit({ type: "recheck", recheck: { runId, ...progress } });
      try {
        return await recheck({ store, sandbox, webhooks, judges, onProgress }, stored.run, signal);
      } finally {
        // Also where it was stopped: what was done until then stays.
        events.changed("runs");
      }
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
