import type { Spread } from "../../../../shared/contract/trends.ts";

/** Quantiles between neighbouring values, as R's default (type 7: Hyndman and Fan, The American Statistician 50, 1996). */
export function spreadOf(values: Float64Array): Spread | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted();
  return {
    replies: sorted.length,
    mean: sorted.reduce((sum, each) => sum + each, 0) / sorted.length,
    p5: quantile(sorted, 0.05),
    p25: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    p75: quantile(sorted, 0.75),
    p95: quantile(sorted, 0.95),
  };
}

function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
