import { type ComparisonRow, comparisonRowRank, type TurnComparison } from "../../../shared/domain/comparison.ts";
import {
  type FactSettings,
  type UnsupportedFact,
  countsAsFlag,
  factIdentity,
  unsupportedFactReason,
} from "../../../shared/domain/fact.ts";
import type { RunResults } from "./run-results.ts";
import type { ReplyFacts } from "../store/reply-details.ts";

/** The facts of a conversation that the baseline's replies do not have and nobody allowed; each once. */
function factsNewSinceBaseline(
  candidate: readonly UnsupportedFact[],
  baseline: readonly UnsupportedFact[],
  settings: FactSettings,
): UnsupportedFact[] {
  const seen = new Set(baseline.map(factIdentity));
  return candidate.filter((fact) => {
    const name = factIdentity(fact);
    if (seen.has(name) || !countsAsFlag(fact, settings) || isFactAllowed(fact, settings)) return false;
    seen.add(name);
    return true;
  });
}

/** The list as a set, for as long as the settings stay the same object. */
const allowedFactSets = new WeakMap<FactSettings, ReadonlySet<string>>();

export function isFactAllowed({ kind, key }: Pick<UnsupportedFact, "kind" | "key">, settings: FactSettings): boolean {
  const list = allowedFactSets.get(settings) ?? new Set(settings.allowed.map((one) => `${one.kind}\n${one.key}`));
  allowedFactSets.set(settings, list);
  return list.has(`${kind}\n${key}`);
}

/** Counts the flags of each row and, where nothing else says why a passing one needs a look, names the first. */
export function flagRows(
  rows: readonly ComparisonRow[],
  candidate: { side: RunResults; facts: readonly ReplyFacts[] },
  baseline: { side: RunResults; facts: readonly ReplyFacts[] } | null,
  settings: FactSettings,
): ComparisonRow[] {
  const after = factsByConversation(candidate);
  if (after.size === 0) return [...rows];
  const before = baseline ? factsByConversation(baseline) : null;
  return rows
    .map((row) => {
      const flags = factsNewSinceBaseline(after.get(row.id) ?? [], before?.get(row.id) ?? [], settings);
      const [first] = flags;
      if (!first) return row;
      const more = flags.length > 1 ? `, and ${flags.length - 1} more` : "";
      const says = row.detail === null && row.outcome === "stillPassing";
      return { ...row, flags: flags.length, detail: says ? unsupportedFactReason(first) + more : row.detail };
    })
    .sort((a, b) => comparisonRowRank(a) - comparisonRowRank(b));
}

function factsByConversation({
  side,
  facts,
}: {
  side: RunResults;
  facts: readonly ReplyFacts[];
}): Map<string, UnsupportedFact[]> {
  const found = new Map<string, UnsupportedFact[]>();
  if (facts.length === 0) return found;
  const ids = new Map([...side.byId].map(([id, { conversation }]) => [conversation.position, id]));
  for (const { position, facts: of } of facts) {
    const id = ids.get(position);
    if (id === undefined) continue;
    const list = found.get(id);
    if (list) list.push(...of);
    else found.set(id, [...of]);
  }
  return found;
}

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
      standing: isFactAllowed(fact, settings)
        ? ("allowed" as const)
        : before.has(factIdentity(fact))
          ? ("before" as const)
          : ("new" as const),
    }));
    return { ...turn, facts };
  });
}
