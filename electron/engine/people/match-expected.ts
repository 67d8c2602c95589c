import type { MatchRule } from "../../../shared/domain/people.ts";
import type { ReplyPlace } from "../store/people.ts";
import type { Store } from "../store/store.ts";
import { similarityOf } from "./similarity.ts";

/** How alike a reply is to an approved one where the rule says that it matches; null where it does not. */
export function matchBy(rule: MatchRule, reply: string, approved: string): number | null {
  if (reply === approved) return 1;
  if (rule.match === "exact") return null;
  const similarity = similarityOf(rule.method, reply, approved, rule.threshold);
  return similarity >= rule.threshold ? similarity : null;
}

/** Holds a reply that was just recorded against what is approved at its place. The caller holds the transaction. */
export function matchExpected(store: Store, place: ReplyPlace, text: string): void {
  for (const { id, textId, rule } of store.expected.at(place.contentId, place.turn)) {
    // The approved one matches itself since it was approved.
    if (textId === place.textId || rule.match === "exact") continue;
    const similarity = matchBy(rule, text, store.texts.get(textId));
    if (similarity !== null) store.expected.addMatch(place, id, similarity);
  }
}
