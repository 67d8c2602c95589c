import type { ComparisonRow } from "../../../shared/domain/comparison.ts";
import type { FactSettings, UnsupportedFact } from "../../../shared/domain/fact.ts";
import { counts, factIdentity, factReason } from "../../../shared/rules/fact-words.ts";
import { rowRank } from "../../../shared/rules/outcomes.ts";
import type { RunSide } from "../compare/align.ts";
import type { ReplyFacts } from "../store/reply-facts.ts";

/** The facts of a conversation that the baseline's replies do not have and nobody allowed; each once. */
export function newFacts(
  candidate: readonly UnsupportedFact[],
  baseline: readonly UnsupportedFact[],
  settings: FactSettings,
): UnsupportedFact[] {
  const seen = new Set(baseline.map(factIdentity));
  return candidate.filter((fact) => {
    const name = factIdentity(fact);
    if (seen.has(name) || !counts(fact, settings) || isAllowed(fact, settings)) return false;
    seen.add(name);
    return true;
  });
}

/** The list as a set, for as long as the settings stay the same object. */
const lists = new WeakMap<FactSettings, ReadonlySet<string>>();

export function isAllowed({ kind, key }: Pick<UnsupportedFact, "kind" | "key">, settings: FactSettings): boolean {
  const list = lists.get(settings) ?? new Set(settings.allowed.map((one) => `${one.kind}\n${one.key}`));
  lists.set(settings, list);
  return list.has(`${kind}\n${key}`);
}

/** Counts the flags of each row and, where nothing else says why a passing one needs a look, names the first. */
export function flagRows(
  rows: readonly ComparisonRow[],
  candidate: { side: RunSide; facts: readonly ReplyFacts[] },
  baseline: { side: RunSide; facts: readonly ReplyFacts[] } | null,
  settings: FactSettings,
): ComparisonRow[] {
  const after = byConversation(candidate);
  if (after.size === 0) return [...rows];
  const before = baseline ? byConversation(baseline) : null;
  return rows
    .map((row) => {
      const flags = newFacts(after.get(row.id) ?? [], before?.get(row.id) ?? [], settings);
      const [first] = flags;
      if (!first) return row;
      const more = flags.length > 1 ? `, and ${flags.length - 1} more` : "";
      const says = row.detail === null && row.outcome === "stillPassing";
      return { ...row, flags: flags.length, detail: says ? factReason(first) + more : row.detail };
    })
    .sort((a, b) => rowRank(a) - rowRank(b));
}

function byConversation({
  side,
  facts,
}: {
  side: RunSide;
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
