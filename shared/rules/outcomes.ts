import type { ComparisonRow, Outcome } from "../domain/comparison.ts";
import { assertNever } from "../assert-never.ts";

/** Order of a comparison's rows: broke, fixed, what needs a look, still failing, changed, same, not there yet. */
export function rowRank(row: Pick<ComparisonRow, "outcome" | "changed" | "flags">): number {
  if (row.outcome === null) return 9;
  if (row.outcome === "stillPassing" && row.flags > 0) return 2;
  return outcomeRank(row.outcome, row.changed);
}

function outcomeRank(outcome: Outcome, changed: boolean): number {
  switch (outcome) {
    case "broke":
      return 0;
    case "fixed":
      return 1;
    case "undecided":
    case "flaky":
    case "edited":
    case "missing":
      return 2;
    case "stillFailing":
      return 3;
    case "stillPassing":
      return changed ? 4 : 5;
    default:
      return assertNever(outcome);
  }
}
