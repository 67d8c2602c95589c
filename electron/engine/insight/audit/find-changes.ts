import type { CaseFinding } from "./terms.ts";

export interface Changeable {
  finding: CaseFinding;
  /** Rules whose absence may have changed replies here. */
  candidates: readonly number[];
  /** Whether replies differ without these rules. */
  changed(without: readonly number[]): Promise<boolean>;
  guarded(work: () => Promise<void>): Promise<void>;
}

/** From this share of single rules on that changed something, they are left out alone at once. */
const ALONE = 0.38;
const AT_ONCE = 8;

/**
 * For rules that nothing notices: whether their absence changes any reply at all. One conversation is enough for each;
 * only a rule that changes nothing has to be left out of all.
 */
export async function findChanges(cases: readonly Changeable[], plain: readonly number[]): Promise<void> {
  const open = new Set(plain);
  let single = { asked: 0, changed: 0 };

  const search = async (
    { finding, candidates, changed }: Changeable,
    snapshot: ReadonlySet<number>,
  ): Promise<number[]> => {
    const found: number[] = [];
    const rate = (single.changed + 1) / (single.asked + 3);
    let left = candidates.filter((rule) => snapshot.has(rule));
    while (left.length > 0) {
      let group = rate > ALONE ? left.slice(0, 1) : left;
      let differs = await changed(group);
      while (differs && group.length > 1) {
        const half = group.slice(0, Math.ceil(group.length / 2));
        differs = await changed(half);
        if (differs) group = half;
        else {
          // What the first half does not change, the second one has to; a single rule is looked at for itself.
          const gone = new Set(half);
          left = left.filter((rule) => !gone.has(rule));
          for (const each of half) finding.blurred.delete(each);
          group = group.slice(half.length);
          differs = group.length > 1 || (await changed(group));
        }
      }
      const [rule] = group;
      if (group.length === 1 && rule !== undefined)
        single = { asked: single.asked + 1, changed: single.changed + (differs ? 1 : 0) };
      if (differs && rule !== undefined) {
        finding.effects.set(rule, "changes");
        found.push(rule);
      }
      const gone = new Set(group);
      for (const each of group) finding.blurred.delete(each);
      left = left.filter((each) => !gone.has(each));
    }
    return found;
  };

  for (let at = 0; at < cases.length && open.size > 0; at += AT_ONCE) {
    const snapshot = new Set(open);
    const found: number[] = [];
    await Promise.all(
      cases
        .slice(at, at + AT_ONCE)
        .map((each) => each.guarded(async () => void found.push(...(await search(each, snapshot))))),
    );
    for (const rule of found) open.delete(rule);
  }
}
