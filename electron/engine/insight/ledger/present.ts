import type { Ledger, LedgerSuggestion } from "../../../../shared/domain/ledger.ts";
import type { LedgerLink } from "../../store/ledger.ts";
import type { Store } from "../../store/store.ts";
import type { Followed } from "./catch-up.ts";
import { knownRules } from "./known-rules.ts";
import { standIn } from "./stand.ts";
import type { Target } from "./target.ts";

/** The ledger of a text over a set, as people get it. */
export async function presentLedger(store: Store, target: Target, setId: number): Promise<Ledger> {
  const rules = await knownRules(store, target.promptId);
  const standing = standIn(store, rules, target);
  const ids = store.ledger.conversationIds(setId);
  const inSet = new Map(ids.map((id, at) => [id, at]));
  const links = store.ledger.links(target.promptId);
  const linksOf = Map.groupBy(links, ({ ruleId }) => ruleId);
  const linked = (own: readonly LedgerLink[]) => {
    const here = new Set(own.filter((one) => one.setId === setId).map((one) => one.conversationId));
    return {
      conversations: [...here].filter((id) => inSet.has(id)),
      missing: [...here].filter((id) => !inSet.has(id)),
      elsewhere: own.filter((one) => one.setId !== setId).length,
    };
  };
  const at = Map.groupBy(
    rules.filter(({ id }) => standing.places.has(id)),
    ({ id }) => standing.places.get(id) ?? -1,
  );
  const ruleAt = (place: number, line: number, text: string): Ledger["rules"][number] => {
    const own: Followed[] = at.get(place) ?? [];
    const ofIt = own.flatMap(({ id }) => linksOf.get(id) ?? []);
    const changes = ofIt.length === 0 ? [] : own.map((rule) => standing.changeOf(rule));
    const change = changes.find((one) => one === null) === null ? null : (changes[0] ?? null);
    return {
      line,
      text,
      ids: own.map(({ id }) => String(id)),
      ...linked(ofIt),
      change: change === "deleted" ? null : change,
    };
  };
  const standingRules = target.wordings.book.rules.map(({ line, text }, place) => ruleAt(place, line, text));
  const gone = rules.flatMap((rule): Ledger["gone"] => {
    const own = linksOf.get(rule.id) ?? [];
    if (own.length === 0 || standing.places.has(rule.id)) return [];
    const { id, text, seen } = rule;
    return [{ id: String(id), text, seen, after: standing.lineBefore(rule), ...linked(own) }];
  });
  const any = new Set(links.filter((one) => one.setId === setId).map((one) => one.conversationId));
  return {
    version: target.name,
    rules: standingRules,
    gone,
    without: ids.filter((id) => !any.has(id)),
    suggestions: suggestionsOf(store, target, setId, standing.places, standingRules, inSet),
  };
}

/** What waits for an answer and can be answered: the rule stands in the text and the conversation in the set. */
function suggestionsOf(
  store: Store,
  { promptId, wordings: { book } }: Target,
  setId: number,
  places: ReadonlyMap<number, number>,
  rules: Ledger["rules"],
  inSet: ReadonlyMap<string, number>,
): LedgerSuggestion[] {
  const open = store.ledger.proposals(promptId).flatMap((one) => {
    const place = places.get(one.ruleId);
    if (one.dismissed || one.origin === "person" || one.setId !== setId || place === undefined) return [];
    const rule = book.rules[place];
    if (!rule || !inSet.has(one.conversationId)) return [];
    if (rules[place]?.conversations.includes(one.conversationId) === true) return [];
    const { ruleId, conversationId, origin, reason } = one;
    return [{ place, ruleId: String(ruleId), line: rule.line, text: rule.text, conversationId, origin, reason }];
  });
  open.sort((a, b) => a.place - b.place || (inSet.get(a.conversationId) ?? 0) - (inSet.get(b.conversationId) ?? 0));
  return open.map(({ place: _, ...suggestion }) => suggestion);
}
