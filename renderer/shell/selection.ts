import { create } from "zustand";
import { persist } from "zustand/middleware";
import { hasUnsavedChanges, confirmLeave } from "./navigation.ts";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { orpc, queryClient } from "../engine-client/index.ts";

/** What the person looks at. Ids that the project no longer has are replaced by `useSelectionDefaults`. */
export interface Selection {
  promptId: string | null;
  setId: string | null;
  modelId: string | null;
  /** The version compared against; null: chosen automatically. */
  baseline: number | null;
  /** The version looked at; null: chosen automatically. */
  candidate: number | "draft" | null;
  /** A run that was opened by hand, in place of the one that stands for the candidate. */
  runId: string | null;
  conversationId: string | null;
}

/** Only what the screen knows; read it with `useSelection(s => s.promptId)`, change it with `select({…})`. */
export const useSelection = create<Selection>()(
  persist(
    (): Selection => ({
      promptId: null,
      setId: null,
      modelId: null,
      baseline: null,
      candidate: null,
      runId: null,
      conversationId: null,
    }),
    {
      name: "counterproof-selection",
      partialize: ({ promptId, setId, modelId }) => ({ promptId, setId, modelId }),
    },
  ),
);

/**
 * Changes the selection. Another prompt takes the choice of versions with it, another set that of the conversation.
 * Where another set would leave unsaved changes behind, the person is asked first.
 */
export function select(change: Partial<Selection>): void {
  const leavesSet = change.setId !== undefined && change.setId !== useSelection.getState().setId;
  if (leavesSet && hasUnsavedChanges()) void confirmLeave().then((may) => may && replaceSelection(change));
  else replaceSelection(change);
}

/** Changes the selection without asking: what was selected is gone. */
function replaceSelection(change: Partial<Selection>): void {
  const now = useSelection.getState();
  const otherPrompt = change.promptId !== undefined && change.promptId !== now.promptId;
  // A run is of one version, set and model: selecting another of these deselects the run.
  const leavesRun = ["promptId", "setId", "modelId", "candidate"].some((name) => name in change);
  const otherSet = change.setId !== undefined && change.setId !== now.setId;
  useSelection.setState({
    ...(otherPrompt && { baseline: null, candidate: null }),
    ...(otherSet && { conversationId: null }),
    ...(leavesRun && { runId: null }),
    ...change,
  });
}

/** Keeps the selection on things that the project has: the first prompt and set, the default model. */
export function useSelectionDefaults(): void {
  const prompts = useQuery(orpc.prompts.list.queryOptions());
  const sets = useQuery(orpc.sets.list.queryOptions());
  const models = useQuery(orpc.models.list.queryOptions());
  const selection = useSelection();
  const { promptId, setId, modelId } = selection;

  useEffect(() => {
    const change: Partial<Selection> = {};
    const prompt = validId(prompts.data, promptId);
    if (prompt !== undefined && prompt !== promptId) change.promptId = prompt;
    const set = validId(sets.data, setId);
    if (set !== undefined && set !== setId) change.setId = set;
    const model = validId(models.data, modelId, models.data?.find((candidate) => candidate.isDefault)?.id);
    if (model !== undefined && model !== modelId) change.modelId = model;
    if (Object.keys(change).length > 0) replaceSelection(change);
  }, [prompts.data, sets.data, models.data, promptId, setId, modelId]);
}

/** The id if the list has it, else the preferred or first one; null where there is none, undefined while unknown. */
function validId(
  list: readonly { id: string }[] | undefined,
  id: string | null,
  preferred?: string,
): string | null | undefined {
  if (list === undefined) return undefined;
  if (id !== null && list.some((item) => item.id === id)) return id;
  return preferred ?? list[0]?.id ?? null;
}

/** Selects a set that has just been made. The list has to know it first, or the selection would be put right. */
export async function selectNewSet(setId: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: orpc.sets.list.key() });
  select({ setId });
}

/** Selects a prompt that has just been made. */
export async function selectNewPrompt(promptId: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: orpc.prompts.list.key() });
  select({ promptId });
}

/** False where the project's file cannot be written to, and until that is known. */
export function useCanWrite(): boolean {
  return useQuery(orpc.project.get.queryOptions()).data?.readOnly === false;
}
