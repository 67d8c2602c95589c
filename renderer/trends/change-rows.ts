import type { Share } from "../../shared/contract/trends.ts";
import { wilson } from "../../shared/rules/intervals.ts";

/** One tag or metric: what it was, what it is, and its way over all versions. */
export interface ChangeRow {
  name: string;
  before: Share | null;
  after: Share | null;
  /** after − before; null where one is missing. */
  change: number | null;
  /** −1 lost, 1 gained, 0: no more than chance does. */
  way: -1 | 0 | 1;
  series: (number | null)[];
}

/** Sorted by what lost most; what has nothing to be compared with comes last. */
export function changeRows(
  names: readonly string[],
  points: readonly (readonly (Share | null)[])[],
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
      way: was && is ? wayOf(was, is) : 0,
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
function wayOf(before: Share, after: Share): -1 | 0 | 1 {
  const [lowBefore, highBefore] = wilson(before.mean * before.conversations, before.conversations);
  const [lowAfter, highAfter] = wilson(after.mean * after.conversations, after.conversations);
  const difference = after.mean - before.mean;
  if (difference + Math.hypot(highAfter - after.mean, before.mean - lowBefore) < 0) return -1;
  return difference - Math.hypot(after.mean - lowAfter, highBefore - before.mean) > 0 ? 1 : 0;
}
