import { skipToken, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { orpc } from "../../engine-client/index.ts";
import type { Side } from "../run-choice.ts";
import type { Loop } from "../use-loop.ts";
import { passRates } from "./pass-rates.ts";

/**
 * The pass rate of each side, as the trends have it. A run's own counts say the same, and at once, while every
 * conversation has as many samples; auto-samples take more of the open ones, so that the engine is asked.
 */
export function useRates({ prompt, set, model, runs }: Loop): ReadonlyMap<Side, number> {
  const auto = useMemo(() => runs.some(({ sampling }) => sampling !== null), [runs]);
  const input =
    auto && prompt && set && model
      ? { promptId: prompt.id, setId: set.id, provider: model.provider, model: model.model }
      : skipToken;
  const points = useQuery(orpc.trends.rates.queryOptions({ input })).data?.points;
  return useMemo(() => {
    const rates = passRates(runs, model);
    for (const { version, rate } of points ?? []) if (rate !== null) rates.set(version, rate);
    return rates;
  }, [runs, model, points]);
}
