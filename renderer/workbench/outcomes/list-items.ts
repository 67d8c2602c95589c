import type { ComparisonRow } from "../../../shared/domain/comparison.ts";
import type { Group, RowGroup } from "./group-rows.ts";

export type ListItem =
  | { kind: "group"; group: Group; count: number; open: boolean }
  | { kind: "row"; group: Group; row: ComparisonRow };

/** The list as it is drawn: a line per group and, where it is open, one per conversation. */
export function listItems(groups: readonly RowGroup[], isOpen: (group: Group) => boolean): ListItem[] {
  const items: ListItem[] = [];
  for (const { group, rows } of groups) {
    const open = isOpen(group);
    items.push({ kind: "group", group, count: rows.length, open });
    if (open) for (const row of rows) items.push({ kind: "row", group, row });
  }
  return items;
}

export const idOf = (item: ListItem): string => (item.kind === "row" ? item.row.id : item.group);
export const isHeading = (item: ListItem): boolean => item.kind === "group";

/** The conversation `step` places on from the selected one, across groups; stops at the ends. */
export function neighbour(items: readonly ListItem[], selectedId: string | null, step: 1 | -1): string | null {
  const ids = items.flatMap((item) => (item.kind === "row" ? [item.row.id] : []));
  const at = selectedId === null ? -1 : ids.indexOf(selectedId);
  if (at < 0) return (step === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))] ?? null;
}

/**
 * The next of the conversations to review after the selected one, in this order and round its end. The order is the
 * list's before any was judged: a verdict moves its row, and the rows between must not be passed over.
 */
export function nextToReview(
  order: readonly string[],
  open: ReadonlySet<string>,
  selectedId: string | null,
): string | null {
  const at = selectedId === null ? -1 : order.indexOf(selectedId);
  return order.find((id, index) => index > at && open.has(id)) ?? order.find((id) => open.has(id)) ?? null;
}

/** What to show first when nobody chose: something broken, else whatever is on top of what is settled. */
export function firstToShow(groups: readonly RowGroup[]): string | null {
  const settled = groups.filter(({ group }) => group !== "pending");
  return settled[0]?.rows[0]?.id ?? null;
}
