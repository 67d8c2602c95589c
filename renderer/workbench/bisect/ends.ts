import type { ComparisonRow } from "../../../shared/domain/comparison.ts";
import { sideName } from "../run-choice.ts";
import type { Loop } from "../use-loop.ts";
import type { BisectQuestion } from "./bisect-store.ts";

/** Whether a conversation fails on the side that is looked at. */
export function isBroken(row: ComparisonRow): boolean {
  return row.outcome === "broke" || row.outcome === "stillFailing";
}

/**
 * The ends that a search starts from: what broke passed at the baseline; what failed there as well may have passed at
 * the first version. Null where there is nothing to go back to.
 */
export function questionFor(
  rows: readonly ComparisonRow[],
  { prompt, set, sides, versions }: Pick<Loop, "prompt" | "set" | "sides" | "versions">,
): BisectQuestion | null {
  const oldest = versions.at(-1)?.number ?? null;
  const broke = rows.every((row) => row.outcome === "broke");
  const good = broke ? (sides.baseline ?? oldest) : oldest;
  if (!prompt || !set || rows.length === 0 || good === null || good === sides.candidate) return null;
  return {
    promptId: prompt.id,
    setId: set.id,
    conversationIds: rows.map(({ id }) => id),
    good: sideName(good),
    bad: sideName(sides.candidate),
  };
}
