import { skipToken, useQuery } from "@tanstack/react-query";
import { orpc } from "../engine-client/index.ts";
import type { Loop } from "../workbench/use-loop.ts";

/** What of a query the figures need; they stand while it is on its way, and say when it failed. */
export interface Arriving<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** Figures over the versions of what is selected. Each kind comes by itself, the pass rates first. */
export function useTrends({ prompt, set, model }: Loop) {
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
