import { create } from "zustand";
import type { RunProgress } from "../../shared/domain/run.ts";

type ProgressByRun = Readonly<Record<string, RunProgress>>;

const progressStore = create<ProgressByRun>(() => ({}));
let waiting: Record<string, RunProgress> = {};
let frame: number | null = null;

/** Takes the newest counts of a run; listeners hear of them at most once per animation frame. */
export function takeProgress(progress: RunProgress): void {
  waiting[progress.runId] = progress;
  frame ??= requestAnimationFrame(() => {
    const arrived = waiting;
    waiting = {};
    frame = null;
    progressStore.setState(arrived);
  });
}

/** After a reconnect the counts are whatever the queries say. */
export function forgetProgress(): void {
  waiting = {};
  progressStore.setState({}, true);
}

/** The newest counts of a run as they stream in; undefined until the first event about it. */
export function useRunProgress(runId: string | null | undefined): RunProgress | undefined {
  return progressStore((all) => (runId == null ? undefined : all[runId]));
}

/** Calls the listener with the newest counts of a run, at most once per animation frame. Returns how to stop. */
export function listenToProgress(listener: (progress: RunProgress) => void): () => void {
  return progressStore.subscribe((all, before) => {
    for (const [id, progress] of Object.entries(all)) if (before[id] !== progress) listener(progress);
  });
}
