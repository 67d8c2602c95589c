import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { orpc } from "../engine-client/index.ts";
import { putSelection, type Selection, useSelection } from "./store.ts";

/** Keeps the selection on things that the project has: the first prompt and set, the default model. */
export function useSelectionDefaults(): void {
  const prompts = useQuery(orpc.prompts.list.queryOptions());
  const sets = useQuery(orpc.sets.list.queryOptions());
  const models = useQuery(orpc.models.list.queryOptions());
  const selection = useSelection();
  const { promptId, setId, modelId } = selection;

  useEffect(() => {
    const change: Partial<Selection> = {};
    const prompt = present(prompts.data, promptId);
    if (prompt !== undefined && prompt !== promptId) change.promptId = prompt;
    const set = present(sets.data, setId);
    if (set !== undefined && set !== setId) change.setId = set;
    const model = present(models.data, modelId, models.data?.find((candidate) => candidate.isDefault)?.id);
    if (model !== undefined && model !== modelId) change.modelId = model;
    if (Object.keys(change).length > 0) putSelection(change);
  }, [prompts.data, sets.data, models.data, promptId, setId, modelId]);
}

/** The id if the list has it, else the preferred or first one; null where there is none, undefined while unknown. */
function present(
  list: readonly { id: string }[] | undefined,
  id: string | null,
  preferred?: string,
): string | null | undefined {
  if (list === undefined) return undefined;
  if (id !== null && list.some((item) => item.id === id)) return id;
  return preferred ?? list[0]?.id ?? null;
}
