import { diffByText } from "../blame/diff-items.ts";
import type { RuleBook } from "../audit/rules.ts";
import { pairNearest, type Changed } from "./nearest.ts";
import { wordingOf } from "./wording.ts";

/** Beyond this the texts have little in common. */
const MOST_PAIRS = 100_000;

/** The rules of a text, by what they say. */
export interface Wordings {
  book: RuleBook;
  wordings: readonly string[];
  /** Where each wording stands; more than once where a text repeats itself. */
  places: ReadonlyMap<string, readonly number[]>;
}

export function wordingsOf(book: RuleBook): Wordings {
  const wordings = book.rules.map(({ text }) => wordingOf(text));
  const places = new Map<string, number[]>();
  wordings.forEach((wording, at) => {
    const known = places.get(wording);
    if (known) known.push(at);
    else places.set(wording, [at]);
  });
  return { book, wordings, places };
}

/**
 * Where each rule of one text stands in another one: those that say the same first, in their order, then those that
 * say the same elsewhere, then what is nearest to another wording; two that were joined stand in the same place. A rule
 * that is not in the answer is gone.
 */
export function followRules(before: Wordings, after: Wordings): Map<number, number> {
  const places = new Map<number, number>();
  const [went, came]: [(Changed & { at: number })[], (Changed & { at: number })[]] = [[], []];
  const items = ({ wordings }: Wordings) => wordings.map((text) => ({ text, sep: null }));
  let [b, a, block] = [0, 0, 0];
  for (const each of diffByText(items(before), items(after))) {
    if (each.kind === "same") {
      places.set(b++, a++);
      continue;
    }
    block += 1;
    for (const { text } of each.before) went.push({ wording: text, block, at: b++ });
    for (const { text } of each.after) came.push({ wording: text, block, at: a++ });
  }
  const moved = new Map<string, number[]>();
  for (const { wording, at } of came) moved.set(wording, [...(moved.get(wording) ?? []), at]);
  const taken = new Set<number>();
  for (const { wording, at } of went) {
    const there = moved.get(wording)?.shift();
    if (there === undefined) continue;
    places.set(at, there);
    taken.add(there);
  }
  const left = { before: went.filter(({ at }) => !places.has(at)), after: came.filter(({ at }) => !taken.has(at)) };
  for (const [from, to] of pairNearest(left.before, left.after)) {
    const [rule, there] = [left.before[from], left.after[to]];
    if (rule && there) places.set(rule.at, there.at);
  }
  if (left.before.length * left.after.length > MOST_PAIRS) return places;
  // Joined with another rule, each of the two is there, word for word.
  for (const { wording, block: own, at } of left.before) {
    if (places.has(at)) continue;
    const holding = left.after.filter((one) => one.wording.includes(wording));
    const there = holding.find((one) => one.block === own) ?? holding[0];
    if (there) places.set(at, there.at);
  }
  return places;
}
