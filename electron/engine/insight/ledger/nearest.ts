import { bagOf, similarity } from "../blame/units.ts";

/** A rule that went, or came, and the changed part of the text that it stands in. */
export interface Changed {
  wording: string;
  /** The same number on both sides: the same part of the edit. */
  block: number;
}

/** Share of words in common from which on two rules are wordings of one: in the same place, and anywhere else. */
const ALIKE_HERE = 0.3;
const ALIKE_ELSEWHERE = 0.6;
/** A word that more of the new rules have than this leads to none of them. */
const COMMON = 40;

/** Pairs what went with what came by the words they share, the likest first; each is in one pair at most. */
export function pairNearest(before: readonly Changed[], after: readonly Changed[]): [number, number][] {
  const bags = {
    before: before.map(({ wording }) => bagOf(wording)),
    after: after.map(({ wording }) => bagOf(wording)),
  };
  const having = new Map<string, number[]>();
  bags.after.forEach((bag, at) => {
    for (const word of bag.keys()) {
      const known = having.get(word);
      if (known) known.push(at);
      else having.set(word, [at]);
    }
  });
  const found: { b: number; a: number; alike: number; here: boolean }[] = [];
  bags.before.forEach((bag, b) => {
    const lists = [...bag.keys()].map((word) => having.get(word) ?? []);
    const near = new Set(lists.flatMap((list) => (list.length > COMMON ? [] : list)));
    for (const a of near) {
      const here = before[b]?.block === after[a]?.block;
      const alike = similarity(bag, bags.after[a] ?? new Map<string, number>());
      if (alike >= (here ? ALIKE_HERE : ALIKE_ELSEWHERE)) found.push({ b, a, alike, here });
    }
  });
  found.sort((x, y) => Number(y.here) - Number(x.here) || y.alike - x.alike || x.b - y.b || x.a - y.a);
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  for (const { b, a } of found) {
    if (pairs.has(b) || taken.has(a)) continue;
    pairs.set(b, a);
    taken.add(a);
  }
  return [...pairs];
}
