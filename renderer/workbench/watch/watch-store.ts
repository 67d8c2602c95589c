import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import type { SavedModel } from "../../../shared/domain/model.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { useSelection } from "../../app/index.ts";
import { nothingWatched, type WatchState } from "./watcher.ts";

/** Calls that quick replays may make in one session with a model that costs money. */
export const SESSION_CALLS = 50;

interface Watched extends WatchState {
  /** The run that quick replays are held against. */
  baseline: Run | null;
  /** The conversation whose quick replay stands in the evidence; null while that shows the comparison's own. */
  shown: string | null;
}

/** What the newest quick replay says, for the strip, the margin and the evidence. */
export const useWatched = create<Watched>(() => ({ ...nothingWatched, baseline: null, shown: null }));

/** With its run, a quick replay leaves the evidence too. */
export function takeWatched(state: WatchState): void {
  useWatched.setState(state.run === null ? { ...state, shown: null } : state);
}

/** Shows what the draft replied in the quick replay. */
export function showWatched(conversationId: string): void {
  useWatched.setState({ shown: conversationId });
  useSelection.setState({ conversationId });
}

/** Back to the comparison. */
export function leaveWatched(): void {
  useWatched.setState({ shown: null });
}

// Whoever goes on to another conversation goes on in the comparison.
useSelection.subscribe(({ conversationId }) => {
  const { shown } = useWatched.getState();
  if (shown !== null && conversationId !== shown) leaveWatched();
});

/** Whether a model is watched with, where a person has said; remembered by the window. */
const useChoices = create<{ byModel: Readonly<Record<string, boolean>> }>()(
  persist(() => ({ byModel: {} }), { name: "counterproof-watch" }),
);

/** Scripted models cost nothing: they are watched with until somebody says otherwise. */
export function isPaid(model: SavedModel): boolean {
  return model.provider !== "scripted";
}

export function useWatchIsOn(model: SavedModel | null): boolean {
  return useChoices(({ byModel }) => (model === null ? false : (byModel[model.id] ?? !isPaid(model))));
}

export function turnWatch(model: SavedModel, on: boolean): void {
  useChoices.setState(({ byModel }) => ({ byModel: { ...byModel, [model.id]: on } }));
  if (!on) leaveWatched();
}

/** Calls of this session's quick replays with models that cost money; a reload does not forget them. */
export const useSessionCalls = create<{ spent: number; allowed: number }>()(
  persist(() => ({ spent: 0, allowed: SESSION_CALLS }), {
    name: "counterproof-watch-calls",
    storage: createJSONStorage(() => sessionStorage),
  }),
);

export function callsLeft(): number {
  const { spent, allowed } = useSessionCalls.getState();
  return allowed - spent;
}

export function allowMoreCalls(): void {
  useSessionCalls.setState(({ spent }) => ({ allowed: spent + SESSION_CALLS }));
}
