import { create } from "zustand";
import { persist } from "zustand/middleware";
import { isHeldBack, mayLeave } from "./route.ts";

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
  if (leavesSet && isHeldBack()) void mayLeave().then((may) => may && putSelection(change));
  else putSelection(change);
}

/** Changes the selection without asking: what was selected is gone. */
export function putSelection(change: Partial<Selection>): void {
  const now = useSelection.getState();
  const otherPrompt = change.promptId !== undefined && change.promptId !== now.promptId;
  // A run is of one version, set and model: whoever picks another of these leaves it.
  const leavesRun = ["promptId", "setId", "modelId", "candidate"].some((name) => name in change);
  const otherSet = change.setId !== undefined && change.setId !== now.setId;
  useSelection.setState({
    ...(otherPrompt && { baseline: null, candidate: null }),
    ...(otherSet && { conversationId: null }),
    ...(leavesRun && { runId: null }),
    ...change,
  });
}
