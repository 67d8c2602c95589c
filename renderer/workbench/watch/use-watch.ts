import type { ModelSpec, SavedModel } from "../../../shared/domain/model.ts";
import { unpackComparison } from "../../../shared/domain/comparison.ts";
import type { Run, RunProgress } from "../../../shared/domain/run.ts";
import { client, onRunProgress, problemOf } from "../../engine-client/index.ts";
import type { DraftSaver } from "../state/draft-saver.ts";
import { callsMade, keepShownConversations, type WatchPort, createWatcher } from "./watcher.ts";
import {
  callsLeft,
  isPaid,
  useSessionCalls,
  useWatched,
  setWatched,
  setWatching,
  useWatchIsOn,
} from "./watch-state.ts";
import { useEffect, useMemo } from "react";
import { useCommand } from "../../shell/index.ts";
import { useCanWrite } from "../../shell/selection.ts";
import type { OpenDraft } from "../state/use-draft.ts";
import { watchBaselineRun } from "../state/choose-runs.ts";
import { settingsOfSides, type WorkbenchState } from "../state/workbench-state.ts";
import { useComparisonRefresh } from "../state/use-comparison.ts";

const MAX_WATCHED_CONVERSATIONS = 8;

/** What one watcher watches: a draft, over a set, with a model. */
interface WatchTarget {
  promptId: string;
  setId: string;
  model: SavedModel;
  saver: DraftSaver;
}

function watchPort({ promptId, setId, model, saver }: WatchTarget): WatchPort {
  const { provider, model: name, baseUrl, settings } = model;
  const spec: ModelSpec = { provider, model: name, baseUrl, settings };
  return {
    save: saver.flush,
    async pick() {
      const telling = await client.compare.telling({ promptId, setId, limit: MAX_WATCHED_CONVERSATIONS });
      return keepShownConversations(telling, await shownConversations(), MAX_WATCHED_CONVERSATIONS);
    },
    async start(ids) {
      const paid = isPaid(model);
      const budget = paid ? { calls: Math.max(1, callsLeft()) } : null;
      const conversationIds = [...ids];
      const run = await client.runs.start({ promptId, setId, version: "draft", model: spec, conversationIds, budget });
      // Counted whatever becomes of it: a run that is cancelled has made its calls all the same.
      if (paid)
        void waitForRunEnd(run.id, () => undefined).then(
          (progress) => countCalls(callsMade(run, progress)),
          () => undefined,
        );
      return run;
    },
    waitForEnd: waitForRunEnd,
    cancel: (runId) => client.runs.cancel({ runId }),
    async removeOldRuns(keep) {
      const runs = await client.runs.list({ promptId, setId });
      const old = runs.filter((run) => isQuickReplay(run) && run.id !== keep && run.progress.status !== "running");
      for (const { id: runId } of old) {
        // Another window may have removed it meanwhile.
        await client.runs.remove({ runId }).catch(() => undefined);
      }
    },
    problemOf,
  };
}

function countCalls(calls: number): void {
  useSessionCalls.setState(({ spent }) => ({ spent: spent + calls }));
}

/** Conversations that the strip speaks of now, and the one that is looked at: the next text is asked them again. */
async function shownConversations(): Promise<string[]> {
  const { run, baseline, shown } = useWatched.getState();
  if (run === null || baseline === null) return [];
  const runs = { baselineRunId: baseline.id, candidateRunId: run.id };
  // Another window may have removed the run: then nothing of it is in view any more.
  const rows = await client.compare.summary(runs).then(
    (comparison) => unpackComparison(comparison).rows,
    () => [],
  );
  const moved = rows.filter((row) => row.outcome === "broke" || row.outcome === "fixed").map((row) => row.id);
  return shown === null ? moved : [shown, ...moved];
}

function isQuickReplay(run: Run): boolean {
  return run.partial && run.versionNumber === null && run.history === "live";
}

/** Listens before it asks, so that an end in between is not missed. */
export function waitForRunEnd(runId: string, onNews: () => void): Promise<RunProgress> {
  return new Promise((resolve, reject) => {
    const take = (progress: RunProgress): void => {
      if (progress.runId !== runId) return;
      if (progress.recorded > 0) onNews();
      if (progress.status === "running") return;
      stop();
      resolve(progress);
    };
    const stop = onRunProgress(take);
    client.runs.get({ runId }).then(
      (run) => take(run.progress),
      (error: unknown) => {
        stop();
        reject(error);
      },
    );
  });
}

export interface Watch {
  on: boolean;
  /** Switches it, for the picked model; null where there is nothing to watch with. */
  toggle: (() => void) | null;
  /** What quick replays are held against; null while the base version has no complete run. */
  baseline: Run | null;
  paid: boolean;
}

/** Follows the draft with quick replays for as long as the workbench is on screen. Once per window. */
export function useWatch(workbench: WorkbenchState, draft: OpenDraft, visible: boolean): Watch {
  const { prompt, set, model, runs, versions } = workbench;
  const canWrite = useCanWrite();
  const on = useWatchIsOn(model);
  const { spent, allowed } = useSessionCalls();
  const base = draft.state.baseNumber;
  const choice = model && { model, settingsOf: settingsOfSides(versions, draft.state) };
  const baseline = set && choice && base !== null ? watchBaselineRun(runs, set.id, choice, base) : null;
  const { run } = useWatched();
  useComparisonRefresh(baseline?.id ?? null, run?.id ?? null);

  const { saver } = draft;
  const promptId = prompt?.id ?? null;
  const setId = set !== null && set.conversations > 0 ? set.id : null;
  const watcher = useMemo(() => {
    if (promptId === null || setId === null || model === null) return null;
    return createWatcher(watchPort({ promptId, setId, model, saver }), setWatched);
  }, [promptId, setId, model, saver]);
  useEffect(() => () => watcher?.rest(), [watcher]);

  const { text } = draft.state;
  const ready = watcher !== null && on && canWrite && draft.dirty;
  const baselineId = baseline?.id ?? null;
  useEffect(() => useWatched.setState({ baseline }), [baseline]);
  const paid = model !== null && isPaid(model);
  const spentAll = paid && spent >= allowed;
  useEffect(() => {
    if (watcher === null) return;
    if (!ready || baselineId === null) watcher.rest();
    else if (spentAll) watcher.pause(text);
    else watcher.textChanged(text);
  }, [watcher, ready, baselineId, spentAll, text]);

  const toggle = model !== null && canWrite ? () => setWatching(model, !on) : null;
  useCommand({
    id: "watch",
    title: on ? "Stop watching the draft" : "Watch the draft while typing",
    keys: ["w", "Alt+w"],
    group: "Prompt",
    enabled: toggle !== null && visible,
    run: () => toggle?.(),
  });
  return { on, toggle, baseline, paid };
}
