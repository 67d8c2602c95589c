import type { Earlier } from "./terms.ts";

/** Before anything is known, one rule in so many is noticed by one conversation. */
const BEFORE = 0.04;
const WEIGHT = 8;
const KNOWN_TO_MATTER = 0.9;
const KNOWN_NOT_TO = 0.004;

/** How likely a conversation notices that a rule is missing, by what the conversations before it noticed. */
export function createChances() {
  const hits = new Map<number, number>();
  const seen = new Map<number, number>();
  return {
    learn(rules: readonly number[], hit: ReadonlySet<number>): void {
      for (const rule of rules) {
        seen.set(rule, (seen.get(rule) ?? 0) + 1);
        if (hit.has(rule)) hits.set(rule, (hits.get(rule) ?? 0) + 1);
      }
    },
    /** As it stands now: later conversations do not move it. */
    frozen(): (rule: number, earlier: Earlier | null) => number {
      const now = new Map(
        [...seen].map(([rule, times]) => [rule, ((hits.get(rule) ?? 0) + BEFORE * WEIGHT) / (times + WEIGHT)]),
      );
      return (rule, earlier) => {
        if (earlier?.known.has(rule)) {
          const effect = earlier.effects.get(rule);
          return effect === undefined || effect === "changes" ? KNOWN_NOT_TO : KNOWN_TO_MATTER;
        }
        return now.get(rule) ?? BEFORE;
      };
    },
  };
}
