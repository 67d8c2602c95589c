import { useMemo, useRef } from "react";
import type { Comparison } from "../../../shared/domain/comparison.ts";
import { groupRows, type BaselineState, type RowGroup } from "./group-rows.ts";
import { nextToReview } from "./list-items.ts";

/** What is to review in a comparison; `shown` are the groups that the filter leaves. */
export function useReview(comparison: Comparison, shown: readonly RowGroup[], baseline: BaselineState) {
  const { rows } = comparison;
  const runs = `${comparison.baseline?.id ?? "none"} ${comparison.candidate.id}`;
  const toReview = useMemo(() => rows.reduce((sum, row) => sum + (row.review ? 1 : 0), 0), [rows]);
  const order = useRef<{ runs: string; ids: readonly string[] }>({ runs: "", ids: [] });
  const next = (selectedId: string | null): string | null => {
    if (order.current.runs !== runs || order.current.ids.length !== rows.length) {
      order.current = { runs, ids: groupRows(rows, baseline).flatMap((group) => group.rows.map((row) => row.id)) };
    }
    const open = shown.flatMap((group) => group.rows).filter((row) => row.review);
    // Where the filter leaves nothing to review, what it hides is next.
    const left = open.length > 0 ? open : rows.filter((row) => row.review);
    return nextToReview(order.current.ids, new Set(left.map((row) => row.id)), selectedId);
  };
  return { toReview, next };
}
