import type { ModelSpec, SavedModel } from "../../../shared/domain/model.ts";
import { unpackComparison } from "../../../shared/domain/packed-comparison.ts";
import type { Run, RunProgress } from "../../../shared/domain/run.ts";
import { client, listenToProgress, problemOf } from "../../engine-client/index.ts";
import type { DraftSaver } from "../prompt/draft-saver.ts";
import { callsMade } from "./calls-made.ts";
import { keepInView } from "./keep-in-view.ts";
import { callsLeft, isPaid, useSessionCalls, useWatched } from "./watch-store.ts";
import type { WatchPort } from "./watcher.ts";

const MOST_CONVERSATIONS = 8;

/** What one watcher watches: a draft, over a set, with a model. */
export interface WatchAim {
  promptId: string;
  setId: string;
  model: SavedModel;
  saver: DraftSaver;
}

export function watchPort({ promptId, setId, model, saver }: WatchAim): WatchPort {
  const { provider, model: name, baseUrl, settings } = model;
  const spec: ModelSpec = { provider, model: name, baseUrl, settings };
  return {
    save: saver.flush,
    async pick() {
      const telling = await client.compare.telling({ promptId, setId, limit: MOST_CONVERSATIONS });
      return keepInView(telling, await inView(), MOST_CONVERSATIONS);
    },
    async start(ids) {
      const paid = isPaid(model);
      const budget = paid ? { calls: Math.max(1, callsLeft()) } : null;
      const conversationIds = [...ids];
      const run = await client.runs.start({ promptId, setId, version: "draft", model: spec, conversationIds, budget });
      // Counted whatever becomes of it: a run that is cancelled has made its calls all the same.
      if (paid)
        void ended(run.id, () => undefined).then(
          (progress) => spend(callsMade(run, progress)),
          () => undefined,
        );
      return run;
    },
    settled: ended,
    cancel: (runId) => client.runs.cancel({ runId }),
    async sweep(keep) {
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

function spend(calls: number): void {
  useSessionCalls.setState(({ spent }) => ({ spent: spent + calls }));
}

/** Conversations that the strip speaks of now, and the one that is looked at: the next text is asked them again. */
async function inView(): Promise<string[]> {
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
export function ended(runId: string, onNews: () => void): Promise<RunProgress> {
  return new Promise((resolve, reject) => {
    const take = (progress: RunProgress): void => {
      if (progress.runId !== runId) return;
      if (progress.recorded > 0) onNews();
      if (progress.status === "running") return;
      stop();
      resolve(progress);
    };
    const stop = listenToProgress(take);
    client.runs.get({ runId }).then(
      (run) => take(run.progress),
      (error: unknown) => {
        stop();
        reject(error);
      },
    );
  });
}
