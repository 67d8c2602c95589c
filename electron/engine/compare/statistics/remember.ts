import type { Tally } from "../../../../shared/domain/comparison.ts";

/** Counts up to this are keys; what has more is worked out each time. */
const RADIX = 8192;
const MOST_KEPT = 100_000;

/** A figure of two tallies that is worked out once for the same four counts: large sets repeat few of them. */
export function remember(work: (a: Tally, b: Tally) => number): (a: Tally, b: Tally) => number {
  const kept = new Map<number, number>();
  return (a, b) => {
    if (a.samples >= RADIX || b.samples >= RADIX) return work(a, b);
    const key = ((a.passed * RADIX + a.samples) * RADIX + b.passed) * RADIX + b.samples;
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const value = work(a, b);
    kept.set(key, value);
    return value;
  };
}
