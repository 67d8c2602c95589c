import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import type { ModelSettings } from "../../shared/domain/model.ts";
import type { SettingConflict } from "../../shared/domain/merge.ts";

/** So many merges that were begun are remembered. */
const MOST = 8;

/** What a person has made of one merge so far: of two branches as they stood, so that it never goes into another. */
export interface MergeWork {
  /** The text of the result; null while it is as the merge gave it. */
  text: string | null;
  /** Settings of the model that were changed on both sides, and are taken from theirs. */
  fromTheirs: readonly SettingConflict["name"][];
  message: string;
  /** The check that was begun, and what it was about: it says nothing of any other text. */
  check: { id: string; text: string; settings: ModelSettings; setId: string; modelId: string } | null;
}

interface MergeState {
  works: Readonly<Record<string, MergeWork>>;
}

const untouched: MergeWork = { text: null, fromTheirs: [], message: "", check: null };

/** A text too large for the window's storage is kept for as long as the window lives: typing goes on. */
const storage = createJSONStorage<MergeState>(() => ({
  getItem: (name) => window.localStorage.getItem(name),
  removeItem: (name) => window.localStorage.removeItem(name),
  setItem: (name, value) => {
    try {
      window.localStorage.setItem(name, value);
    } catch {
      window.localStorage.removeItem(name);
    }
  },
}));

/** Outlives the screen and the window: nobody settles conflicts twice. */
const useMergeWorks = create<MergeState>()(
  persist((): MergeState => ({ works: {} }), { name: "counterproof-merges", storage }),
);

export function useMergeWork(key: string): MergeWork {
  return useMergeWorks((state) => state.works[key] ?? untouched);
}

/** The newest is last; what was begun longest ago is let go. */
export function changeWork(key: string, change: Partial<MergeWork>): void {
  useMergeWorks.setState(({ works }) => {
    const { [key]: before = untouched, ...others } = works;
    const kept = Object.entries(others).slice(-(MOST - 1));
    return { works: { ...Object.fromEntries(kept), [key]: { ...before, ...change } } };
  });
}

export function forgetWork(key: string): void {
  useMergeWorks.setState(({ works: { [key]: _gone, ...works } }) => ({ works }));
}
