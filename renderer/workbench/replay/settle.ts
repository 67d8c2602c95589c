import type { Comparison, ComparisonRow } from "../../../shared/domain/comparison.ts";

/** Room for those that need little, a side: the engine's own limit is near it. */
const USUAL_LIMIT = 60;
const HIGHEST_LIMIT = 1_000;

/** Conversations that further samples would settle, in the order of the comparison. */
export function settleable({ rows }: Pick<Comparison, "rows">): ComparisonRow[] {
  return rows.filter((row) => row.outcome === "undecided" && (row.more ?? 0) > 0);
}

/** Samples a side that leave room for as many more as each of the rows needs. */
export function settlingLimit(rows: readonly ComparisonRow[]): number {
  const needed = rows.map((row) => Math.max(row.baseline.samples, row.candidate.samples) + (row.more ?? 0));
  return Math.min(HIGHEST_LIMIT, Math.max(USUAL_LIMIT, ...needed));
}

/** Short enough for a narrow list: "2 undecided: up to 14 more". `whole` is the sentence. */
export function settleInWords(rows: readonly ComparisonRow[]): { short: string; whole: string } {
  const most = Math.max(0, ...rows.map((row) => row.more ?? 0)).toLocaleString("en");
  const count = rows.length.toLocaleString("en");
  const short = rows.length === 1 ? `1 undecided: ${most} more` : `${count} undecided: up to ${most} more`;
  return { short, whole: `${short} samples a side would settle ${rows.length === 1 ? "it" : "them"}` };
}
