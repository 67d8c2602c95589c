import { assertNever } from "../../../shared/assert-never.ts";
import type { Comparison, ComparisonRow } from "../../../shared/domain/comparison.ts";

/** The groups of the list, in the order in which they stand: bad news first, what is not known yet last. */
export const groupOrder = [
  "broke",
  "fixed",
  "look",
  "failing",
  "changed",
  "same",
  "passing",
  "unchecked",
  "pending",
] as const;
export type Group = (typeof groupOrder)[number];

export interface RowGroup {
  group: Group;
  rows: ComparisonRow[];
}

/**
 * What there is to compare with. `alone`: nothing, so a row can only be said to pass or fail.
 * `arriving`: a baseline run that is still under way, so what it lacks is not missing yet.
 */
export type BaselineState = "alone" | "arriving" | "there";

export function baselineState(comparison: Pick<Comparison, "baseline">): BaselineState {
  if (!comparison.baseline) return "alone";
  return comparison.baseline.progress.status === "running" ? "arriving" : "there";
}

function groupOf(row: ComparisonRow, baseline: BaselineState): Group {
  if (baseline === "alone") return groupAlone(row);
  if (baseline === "arriving" && row.outcome === "missing" && row.baseline.samples === 0) return "pending";
  switch (row.outcome) {
    case null:
      return "pending";
    case "broke":
      return "broke";
    case "fixed":
      return "fixed";
    case "undecided":
    case "flaky":
    case "edited":
    case "missing":
      return "look";
    case "stillFailing":
      return "failing";
    case "stillPassing":
      if (row.flags > 0) return "look";
      return row.changed ? "changed" : "same";
    default:
      return assertNever(row.outcome);
  }
}

function groupAlone(row: ComparisonRow): Group {
  if (row.candidate.samples === 0) return row.outcome === null ? "pending" : "look";
  if (row.candidate.passed < row.candidate.samples) return "failing";
  return row.checks === 0 ? "unchecked" : "passing";
}

/** Groups that hold something, each in the order in which its rows came; what looks bad leads what is not settled. */
export function groupRows(rows: readonly ComparisonRow[], baseline: BaselineState): RowGroup[] {
  const found = new Map<Group, ComparisonRow[]>();
  for (const row of rows) {
    const group = groupOf(row, baseline);
    const list = found.get(group);
    if (list) list.push(row);
    else found.set(group, [row]);
  }
  return groupOrder.flatMap((group) => {
    const list = found.get(group);
    if (!list) return [];
    const begun = group === "pending" && list.some((row) => row.candidate.samples > 0);
    return [{ group, rows: begun ? list.toSorted((a, b) => loss(b) - loss(a)) : list }];
  });
}

/** How far the candidate's share of passes lies below the baseline's, as far as samples are in; 0 while unknown. */
function loss({ baseline, candidate }: ComparisonRow): number {
  if (baseline.samples === 0 || candidate.samples === 0) return 0;
  return baseline.passed / baseline.samples - candidate.passed / candidate.samples;
}

/** Stands beside what changed and that nobody has judged yet; the filter finds it by these words. */
export const TO_REVIEW = "to review";

/** Every word must stand in the id, the title, a tag or the outcome's group. */
export function filterRows(
  rows: readonly ComparisonRow[],
  query: string,
  baseline: BaselineState,
): readonly ComparisonRow[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const said = [row.outcome ?? "", groupNames[groupOf(row, baseline)], row.review ? TO_REVIEW : ""];
    const text = [row.id, row.title, ...row.tags, ...said].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const groupNames: Record<Group, string> = {
  broke: "broke",
  fixed: "fixed",
  look: "needs a look",
  failing: "still failing",
  changed: "changed, still passing",
  same: "same",
  passing: "passing",
  unchecked: "no checks",
  pending: "not settled yet",
};

export function groupName(group: Group, baseline: BaselineState): string {
  return baseline === "alone" && group === "failing" ? "failing" : groupNames[group];
}

/** What starts folded: good news that nobody needs to read, unless there is nothing else. */
export function startsFolded(group: Group): boolean {
  return group === "same";
}
