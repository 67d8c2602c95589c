import { useEffect, useRef } from "react";
import { select, useSelection } from "../../app/index.ts";
import { firstToShow } from "./list-items.ts";
import type { RowGroup } from "./group-rows.ts";

/**
 * Shows the first bad news by itself, as long as nobody has picked a conversation by hand. What was picked
 * stays, however the list is sorted anew.
 */
export function useAutoSelect(groups: readonly RowGroup[]): void {
  const conversationId = useSelection((selection) => selection.conversationId);
  const own = useRef<string | null>(null);
  useEffect(() => {
    const holder = groups.find(({ rows }) => rows.some((row) => row.id === conversationId));
    const byHand = conversationId !== null && conversationId !== own.current && holder !== undefined;
    const first = firstToShow(groups);
    if (byHand || first === null || first === conversationId) return;
    const better = groups[0]?.group === "broke" && holder?.group !== "broke";
    if (holder !== undefined && !better) return;
    own.current = first;
    select({ conversationId: first });
  }, [groups, conversationId]);
}
