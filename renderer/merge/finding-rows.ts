import { mergeFindingSchema, type MergedConversation, type MergeFinding } from "../../shared/domain/merge.ts";

/** The list as it is drawn: a line per finding, and below it one per conversation. */
export type FindingRow =
  | { kind: "group"; finding: MergeFinding; count: number }
  | { kind: "row"; row: MergedConversation };

/** Groups in the order of what speaks against the merge; within one as they came. */
export function findingRows(conversations: readonly MergedConversation[]): FindingRow[] {
  const byFinding = new Map<MergeFinding, MergedConversation[]>();
  for (const one of conversations) {
    const here = byFinding.get(one.finding);
    if (here) here.push(one);
    else byFinding.set(one.finding, [one]);
  }
  return mergeFindingSchema.options.flatMap((finding): FindingRow[] => {
    const rows = byFinding.get(finding) ?? [];
    if (rows.length === 0) return [];
    return [{ kind: "group", finding, count: rows.length }, ...rows.map((row): FindingRow => ({ kind: "row", row }))];
  });
}

/** The one that is looked at: as selected, else the first of the list; null where it is empty. */
export function shownFinding(rows: readonly FindingRow[], selectedId: string | null): MergedConversation | null {
  const all = rows.flatMap((row) => (row.kind === "row" ? [row.row] : []));
  return all.find(({ id }) => id === selectedId) ?? all[0] ?? null;
}
