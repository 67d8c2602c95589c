import type { Effect } from "./look.ts";
import type { Probed } from "./probe.ts";

export interface CaseSearch {
  /** Rules with an effect of their own; the others have none that a check notices. */
  effects: Map<number, Effect>;
  /** Rules that were left out only together with others, unnoticed, while replies did change. */
  blurred: Set<number>;
  /** Rules of which one was noticed to be missing by a check: what later conversations are grouped by. */
  hits: Set<number>;
}

/** A rule that is likelier than this to be missed is left out alone. */
const ALONE = 0.38;

/**
 * Finds the rules that one conversation notices. Groups are left out together: where no check says anything else, none
 * of them matters; where one does, the group is halved until the rule is found, and the rest is open again (nested
 * group testing: Dorfman 1943; Sobel and Groll 1959). Groups are as large as makes either answer equally likely.
 * At most rules.length × 4/3 probes.
 */
export async function searchCase(
  rules: readonly number[],
  chance: (rule: number) => number,
  probe: (without: readonly number[]) => Promise<Probed>,
): Promise<CaseSearch> {
  const found: CaseSearch = { effects: new Map(), blurred: new Set(), hits: new Set() };
  let left = [...rules];
  let wasted = Math.floor(rules.length / 3);

  const settle = (rule: number, { effect, noticed }: Probed): void => {
    if (effect !== null) found.effects.set(rule, effect);
    if (noticed !== false) found.hits.add(rule);
  };
  const without = (group: readonly number[]): void => {
    const gone = new Set(group);
    left = left.filter((rule) => !gone.has(rule));
  };

  while (left.length > 0) {
    let group = nextGroup(left, wasted > 0 ? chance : () => 1);
    let alone: Probed | null = null;
    let known = false;
    while (group.length > 1 && !(known && wasted <= 0)) {
      const half: readonly number[] = known ? firstHalf(group, chance) : group;
      const seen = await probe(half);
      if (seen.noticed === false) {
        if (seen.changed) for (const rule of half) found.blurred.add(rule);
        without(half);
        group = group.filter((rule) => !half.includes(rule));
      } else {
        wasted -= 1;
        known = true;
        group = [...half];
        if (half.length === 1) alone = seen;
      }
    }
    const [rule] = group;
    if (rule === undefined) continue;
    settle(rule, alone ?? (await probe([rule])));
    without([rule]);
  }
  return found;
}

function nextGroup(left: readonly number[], chance: (rule: number) => number): number[] {
  const likely = left.find((rule) => chance(rule) >= ALONE);
  if (likely !== undefined) return [likely];
  const group: number[] = [];
  let none = 1;
  for (const rule of left) {
    group.push(rule);
    none *= 1 - chance(rule);
    if (none < 0.5) break;
  }
  return group;
}

/** Up to where it is as likely to be before as behind; at least one on either side. */
function firstHalf(group: readonly number[], chance: (rule: number) => number): number[] {
  const total = group.reduce((sum, rule) => sum + chance(rule), 0);
  let sum = 0;
  const half: number[] = [];
  for (const rule of group.slice(0, -1)) {
    sum += chance(rule);
    if (half.length > 0 && sum > total / 2) break;
    half.push(rule);
  }
  return half;
}
