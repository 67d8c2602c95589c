import type { TurnComparison } from "../../../shared/domain/comparison.ts";
import type { FactSettings } from "../../../shared/domain/fact.ts";
import { factIdentity } from "../../../shared/rules/fact-words.ts";
import type { ReplyFacts } from "../store/reply-facts.ts";
import { isAllowed } from "./flag-rows.ts";

/** Gives each turn of one sample the unsupported facts of the candidate's reply, and says how each stands. */
export function flagTurns(
  turns: readonly TurnComparison[],
  sample: number,
  candidate: readonly ReplyFacts[],
  baseline: readonly ReplyFacts[],
  settings: FactSettings,
): TurnComparison[] {
  const before = new Set(baseline.flatMap(({ facts }) => facts).map(factIdentity));
  return turns.map((turn) => {
    const found = candidate.find((one) => one.sample === sample && one.turn === turn.index);
    if (!found || turn.candidate === null) return turn;
    const facts = found.facts.map((fact) => ({
      ...fact,
      standing: isAllowed(fact, settings)
        ? ("allowed" as const)
        : before.has(factIdentity(fact))
          ? ("before" as const)
          : ("new" as const),
    }));
    return { ...turn, facts };
  });
}
