import type { Comparison, ComparisonRow } from "../../../shared/domain/comparison.ts";
import { groupName, groupRows, type Group } from "../outcomes/group-rows.ts";

export interface WatchGroup {
  group: Group;
  rows: readonly ComparisonRow[];
}

/** Groups whose count always stands in the strip, so that nothing moves when one of them comes or goes. */
const always: readonly Group[] = ["broke", "fixed", "same"];

/** The counts of the strip, in order; what is still under way is left out. */
export function watchGroups(comparison: Comparison): WatchGroup[] {
  const found = new Map(groupRows(comparison.rows, "there").map(({ group, rows }) => [group, rows]));
  const shown: readonly Group[] = ["broke", "fixed", "look", "failing", "changed", "same"];
  return shown.flatMap((group) => {
    const rows = found.get(group);
    return rows !== undefined || always.includes(group) ? [{ group, rows: rows ?? [] }] : [];
  });
}

/** One word beside a sign and a count; the list of outcomes has the room for more. */
export function watchWord(group: Group): string {
  if (group === "look") return "unsettled";
  return group === "failing" || group === "changed" || group === "same" ? group : groupName(group, "there");
}

/** The conversation after the one that is shown, round and round; the first when none of them is. */
export function nextIn(rows: readonly Pick<ComparisonRow, "id">[], shown: string | null): string | null {
  const at = rows.findIndex((row) => row.id === shown);
  return rows[(at + 1) % rows.length]?.id ?? null;
}
