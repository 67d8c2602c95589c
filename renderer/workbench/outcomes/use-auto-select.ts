import { useEffect } from "react";
import { create } from "zustand";
import { select, useSelection } from "../../app/index.ts";
import { autoSelection, nothingPicked, type Picked } from "./auto-selection.ts";
import type { RowGroup } from "./group-rows.ts";

/** Outlives the list, which goes and comes between two comparisons. */
const picks = create<Picked & { seen: string | null }>(() => ({ ...nothingPicked, seen: null }));

/** Shows the first bad news of a comparison by itself, unless a person is looking at something. */
export function useAutoSelect(groups: readonly RowGroup[], comparison: string): void {
  const selected = useSelection((selection) => selection.conversationId);
  useEffect(() => {
    const { auto, seen } = picks.getState();
    if (selected !== seen) picks.setState({ seen: selected, ...(selected !== auto && { handIn: comparison }) });
    const next = autoSelection(groups, selected, picks.getState(), comparison);
    if (next === null) return;
    picks.setState({ auto: next, seen: next, handIn: null });
    select({ conversationId: next });
  }, [groups, selected, comparison]);
}
