import { diffSequences } from "../../../../shared/rules/diff-lines.ts";
import type { KeptAudit, KeptFinding } from "../../store/audits.ts";
import type { Store } from "../../store/store.ts";
import type { Effect } from "./look.ts";
import { splitRules, type RuleBook } from "./rules.ts";
import type { CaseFinding, Earlier } from "./terms.ts";

/** What earlier audits with the same model found, by conversation and its content; the newest that was through with it. */
export function earlierFindings(store: Store, kept: readonly KeptAudit[], book: RuleBook) {
  const found = new Map<string, Earlier>();
  for (const audit of kept) {
    const places = rulePlaces(splitRules(store.texts.get(audit.textId)), book);
    for (const { id, contentSha256, finding } of store.audits.cases(audit.number)) {
      const key = `${id} ${contentSha256}`;
      if ((finding.state !== "done" && finding.state !== "unchecked") || found.has(key)) continue;
      found.set(key, {
        baseKey: finding.baseKey,
        known: new Set(places.values()),
        effects: new Map(
          finding.effects.flatMap(([rule, effect]): [number, Effect][] => {
            const place = places.get(rule);
            return place === undefined ? [] : [[place, effect]];
          }),
        ),
        blurred: new Set(finding.blurred.flatMap((rule) => places.get(rule) ?? [])),
      });
    }
  }
  return (id: string, contentSha256: string): Earlier | null => found.get(`${id} ${contentSha256}`) ?? null;
}

/** For the rules that stand in both texts, in the same order: where each of the first stands in the second. */
export function rulePlaces(before: RuleBook, after: RuleBook): Map<number, number> {
  const places = new Map<number, number>();
  let [from, to] = [0, 0];
  const textsOf = ({ rules }: RuleBook): string[] => rules.map(({ text }) => text);
  for (const { kind, count } of diffSequences(textsOf(before), textsOf(after))) {
    if (kind === "added") to += count;
    else if (kind === "removed") from += count;
    else for (let step = 0; step < count; step += 1) places.set(from++, to++);
  }
  return places;
}

export function keep({ effects, blurred, ...rest }: CaseFinding): KeptFinding {
  return { ...rest, effects: [...effects], blurred: [...blurred] };
}

export function unkeep({ effects, blurred, ...rest }: KeptFinding): CaseFinding {
  return { ...rest, effects: new Map(effects), blurred: new Set(blurred) };
}
