import type { Store } from "../../store/store.ts";
import { followForward, type Followed } from "./catch-up.ts";
import { draftReader, versionReader } from "./version-reader.ts";

/** Rules of a prompt's ledger, with their wordings in all of its versions. */
export async function knownRules(store: Store, promptId: number): Promise<Followed[]> {
  const rules = store.ledger.rules(promptId).map((rule) => ({ ...rule, wordings: new Set(rule.wordings) }));
  if (rules.length === 0) return rules;
  const from = store.ledger.followed(promptId) ?? 0;
  const fresh = store.versions.descent(promptId).filter(({ number }) => number > from);
  const last = fresh.at(-1);
  if (!last) return rules;
  const before = new Map(rules.map(({ id, wordings }) => [id, new Set(wordings)]));
  await followForward(fresh, rules, versionReader(store, promptId), draftReader(store));
  // A file that nobody may change is looked through anew each time.
  if (store.readOnly) return rules;
  store.write(() => {
    for (const rule of rules) keepFollowed(store, rule, before.get(rule.id));
    store.ledger.follow(promptId, last.number);
  });
  return rules;
}

/** Writes down what was learnt of a rule. */
export function keepFollowed(store: Store, rule: Followed, before: ReadonlySet<string> = new Set()): void {
  for (const wording of rule.wordings) if (!before.has(wording)) store.ledger.addWording(rule.id, wording);
  if (rule.seen !== null) store.ledger.see(rule.id, rule.text, rule.seen);
}
