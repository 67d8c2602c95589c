import type { LedgerRule } from "../../store/ledger.ts";
import { followRules, type Wordings } from "./follow-rules.ts";

/** What a rule of the ledger is found by. */
export type Known = Pick<LedgerRule, "id" | "wordings" | "draftTextId">;

export interface LocateTerms {
  /** The versions that the text was made from. */
  parents: readonly Wordings[];
  /** The draft's text that a rule was linked in before any version had it; null where it is not to be had. */
  draftOf?(textId: number): Wordings | null;
}

/**
 * Where rules of the ledger stand in a text, by their ids: word for word under any wording they ever had, else what is
 * nearest in what changed since a parent that has them, else since the draft that they were linked in. The others are gone.
 */
export function locate(
  rules: readonly Known[],
  text: Wordings,
  { parents, draftOf }: LocateTerms,
): Map<number, number> {
  const found = new Map<number, number>();
  const ways = new Map<Wordings, Map<number, number>>();
  const wayFrom = (from: Wordings): Map<number, number> => {
    const known = ways.get(from) ?? followRules(from, text);
    ways.set(from, known);
    return known;
  };
  const follow = (rule: Known, from: Wordings): number | null => {
    const place = standsAt(rule, from)[0];
    return place === undefined ? null : (wayFrom(from).get(place) ?? null);
  };
  for (const rule of rules) {
    const exact = standsAt(rule, text);
    const [first, second] = exact;
    const origins = second === undefined && first !== undefined ? [] : parents;
    const led = origins.flatMap((from) => follow(rule, from) ?? []);
    const place = led.find((at) => exact.includes(at)) ?? first ?? led[0];
    if (place !== undefined) found.set(rule.id, place);
    else if (rule.draftTextId !== null) {
      const draft = draftOf?.(rule.draftTextId) ?? null;
      const there = draft && follow(rule, draft);
      if (there !== null) found.set(rule.id, there);
    }
  }
  return found;
}

/** Places at which a text has the rule word for word. */
export function standsAt({ wordings }: Pick<Known, "wordings">, text: Wordings): number[] {
  return [...wordings].flatMap((wording) => text.places.get(wording) ?? []).sort((a, b) => a - b);
}
