import { countWords, wordSimilarity, diffItemsByText } from "../prompts/text-units.ts";
import type { RuleBook } from "../prompts/prompt-rules.ts";

const LIST_MARKER = /^(?:[-*+•–]|\d{1,3}[.)]|[a-z][.)])\s+/;

/**
 * What a rule says, whatever its place in a list: without the marker, which a new item before it renumbers, and with
 * single spaces. Two rules with the same wording are the same rule.
 */
export function normalizeWording(text: string): string {
  return text.trim().replace(LIST_MARKER, "").replaceAll(/\s+/g, " ").trim();
}

/** A rule that went, or came, and the changed part of the text that it stands in. */
interface ChangedRule {
  wording: string;
  /** The same number on both sides: the same part of the edit. */
  block: number;
}

/** Share of words in common from which on two rules are wordings of one: in the same place, and anywhere else. */
const MIN_SIMILARITY_HERE = 0.3;
const MIN_SIMILARITY_ELSEWHERE = 0.6;
/** A word that more of the new rules have than this leads to none of them. */
const MAX_RULES_PER_WORD = 40;

/** Pairs what went with what came by the words they share, the likest first; each is in one pair at most. */
function pairBySimilarity(before: readonly ChangedRule[], after: readonly ChangedRule[]): [number, number][] {
  const bags = {
    before: before.map(({ wording }) => countWords(wording)),
    after: after.map(({ wording }) => countWords(wording)),
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
    const near = new Set(lists.flatMap((list) => (list.length > MAX_RULES_PER_WORD ? [] : list)));
    for (const a of near) {
      const here = before[b]?.block === after[a]?.block;
      const alike = wordSimilarity(bag, bags.after[a] ?? new Map<string, number>());
      if (alike >= (here ? MIN_SIMILARITY_HERE : MIN_SIMILARITY_ELSEWHERE)) found.push({ b, a, alike, here });
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

/** Beyond this the texts have little in common. */
const MAX_COMPARED_PAIRS = 100_000;

/** The rules of a text, by what they say. */
export interface RuleWordings {
  book: RuleBook;
  wordings: readonly string[];
  /** Where each wording stands; more than once where a text repeats itself. */
  places: ReadonlyMap<string, readonly number[]>;
}

export function toRuleWordings(book: RuleBook): RuleWordings {
  const wordings = book.rules.map(({ text }) => normalizeWording(text));
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
export function followRules(before: RuleWordings, after: RuleWordings): Map<number, number> {
  const places = new Map<number, number>();
  const [went, came]: [(ChangedRule & { at: number })[], (ChangedRule & { at: number })[]] = [[], []];
  const items = ({ wordings }: RuleWordings) => wordings.map((text) => ({ text, sep: null }));
  let [b, a, block] = [0, 0, 0];
  for (const each of diffItemsByText(items(before), items(after))) {
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
  for (const [from, to] of pairBySimilarity(left.before, left.after)) {
    const [rule, there] = [left.before[from], left.after[to]];
    if (rule && there) places.set(rule.at, there.at);
  }
  if (left.before.length * left.after.length > MAX_COMPARED_PAIRS) return places;
  // Joined with another rule, each of the two is there, word for word.
  for (const { wording, block: own, at } of left.before) {
    if (places.has(at)) continue;
    const holding = left.after.filter((one) => one.wording.includes(wording));
    const there = holding.find((one) => one.block === own) ?? holding[0];
    if (there) places.set(at, there.at);
  }
  return places;
}

/** A line after which a rule does not go on: an empty one, or one that begins something else. */
const ENDS_RULE = /^\s*(?:$|[-*+•–>|#<`~]|\d{1,3}[.)]\s|[a-z][.)]\s)/;
const MAX_LINES_TRIED = 8;

/**
 * A line of a text that is the whole of a rule, as it stands there; null where none is sure to be. Far quicker than
 * splitting the text, and enough for most rules in most versions.
 */
export function findRuleLine(text: string, wordings: Iterable<string>): string | null {
  for (const wording of wordings) {
    let at = text.indexOf(wording);
    for (let looked = 0; at >= 0 && looked < MAX_LINES_TRIED; looked += 1) {
      const start = Math.max(text.lastIndexOf("\n", at), text.lastIndexOf("\r", at)) + 1;
      const [line = "", rest = ""] = text.slice(start, at + wording.length + 400).split(/\r\n|\r|\n/);
      if (normalizeWording(line) === wording && ENDS_RULE.test(rest)) return line.trim();
      at = text.indexOf(wording, at + 1);
    }
  }
  return null;
}

/** Whether a text can have a rule at all: over line ends too. */
export function mayContainRule(text: string, wordings: ReadonlySet<string>): boolean {
  const flat = text.replaceAll(/\s+/g, " ");
  return [...wordings].some((wording) => flat.includes(wording));
}
