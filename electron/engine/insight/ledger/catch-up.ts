import { setImmediate as breathe } from "node:timers/promises";
import type { Descent } from "../../../../shared/rules/ancestors.ts";
import type { Wordings } from "./follow-rules.ts";
import { lineOf, mayHave } from "./has-line.ts";
import { locate, standsAt, type Known } from "./locate.ts";
import type { VersionReader } from "./version-reader.ts";
import { wordingOf } from "./wording.ts";

/** A rule that is followed: its wordings grow on the way. */
export interface Followed extends Known {
  text: string;
  seen: number | null;
  wordings: Set<string>;
}

const BREATHE_EVERY_MS = 15;
/** With more rules than this it is quicker to split a text than to look for each of them. */
const FEW = 24;

function createBreaths(): () => Promise<void> {
  let at = performance.now();
  return async () => {
    if (performance.now() - at <= BREATHE_EVERY_MS) return;
    await breathe();
    at = performance.now();
  };
}

/** Learns what rules were called in versions, from the oldest given to the newest; each from all its parents. */
export async function followForward(
  versions: readonly Descent[],
  rules: readonly Followed[],
  reader: VersionReader,
  draftOf: (textId: number) => Wordings,
): Promise<void> {
  const breath = createBreaths();
  const having = new Map<number, Set<number>>();
  for (const { number, parent, merged } of versions) {
    const from = [parent, merged].filter((one) => one !== null);
    const here = new Set<number>();
    having.set(number, here);
    const see = (rule: Followed, text: string): void => {
      here.add(rule.id);
      rule.wordings.add(wordingOf(text));
      Object.assign(rule, { text, seen: number, draftTextId: null });
    };
    const open = rules.filter((rule) => {
      const line = rules.length > FEW ? null : lineOf(reader.text(number), rule.wordings);
      if (line !== null) see(rule, line);
      if (line !== null || rules.length > FEW || rule.draftTextId !== null) return line === null;
      // What no parent has does not come from nearby: only its own words bring it.
      const descends = from.some((one) => having.get(one)?.has(rule.id) ?? true);
      return descends || mayHave(reader.text(number), rule.wordings);
    });
    if (open.length > 0) {
      const text = reader.wordings(number);
      const places = locate(open, text, { parents: from.map((one) => reader.wordings(one)), draftOf });
      for (const rule of open) {
        const found = text.book.rules[places.get(rule.id) ?? -1];
        if (found) see(rule, found.text);
      }
    }
    await breath();
  }
}

/** Learns what rules that stand in a version were called before it, along both parents of merges. */
export async function followBack(
  history: readonly Descent[],
  start: number,
  rules: readonly Followed[],
  reader: VersionReader,
): Promise<void> {
  const breath = createBreaths();
  const parentsOf = new Map(history.map((one) => [one.number, one]));
  const waiting: [number, readonly Followed[]][] = [[start, rules]];
  const met = new Set([start]);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [number, here] = next;
    const { parent, merged } = parentsOf.get(number) ?? { parent: null, merged: null };
    for (const from of [parent, merged]) {
      if (from === null || met.has(from)) continue;
      met.add(from);
      const before = findBefore(here, reader, from, number);
      if (before.length > 0) waiting.push([from, before]);
    }
    await breath();
  }
}

/** Those of the rules that stand in a version's text that stand in the one before it. */
function findBefore(here: readonly Followed[], reader: VersionReader, from: number, number: number): Followed[] {
  const open = here.length > FEW ? here : here.filter(({ wordings }) => lineOf(reader.text(from), wordings) === null);
  if (open.length === 0) return [...here];
  const [text, before] = [reader.wordings(number), reader.wordings(from)];
  const places = locate(
    open.filter((rule) => standsAt(rule, text).length > 0),
    before,
    { parents: [text] },
  );
  for (const rule of open) {
    const found = before.book.rules[places.get(rule.id) ?? -1];
    if (found) rule.wordings.add(wordingOf(found.text));
  }
  const gone = new Set(open.filter(({ id }) => !places.has(id)));
  return here.filter((rule) => !gone.has(rule));
}
