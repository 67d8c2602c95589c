import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Comparison } from "../../../shared/domain/comparison.ts";
import { comparisonOptions } from "../use-comparison.ts";
import { useWatched } from "./watch-store.ts";

/** The newest quick replay held against its baseline; the one before stands until it has been read. */
export function useWatchedComparison(): { comparison: Comparison | null; earlier: boolean } {
  const run = useWatched((watched) => watched.run);
  const baseline = useWatched((watched) => watched.baseline);
  const query = useQuery({
    ...comparisonOptions(baseline?.id ?? null, run?.id ?? null),
    enabled: run !== null && baseline !== null,
    placeholderData: keepPreviousData,
  });
  if (run === null || baseline === null) return { comparison: null, earlier: false };
  return { comparison: query.data ?? null, earlier: query.isPlaceholderData };
}
