import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import type { SavedModel } from "../../../shared/domain/model.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { useSelection } from "../../shell/index.ts";
import { idleWatch, type WatchState } from "./watcher.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Comparison } from "../../../shared/domain/comparison.ts";
import { comparisonOptions } from "../state/use-comparison.ts";
import { useMemo } from "react";
import type { OutcomeBadge } from "../../editor/editor-marks.ts";

/** Calls that quick replays may make in one session with a model that costs money. */
export const SESSION_CALLS = 50;

interface Watched extends WatchState {
  /** The run that quick replays are held against. */
  baseline: Run | null;
  /** The conversation whose quick replay stands in the evidence; null while that shows the comparison's own. */
  shown: string | null;
}

/** What the newest quick replay says, for the strip, the margin and the evidence. */
export const useWatched = create<Watched>(() => ({ ...idleWatch, baseline: null, shown: null }));

/** With its run, a quick replay leaves the evidence too. */
export function setWatched(state: WatchState): void {
  useWatched.setState(state.run === null ? { ...state, shown: null } : state);
}

/** Shows what the draft replied in the quick replay. */
export function showWatched(conversationId: string): void {
  useWatched.setState({ shown: conversationId });
  useSelection.setState({ conversationId });
}

/** Back to the comparison. */
export function hideWatched(): void {
  useWatched.setState({ shown: null });
}

// Selecting another conversation goes back to the comparison.
useSelection.subscribe(({ conversationId }) => {
  const { shown } = useWatched.getState();
  if (shown !== null && conversationId !== shown) hideWatched();
});

/** Whether a model is watched with, where a person has said; remembered by the window. */
const useWatchChoices = create<{ byModel: Readonly<Record<string, boolean>> }>()(
  persist(() => ({ byModel: {} }), { name: "counterproof-watch" }),
);

/** Scripted models cost nothing: watch is on for them until a person turns it off. */
export function isPaid(model: SavedModel): boolean {
  return model.provider !== "scripted";
}

export function useWatchIsOn(model: SavedModel | null): boolean {
  return useWatchChoices(({ byModel }) => (model === null ? false : (byModel[model.id] ?? !isPaid(model))));
}

export function setWatching(model: SavedModel, on: boolean): void {
  useWatchChoices.setState(({ byModel }) => ({ byModel: { ...byModel, [model.id]: on } }));
  if (!on) hideWatched();
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

/** The newest quick replay held against its baseline; the one before stands until it has been read. */
export function useWatchedComparison(): { comparison: Comparison | null; earlier: boolean } {
  const run = useWatched((watched) => watched.run);
  const baseline = useWatched((watched) => watched.baseline);
  const query = useQuery({
    ...comparisonOptions(baseline?.id ?? null, run?.id ?? null),
    enabled: run !== null && baseline !== null,
    placeholderData: keepPreviousData,
  });
  if (run === null || baseline === null) return { comparison: null, earlier: false };
  return { comparison: query.data ?? null, earlier: query.isPlaceholderData };
}

/** For the margin: what the text as it stands broke and fixed; null while that is not known or nothing moved. */
export function useWatchBadge(): OutcomeBadge | null {
  const settled = useWatched(({ phase }) => phase === "settled");
  const { comparison, earlier } = useWatchedComparison();
  const known = settled && !earlier;
  const broke = known ? (comparison?.counts.broke ?? 0) : 0;
  const fixed = known ? (comparison?.counts.fixed ?? 0) : 0;
  return useMemo(() => (broke + fixed === 0 ? null : { broke, fixed }), [broke, fixed]);
}
