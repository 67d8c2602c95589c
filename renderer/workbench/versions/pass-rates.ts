import type { Run } from "../../../shared/domain/run.ts";
import { runsByVersion } from "../../../shared/rules/run-of-version.ts";
import type { Side } from "../run-choice.ts";

/** Share of judged samples that passed in the run that stands for each side. `runs` are newest first. */
export function passRates(runs: readonly Run[], model: { provider: string; model: string } | null): Map<Side, number> {
  const rates = new Map<Side, number>();
  for (const [side, { progress }] of runsByVersion(runs, model)) {
    const { passed, failed, passRate } = progress;
    if (passed + failed > 0) rates.set(side, passRate ?? passed / (passed + failed));
  }
  return rates;
}
