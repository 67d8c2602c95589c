import type { ComparisonRow, Tally } from "../../../shared/domain/comparison.ts";
import { wilson } from "../../../shared/rules/intervals.ts";
import { percent } from "../words.ts";

/** The counts and bars of a row for those who do not see them, and on hover: what passed, and how sure that is. */
export function tallyAloud({ baseline, candidate }: Pick<ComparisonRow, "baseline" | "candidate">, alone: boolean) {
  return alone ? sideAloud(candidate) : `before: ${sideAloud(baseline)}; now: ${sideAloud(candidate)}`;
}

function sideAloud({ passed, samples }: Tally): string {
  if (samples === 0) return "no sample could be judged";
  const [low, high] = wilson(passed, samples);
  return `${passed} of ${samples} pass, 95% from ${percent(low)} to ${percent(high)}`;
}
