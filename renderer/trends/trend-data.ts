import type { RatePoint, ConversationMean } from "../../shared/contract/runs.ts";
import { plural } from "../../shared/format/count.ts";
import { formatPercent } from "../../shared/format/values.ts";
import { wilsonInterval } from "../../shared/rules/wilson-interval.ts";
import { skipToken, useQuery } from "@tanstack/react-query";
import { orpc } from "../engine-client/index.ts";
import type { WorkbenchState } from "../workbench/state/workbench-state.ts";

/** "v7: 84% of 32 conversations pass, 95% from 68% to 93%". */
export function formatRatePoint(point: RatePoint): string {
  return `v${point.version}: ${formatRate(point)}`;
}

export function formatRate({ rate, interval, judged }: RatePoint): string {
  if (rate === null) return "nothing could be judged";
  const share = `${formatPercent(rate)} of ${plural(judged, "conversation")} ${judged === 1 ? "passes" : "pass"}`;
  return interval ? `${share}, ${formatInterval(interval)}` : share;
}

function formatInterval([low, high]: readonly [number, number]): string {
  return `95% from ${formatPercent(low)} to ${formatPercent(high)}`;
}

/** What must be known to read the point: how it was sampled, and what it leaves out. */
export function formatCaveats(point: RatePoint): string[] {
  const words: string[] = [];
  if (point.auto) words.push("auto-samples");
  else if (point.samples > 1) words.push(`${point.samples} samples each`);
  const lost = point.conversations - point.judged;
  if (lost > 0) words.push(`${lost.toLocaleString("en")} not judged`);
  if (point.unchecked > 0) words.push(`${point.unchecked.toLocaleString("en")} without checks`);
  if (!point.sameSet) words.push("the set has been edited since");
  return words;
}

/** A difference of two mean scores: "+0.03". */
export function formatScoreChange(difference: number): string {
  const rounded = Math.abs(difference).toFixed(2);
  return rounded === "0.00" ? "±0" : `${difference > 0 ? "+" : "−"}${rounded}`;
}

export function formatHiddenTags(count: number): string {
  return count === 0 ? "" : `${plural(count, "more tag")} with fewer conversations left out.`;
}

/**
 * Which two points the figures are about: the marked version, and the baseline of the comparison. Where that has no
 * point, or is the marked one itself, the point before stands in. Indices; `before` is null for a lone point.
 */
export function comparedPoints(
  versions: readonly number[],
  marked: number | null,
  baseline: number | null,
): { before: number | null; after: number } {
  const found = marked === null ? -1 : versions.indexOf(marked);
  const after = found === -1 ? versions.length - 1 : found;
  const picked = baseline === null ? -1 : versions.indexOf(baseline);
  if (picked !== -1 && picked !== after) return { before: picked, after };
  return { before: after > 0 ? after - 1 : null, after };
}

/** One tag or metric: what it was, what it is, and its way over all versions. */
export interface ChangeRow {
  name: string;
  before: ConversationMean | null;
  after: ConversationMean | null;
  /** after − before; null where one is missing. */
  change: number | null;
  /** −1 lost, 1 gained, 0: no more than chance does. */
  way: -1 | 0 | 1;
  series: (number | null)[];
}

/** Sorted by what lost most; what has nothing to be compared with comes last. */
export function changeRows(
  names: readonly string[],
  points: readonly (readonly (ConversationMean | null)[])[],
  before: number | null,
  after: number,
): ChangeRow[] {
  const rows = names.map((name, at): ChangeRow => {
    const was = before === null ? null : (points[before]?.[at] ?? null);
    const is = points[after]?.[at] ?? null;
    return {
      name,
      before: was,
      after: is,
      change: was && is ? is.mean - was.mean : null,
      way: was && is ? directionOfChange(was, is) : 0,
      series: points.map((point) => point[at]?.mean ?? null),
    };
  });
  const key = ({ change }: ChangeRow): number => change ?? Number.POSITIVE_INFINITY;
  return rows.sort((a, b) => (key(a) === key(b) ? (a.name < b.name ? -1 : 1) : key(a) - key(b)));
}

/**
 * Whether the 95% interval of the difference leaves out 0: Newcombe's method 10 for independent shares, Statistics in
 * Medicine 17, 1998, 873–890. The same conversations stand on both sides, so that it errs on the side of no change.
 */
function directionOfChange(before: ConversationMean, after: ConversationMean): -1 | 0 | 1 {
  const [lowBefore, highBefore] = wilsonInterval(before.mean * before.conversations, before.conversations);
  const [lowAfter, highAfter] = wilsonInterval(after.mean * after.conversations, after.conversations);
  const difference = after.mean - before.mean;
  if (difference + Math.hypot(highAfter - after.mean, before.mean - lowBefore) < 0) return -1;
  return difference - Math.hypot(after.mean - lowAfter, highBefore - before.mean) > 0 ? 1 : 0;
}

/** What of a query the figures need; they stand while it is on its way, and say when it failed. */
export interface PendingQuery<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** Figures over the versions of what is selected. Each kind comes by itself, the pass rates first. */
export function useTrends({ prompt, set, model }: WorkbenchState) {
  const input =
    prompt && set && model
      ? { promptId: prompt.id, setId: set.id, provider: model.provider, model: model.model }
      : skipToken;
  const rates = useQuery(orpc.trends.rates.queryOptions({ input }));
  const known = (rates.data?.points.length ?? 0) > 0;
  const spread = useQuery(orpc.trends.spread.queryOptions({ input: known ? input : skipToken }));
  const metrics = useQuery(orpc.trends.metrics.queryOptions({ input: known ? input : skipToken }));
  return { rates, spread, metrics };
}
