import type { Run } from "../../../../shared/domain/run.ts";
import { userTurns } from "../../../../shared/rules/turns.ts";
import { checksOn } from "../../replay/plan.ts";
import type { Store } from "../../store/store.ts";

/** By conversation id, then by `slotOf` turn and check: the name that a check gives to what it measures. */
export type MetricNames = Map<string, Map<string, string>>;

export function slotOf(turn: number, checkIndex: number): string {
  return `${turn} ${checkIndex}`;
}

/** Which checks of a run's conversations have a metric; empty for most sets. */
export function metricNames(store: Store, run: Run): MetricNames {
  const names: MetricNames = new Map();
  for (const { id, contentId } of store.trends.measured(Number(run.id))) {
    const content = store.conversations.contentOf(contentId);
    const slots = new Map<string, string>();
    for (const turn of userTurns(content.turns)) {
      if (turn.fixed !== null) continue;
      checksOn(turn, content.checks).forEach(({ metric }, at) => {
        if (typeof metric === "string" && metric !== "") slots.set(slotOf(turn.index, at), metric);
      });
    }
    if (slots.size > 0) names.set(id, slots);
  }
  return names;
}
