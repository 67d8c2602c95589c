import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Branch } from "../../shared/domain/branch.ts";
import type { MergePreview } from "../../shared/domain/merge.ts";
import type { ModelSettings } from "../../shared/domain/model.ts";
import { goToMerge, useMergeWanted } from "../app/index.ts";
import { orpc } from "../engine-client/index.ts";
import { conflictText, markSize, type SideNames } from "./conflict-text.ts";
import { conflictsIn, type ConflictsFound } from "./conflicts.ts";
import { useMergeWork, type MergeWork } from "./merge-store.ts";
import { chosenSettings } from "./settings.ts";

/** Two branches of a prompt, by name: `theirs` is merged into `ours`. */
export interface MergePair {
  promptId: string;
  ours: string;
  theirs: string;
}

/** A merge as it stands on screen. */
export interface Merge extends MergePair {
  /** Says which merge it is: the branches and the versions that they are at. */
  key: string;
  preview: MergePreview;
  names: SideNames;
  work: MergeWork;
  /** The result as the merge gave it, and as it is now. */
  initial: string;
  text: string;
  settings: ModelSettings;
  open: ConflictsFound;
}

/** Which branches are merged: as picked, else the current one and the one that the screen was opened with. */
export function useMergePair(promptId: string | null) {
  const wanted = useMergeWanted();
  const branches = useQuery(
    orpc.branches.list.queryOptions({ input: { promptId: promptId ?? "" }, enabled: promptId !== null }),
  );
  const all = branches.data ?? none;
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
export function useMerge(pair: MergePair | null): { merge: Merge | null; error: unknown; retry: () => void } {
  const preview = useQuery(
    orpc.merge.preview.queryOptions({
      input: pair ?? nobody,
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
  const size = useMemo(() => markSize(data?.pieces ?? []), [data]);
  const open = useMemo(() => conflictsIn(text, size), [text, size]);
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

const none: readonly never[] = [];
const nobody: MergePair = { promptId: "", ours: "-", theirs: "-" };
