import type { Run, RunProgress } from "../../../shared/domain/run.ts";
import type { UserFacingError } from "../../engine-client/index.ts";

/**
 * Calls to count against the session's budget. Those that a cancelled run had under way got no reply but may be
 * charged for all the same: at most one a lane.
 */
export function callsMade({ concurrency }: Pick<Run, "concurrency">, progress: RunProgress): number {
  const { calls, retries, errors, replies, recorded, status } = progress;
  const underWay = status === "cancelled" ? Math.min(concurrency, replies - recorded) : 0;
  return calls + retries + errors + underWay;
}

/** What is in view stays among the picked, first; the telling ones fill up to the limit. */
export function keepShownConversations(
  telling: WatchSelection,
  inView: readonly string[],
  limit: number,
): WatchSelection {
  const ids = [...new Set([...inView, ...telling.ids])].slice(0, Math.max(limit, new Set(inView).size));
  return {
    ids,
    why: Object.fromEntries(
      ids.map((id) => [id, selectionReason(telling.why, id) ?? "moved in the last quick replay"]),
    ),
  };
}

/** Ids are people's: "constructor" is one, and an object has that without being given it. */
export function selectionReason(why: WatchSelection["why"], id: string): string | undefined {
  return Object.hasOwn(why, id) ? why[id] : undefined;
}

/** How long the keys must rest before anything is replayed. */
export const TYPING_PAUSE_MS = 700;

interface WatchSelection {
  ids: string[];
  why: Record<string, string>;
}

/** What a watcher asks of the window and the engine. */
export interface WatchPort {
  /** Puts what was typed on disk; false when it could not be. */
  save(): Promise<boolean>;
  pick(): Promise<WatchSelection>;
  start(ids: readonly string[]): Promise<Run>;
  /** Resolves when the run has come to its end, whatever that is; `onNews` with its first replies. */
  waitForEnd(runId: string, onNews: () => void): Promise<RunProgress>;
  cancel(runId: string): Promise<unknown>;
  /** Removes the draft's other quick replays. */
  removeOldRuns(keep: string): Promise<void>;
  problemOf(error: unknown): UserFacingError;
}

/**
 * `idle`: the draft is as its version. `waiting`: for the keys to rest. `replaying`, `settled`, `failed`:
 * what is typed now. A run shown during `waiting` is of an earlier text.
 */
export interface WatchState {
  phase: "idle" | "waiting" | "replaying" | "settled" | "failed";
  /** The newest quick replay that has replies to show. */
  run: Run | null;
  why: Record<string, string>;
  /** Of the newest quick replay that came to its end. */
  progress: RunProgress | null;
  problem: UserFacingError | null;
}

export const idleWatch: WatchState = { phase: "idle", run: null, why: {}, progress: null, problem: null };

/** Replays the most telling conversations when typing pauses; the next key cancels it at once. */
export function createWatcher(port: WatchPort, tell: (state: WatchState) => void) {
  let state = idleWatch;
  let generation = 0;
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
  const cancelCurrent = (): void => {
    generation += 1;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (running !== null) cancel(running);
    running = null;
  };

  /** There is nothing to watch, or watch is off. */
  const rest = (): void => {
    cancelCurrent();
    heard = null;
    if (state.phase !== "idle" || state.run !== null) set(idleWatch);
  };

  const replay = async (mine: number): Promise<void> => {
    const over = (): boolean => mine !== generation;
    try {
      if (!(await port.save()) || over()) return;
      const picked = await port.pick();
      if (over()) return;
      if (picked.ids.length === 0) return set(idleWatch);
      const run = await port.start(picked.ids);
      if (over()) return cancel(run.id);
      running = run.id;
      set({ phase: "replaying", problem: null });
      const show = (): void => {
        if (!over() && state.run?.id !== run.id) set({ run, why: picked.why });
      };
      const progress = await port.waitForEnd(run.id, show);
      if (over()) return;
      running = null;
      show();
      set({ phase: "settled", progress });
      await port.removeOldRuns(run.id);
    } catch (error) {
      if (!over()) set({ phase: "failed", problem: port.problemOf(error) });
    }
  };

  return {
    /** Somebody typed, or what the draft is held against has changed. */
    textChanged(text: string): void {
      cancelCurrent();
      heard = text;
      const mine = generation;
      set({ phase: "waiting", problem: null });
      timer = setTimeout(() => void replay(mine), TYPING_PAUSE_MS);
    },
    /** No more calls may be made: what is known of this text stays, another one is not replayed. */
    pause(text: string): void {
      if (text !== heard) rest();
    },
    rest,
  };
}
