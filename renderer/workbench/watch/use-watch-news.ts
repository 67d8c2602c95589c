import { useMemo } from "react";
import type { News } from "../prompt/news-mark.ts";
import { useWatched } from "./watch-store.ts";
import { useWatchedComparison } from "./use-watched-comparison.ts";

/** For the margin: what the text as it stands broke and fixed; null while that is not known or nothing moved. */
export function useWatchNews(): News | null {
  const settled = useWatched(({ phase }) => phase === "settled");
  const { comparison, earlier } = useWatchedComparison();
  const known = settled && !earlier;
  const broke = known ? (comparison?.counts.broke ?? 0) : 0;
  const fixed = known ? (comparison?.counts.fixed ?? 0) : 0;
  return useMemo(() => (broke + fixed === 0 ? null : { broke, fixed }), [broke, fixed]);
}
