import type { RuleChange, TouchedRule } from "../../../../shared/domain/ledger.ts";
import type { Store } from "../../store/store.ts";
import { knownRules } from "./known-rules.ts";
import { standIn } from "./stand.ts";
import { targetFor } from "./target.ts";
import { wordingOf } from "./wording.ts";

export interface TouchedBy {
  promptId: string;
  setId: string;
  /** Null for the draft. */
  number: number | null;
  text: string;
}

/**
 * Linked rules that a text changed against the version it was made from, in the order of their lines, with those of
 * their conversations that the set has. Where nothing is linked this costs one look at an index.
 */
export async function touchedRules(store: Store, { promptId, setId, number, text }: TouchedBy): Promise<TouchedRule[]> {
  const id = Number(promptId);
  if (!store.ledger.hasLinks(id)) return [];
  const rules = await knownRules(store, id);
  const target = targetFor(store, promptId, number, text);
  const standing = standIn(store, rules, target);
  const inSet = new Set(store.ledger.conversationIds(Number(setId)));
  const links = Map.groupBy(
    store.ledger.links(id).filter((one) => one.setId === Number(setId) && inSet.has(one.conversationId)),
    ({ ruleId }) => ruleId,
  );
  const touched = rules.flatMap((rule): TouchedRule[] => {
    const conversations = (links.get(rule.id) ?? []).map(({ conversationId }) => conversationId);
    const change = conversations.length === 0 ? null : standing.changeOf(rule);
    if (change === null) return [];
    const here = target.wordings.book.rules[standing.places.get(rule.id) ?? -1];
    const line = here?.line ?? standing.lineBefore(rule) ?? 0;
    const words = here?.text ?? rule.text;
    return [{ change, line, text: words, conversations, why: whyOf(change, words, here ? line : null) }];
  });
  return touched.sort((a, b) => a.line - b.line);
}

/** By conversation, in words, why it comes first; of several rules the first one. */
export function reasonsOf(touched: readonly TouchedRule[]): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const { conversations, why } of touched) {
    for (const id of conversations) if (!reasons.has(id)) reasons.set(id, why);
  }
  return reasons;
}

const LONGEST = 48;

function whyOf(change: RuleChange, text: string, line: number | null): string {
  const words = wordingOf(text);
  const cut = words.length > LONGEST ? `${words.slice(0, LONGEST - 1).trimEnd()}…` : words;
  return `its rule “${cut}” was ${change}${line === null ? "" : ` (line ${line})`}`;
}
