import type { RuleChange } from "../../../../shared/domain/ledger.ts";
import type { Store } from "../../store/store.ts";
import type { Followed } from "./catch-up.ts";
import { followRules } from "./follow-rules.ts";
import { locate, standsAt } from "./locate.ts";
import type { Target } from "./target.ts";
import { draftReader, versionReader } from "./version-reader.ts";

/** How the rules of a ledger stand in a text. */
export interface Standing {
  /** Where, by their ids; those that are gone are left out. */
  places: ReadonlyMap<number, number>;
  /** What the text did to a rule against the version that it was made from; null where it left it as it was. */
  changeOf(rule: Followed): RuleChange | null;
  /** The line that a rule that is gone stood behind, 0 at the top; null where the version before has it not either. */
  lineBefore(rule: Followed): number | null;
}

export function standIn(store: Store, rules: readonly Followed[], target: Target): Standing {
  const reader = versionReader(store, target.promptId);
  const text = target.wordings;
  const parents = target.parents.map((number) => reader.wordings(number));
  const places = locate(rules, text, { parents, draftOf: draftReader(store) });
  const [base] = parents;
  let way: Map<number, number> | null = null;
  return {
    places,
    changeOf(rule) {
      if (!base) return null;
      const before = standsAt(rule, base);
      const place = places.get(rule.id);
      if (place === undefined) return before.length > 0 ? "deleted" : null;
      if (before.length === 0) return "added";
      return before.some((at) => base.wordings[at] === text.wordings[place]) ? null : "edited";
    },
    lineBefore(rule) {
      const at = base ? standsAt(rule, base)[0] : undefined;
      if (!base || at === undefined) return null;
      way ??= followRules(base, text);
      for (let above = at - 1; above >= 0; above -= 1) {
        const rule = text.book.rules[way.get(above) ?? -1];
        if (rule) return rule.line;
      }
      return 0;
    },
  };
}
