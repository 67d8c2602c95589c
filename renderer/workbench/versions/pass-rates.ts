import type { Run } from "../../../shared/domain/run.ts";
import type { Side } from "../run-choice.ts";

/** Share of judged samples that passed in the newest complete run of each side. `runs` are newest first. */
export function passRates(runs: readonly Run[], model: { provider: string; model: string } | null): Map<Side, number> {
  const rates = new Map<Side, number>();
  for (const run of runs) {
    const side: Side = run.versionNumber ?? "draft";
    const { passed, failed, status } = run.progress;
    const counts = status === "complete" && !run.partial && run.history === "live" && passed + failed > 0;
    const fits = model === null || (run.model.provider === model.provider && run.model.model === model.model);
    if (counts && fits && !rates.has(side)) rates.set(side, passed / (passed + failed));
  }
  return rates;
}
