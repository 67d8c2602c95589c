import type { RatePoint } from "../../shared/contract/trends.ts";
import { plural } from "../../shared/rules/plural.ts";
import { percent } from "../workbench/words.ts";

/** "v7: 84% of 32 conversations pass, 95% from 68% to 93%". */
export function pointInWords(point: RatePoint): string {
  return `v${point.version}: ${rateInWords(point)}`;
}

export function rateInWords({ rate, interval, judged }: RatePoint): string {
  if (rate === null) return "nothing could be judged";
  const share = `${percent(rate)} of ${plural(judged, "conversation")} ${judged === 1 ? "passes" : "pass"}`;
  return interval ? `${share}, ${intervalInWords(interval)}` : share;
}

export function intervalInWords([low, high]: readonly [number, number]): string {
  return `95% from ${percent(low)} to ${percent(high)}`;
}

/** What must be known to read the point: how it was sampled, and what it leaves out. */
export function caveatsInWords(point: RatePoint): string[] {
  const words: string[] = [];
  if (point.auto) words.push("auto-samples");
  else if (point.samples > 1) words.push(`${point.samples} samples each`);
  const lost = point.conversations - point.judged;
  if (lost > 0) words.push(`${lost.toLocaleString("en")} not judged`);
  if (point.unchecked > 0) words.push(`${point.unchecked.toLocaleString("en")} without checks`);
  if (!point.sameSet) words.push("the set has been edited since");
  return words;
}

/** A difference of two shares in hundredths: "+3 points", "−6 points", "±0 points". */
export function pointsInWords(difference: number): string {
  const points = Math.round(difference * 100);
  const sign = points === 0 ? "±" : points > 0 ? "+" : "−";
  return `${sign}${Math.abs(points)} ${Math.abs(points) === 1 ? "point" : "points"}`;
}

/** A difference of two mean scores: "+0.03". */
export function scoreChangeInWords(difference: number): string {
  const rounded = Math.abs(difference).toFixed(2);
  return rounded === "0.00" ? "±0" : `${difference > 0 ? "+" : "−"}${rounded}`;
}

export function moreTagsInWords(count: number): string {
  return count === 0 ? "" : `${plural(count, "more tag")} with fewer conversations left out.`;
}
