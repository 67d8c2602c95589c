import type { Check } from "../../../shared/domain/check.ts";
import { describeValue, type Read } from "./read-value.ts";

/** A score from 0 to 1 that a check has to reach; `fallback` where the check says nothing. */
export function readScoreThreshold(check: Check, fallback: number): Read<number> {
  const { threshold = null } = check;
  if (threshold === null) return { value: fallback };
  if (typeof threshold === "number" && threshold >= 0 && threshold <= 1) return { value: threshold };
  return { problem: `“threshold” must be a number from 0 to 1, but is ${describeValue(threshold)}` };
}

/** Three digits, without a rounding that would put a score on the other side of what it is held against. */
export function scoreInWords(score: number, threshold: number): string {
  const rounded = Number(score.toFixed(3));
  return rounded >= threshold === score >= threshold ? String(rounded) : String(Number(score.toPrecision(12)));
}
