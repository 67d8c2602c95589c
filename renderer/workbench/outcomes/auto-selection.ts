import type { RowGroup } from "./group-rows.ts";
import { firstToShow } from "./list-items.ts";

/** What is known of how the selected conversation came to be selected. */
export interface Picked {
  /** The conversation that was selected by itself last; any other was picked by hand. */
  auto: string | null;
  /** The comparison in which the last pick by hand was made. */
  handIn: string | null;
}

export const nothingPicked: Picked = { auto: null, handIn: null };

/**
 * The conversation to select, or null to leave the selection alone. A pick by hand holds for its comparison;
 * in the next one it holds as long as the conversation has news. Else the first bad news is shown.
 */
export function autoSelection(
  groups: readonly RowGroup[],
  selected: string | null,
  picked: Picked,
  comparison: string,
): string | null {
  const first = firstToShow(groups);
  if (first === null || first === selected) return null;
  const holder = groups.find(({ rows }) => rows.some((row) => row.id === selected))?.group;
  if (selected === null || holder === undefined || holder === "same") {
    return selected !== null && holder === "same" && picked.handIn === comparison ? null : first;
  }
  if (selected !== picked.auto) return null;
  const better = groups[0]?.group === "broke" && holder !== "broke";
  return better || holder === "pending" ? first : null;
}
