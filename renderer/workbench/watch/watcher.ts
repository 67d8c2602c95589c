import type { Run, RunProgress } from "../../../shared/domain/run.ts";
import type { ToldProblem } from "../../engine-client/index.ts";

/** How long the keys must rest before anything is replayed. */
export const TYPING_PAUSE_MS = 700;

export interface Picked {
  ids: string[];
  why: Record<string, string>;
}

/** What a watcher asks of the window and the engine. */
export interface WatchPort {
  /** Puts what was typed on disk; false when it could not be. */
  save(): Promise<boolean>;
  pick(): Promise<Picked>;
  start(ids: readonly string[]): Promise<Run>;
  /** Resolves when the run has come to its end, whatever that is; `onNews` with its first replies. */
  settled(runId: string, onNews: () => void): Promise<RunProgress>;
  cancel(runId: string): Promise<unknown>;
  /** Removes the draft's other quick replays. */
  sweep(keep: string): Promise<void>;
  problemOf(error: unknown): ToldProblem;
}

/**
 * `idle`: the draft is as its version. `waiting`: for the keys to rest. `replaying`, `settled`, `failed`:
 * what is typed now. A run that stands beside `waiting` is of an earlier text.
 */
export interface WatchState {
  phase: "idle" | "waiting" | "replaying" | "settled" | "failed";
  /** The newest quick replay that has replies to show. */
  run: Run | null;
  why: Record<string, string>;
  /** Of the newest quick replay that came to its end. */
  progress: RunProgress | null;
  problem: ToldProblem | null;
}

export const nothingWatched: WatchState = { phase: "idle", run: null, why: {}, progress: null, problem: null };

/** Replays the most telling conversations when typing pauses; the next key cancels it at once. */
export function createWatcher(port: WatchPort, tell: (state: WatchState) => void) {
  let state = nothingWatched;
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running: string | null = null;
  let heard: string | null = null;

  const set = (change: Partial<WatchState>): void => {
    state = { ...state, ...change };
    tell(state);
  };

  const cancel = (runId: string): void => {
    // Whatever becomes of it, the sweep after the next one removes it.
    port.cancel(runId).catch(() => undefined);
  };

  /** Nothing that was asked for before counts any more. */
  const halt = (): void => {
    turn += 1;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (running !== null) cancel(running);
    running = null;
  };

  /** Nothing to watch, or nobody who wants to. */
  const rest = (): void => {
    halt();
    heard = null;
    if (state.phase !== "idle" || state.run !== null) set(nothingWatched);
  };

  const replay = async (mine: number): Promise<void> => {
    const over = (): boolean => mine !== turn;
    try {
      if (!(await port.save()) || over()) return;
      const picked = await port.pick();
      if (over()) return;
      if (picked.ids.length === 0) return set(nothingWatched);
      const run = await port.start(picked.ids);
      if (over()) return cancel(run.id);
      running = run.id;
      set({ phase: "replaying", problem: null });
      const show = (): void => {
        if (!over() && state.run?.id !== run.id) set({ run, why: picked.why });
      };
      const progress = await port.settled(run.id, show);
      if (over()) return;
      running = null;
      show();
      set({ phase: "settled", progress });
      await port.sweep(run.id);
    } catch (error) {
      if (!over()) set({ phase: "failed", problem: port.problemOf(error) });
    }
  };

  return {
    /** Somebody typed, or what the draft is held against has changed. */
    hear(text: string): void {
      halt();
      heard = text;
      const mine = turn;
      set({ phase: "waiting", problem: null });
      timer = setTimeout(() => void replay(mine), TYPING_PAUSE_MS);
    },
    /** No more calls may be made: what is known of this text stays, another one is not replayed. */
    hold(text: string): void {
      if (text !== heard) rest();
    },
    rest,
  };
}
export type Watcher = ReturnType<typeof createWatcher>;
