import type { SettingConflict, MergePreview } from "../../shared/domain/merge.ts";
import type { ModelSettings } from "../../shared/domain/model.ts";
import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Branch } from "../../shared/domain/prompt.ts";
import { goToMerge, useMergeTarget } from "../shell/index.ts";
import { orpc } from "../engine-client/index.ts";
import {
  conflictText,
  conflictMarkLength,
  type MergeSideNames,
  findConflicts,
  type ConflictsFound,
} from "./conflicts.ts";

/** The merge's settings of the model, with those that both sides changed as a person chose; else they are ours. */
export function chosenSettings(
  merged: ModelSettings,
  conflicts: readonly SettingConflict[],
  fromTheirs: readonly SettingConflict["name"][],
): ModelSettings {
  const settings = { ...merged };
  for (const { name, ours, theirs } of conflicts) {
    const value = fromTheirs.includes(name) ? theirs : ours;
    if (value === null) delete settings[name];
    else settings[name] = value;
  }
  return settings;
}

export const settingNames: Record<SettingConflict["name"], string> = {
  temperature: "Temperature",
  topP: "Top P",
  maxOutputTokens: "Output tokens at most",
  seed: "Seed",
};

export function formatSetting(value: number | null): string {
  return value === null ? "not set" : value.toLocaleString("en", { maximumFractionDigits: 4 });
}

export function sameSettings(one: ModelSettings, other: ModelSettings): boolean {
  const names = ["temperature", "topP", "maxOutputTokens", "seed", "thinking"] as const;
  return names.every((name) => one[name] === other[name]);
}

/** So many merges that were begun are remembered. */
const MAX_MERGE_WORKS = 8;

/** What a person has made of one merge so far: of two branches as they stood, so that it never goes into another. */
interface MergeWork {
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

const untouchedWork: MergeWork = { text: null, fromTheirs: [], message: "", check: null };

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

/** Outlives the screen and the window: no conflict has to be resolved twice. */
const useMergeWorks = create<MergeState>()(
  persist((): MergeState => ({ works: {} }), { name: "counterproof-merges", storage }),
);

function useMergeWork(key: string): MergeWork {
  return useMergeWorks((state) => state.works[key] ?? untouchedWork);
}

/** The newest is last; what was begun longest ago is let go. */
export function changeMergeWork(key: string, change: Partial<MergeWork>): void {
  useMergeWorks.setState(({ works }) => {
    const { [key]: before = untouchedWork, ...others } = works;
    const kept = Object.entries(others).slice(-(MAX_MERGE_WORKS - 1));
    return { works: { ...Object.fromEntries(kept), [key]: { ...before, ...change } } };
  });
}

export function removeMergeWork(key: string): void {
  useMergeWorks.setState(({ works: { [key]: _gone, ...works } }) => ({ works }));
}

/** Two branches of a prompt, by name: `theirs` is merged into `ours`. */
export interface MergePair {
  promptId: string;
  ours: string;
  theirs: string;
}

/** A merge as it stands on screen. */
export interface OpenMergeState extends MergePair {
  /** Says which merge it is: the branches and the versions that they are at. */
  key: string;
  preview: MergePreview;
  names: MergeSideNames;
  work: MergeWork;
  /** The result as the merge gave it, and as it is now. */
  initial: string;
  text: string;
  settings: ModelSettings;
  open: ConflictsFound;
}

/** Which branches are merged: as picked, else the current one and the one that the screen was opened with. */
export function useMergePair(promptId: string | null) {
  const wanted = useMergeTarget();
  const branches = useQuery(
    orpc.branches.list.queryOptions({ input: { promptId: promptId ?? "" }, enabled: promptId !== null }),
  );
  const all = branches.data ?? noBranches;
  const named = (name: string | null): Branch | undefined => all.find((branch) => branch.name === name);
  const ours = named(wanted.ours) ?? all.find(({ current }) => current);
  const others = all.filter(({ name }) => name !== ours?.name);
  const theirs = others.find(({ name }) => name === wanted.theirs) ?? (others.length === 1 ? others[0] : undefined);
  return {
    branches,
    all,
    ours: ours?.name ?? null,
    theirs: theirs?.name ?? null,
    /** Who picks the branch of the other side turns the merge round. */
    pickOurs: (name: string) => void goToMerge((name === theirs?.name ? ours : theirs)?.name ?? null, name),
    pickTheirs: (name: string) => void goToMerge(name, (name === ours?.name ? theirs : ours)?.name),
  };
}

/** The merge of two branches with what has been made of it so far; the error where it could not be read. */
export function useMerge(pair: MergePair | null): { merge: OpenMergeState | null; error: unknown; retry: () => void } {
  const preview = useQuery(
    orpc.merge.preview.queryOptions({
      input: pair ?? emptyPair,
      enabled: pair !== null,
      retry: false,
      refetchOnMount: "always",
    }),
  );
  const data = preview.data ?? null;
  const key = pair && data ? JSON.stringify([pair.promptId, pair.ours, pair.theirs, data.ours, data.theirs]) : "";
  const work = useMergeWork(key);
  const names = useMemo(
    () => ({
      ours: pair?.ours ?? "",
      base: data?.base == null ? "no common version" : `v${data.base}`,
      theirs: pair?.theirs ?? "",
    }),
    [pair?.ours, pair?.theirs, data?.base],
  );
  const initial = useMemo(() => (data === null ? "" : (data.text ?? conflictText(data.pieces, names))), [data, names]);
  const text = work.text ?? initial;
  const size = useMemo(() => conflictMarkLength(data?.pieces ?? []), [data]);
  const open = useMemo(() => findConflicts(text, size), [text, size]);
  const settings = useMemo(
    () => (data === null ? {} : chosenSettings(data.settings, data.settingConflicts, work.fromTheirs)),
    [data, work.fromTheirs],
  );
  return {
    merge: pair && data ? { ...pair, key, preview: data, names, work, initial, text, settings, open } : null,
    error: preview.error,
    retry: () => void preview.refetch(),
  };
}

const noBranches: readonly never[] = [];
const emptyPair: MergePair = { promptId: "", ours: "-", theirs: "-" };
