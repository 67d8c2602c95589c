import type { Store } from "../store/store.ts";
import { splitRules } from "../prompts/prompt-rules.ts";
import {
  toRuleWordings,
  type RuleWordings,
  followRules,
  findRuleLine,
  mayContainRule,
  normalizeWording,
} from "./follow-rules.ts";
import type { LedgerRule } from "../store/ledger.ts";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { VersionParents } from "../../../shared/domain/prompt.ts";

/** Texts that are looked at again soon: parents of the next version. */
const MAX_KEPT_TEXTS = 8;

/** Reads the versions of a prompt, deleted ones too; remembers the last few. */
export function createVersionReader(store: Store, promptId: number) {
  const textIds = store.ledger.versionTexts(promptId);
  const texts = new Map<number, string>();
  const read = new Map<number, RuleWordings>();
  const remember = <T>(memory: Map<number, T>, number: number, value: T): T => {
    memory.delete(number);
    memory.set(number, value);
    for (const old of memory.keys()) {
      if (memory.size <= MAX_KEPT_TEXTS) break;
      memory.delete(old);
    }
    return value;
  };
  const text = (number: number): string => {
    const id = textIds.get(number);
    return remember(texts, number, texts.get(number) ?? (id === undefined ? "" : store.texts.get(id)));
  };
  return {
    text,
    wordings: (number: number): RuleWordings =>
      remember(read, number, read.get(number) ?? toRuleWordings(splitRules(text(number)))),
  };
}
type VersionReader = ReturnType<typeof createVersionReader>;

/** Draft texts that rules were linked in, each split once. */
export function createDraftReader(store: Store): (textId: number) => RuleWordings {
  const read = new Map<number, RuleWordings>();
  return (textId) => {
    const known = read.get(textId) ?? toRuleWordings(splitRules(store.texts.get(textId)));
    read.set(textId, known);
    return known;
  };
}

/** What a rule of the ledger is found by. */
type LocatableRule = Pick<LedgerRule, "id" | "wordings" | "draftTextId">;

interface LocateOptions {
  /** The versions that the text was made from. */
  parents: readonly RuleWordings[];
  /** The draft's text that a rule was linked in before any version had it; null where it is not to be had. */
  draftOf?(textId: number): RuleWordings | null;
}

/**
 * Where rules of the ledger stand in a text, by their ids: word for word under any wording they ever had, else what is
 * nearest in what changed since a parent that has them, else since the draft that they were linked in. The others are gone.
 */
export function locateByWording(
  rules: readonly LocatableRule[],
  text: RuleWordings,
  { parents, draftOf }: LocateOptions,
): Map<number, number> {
  const found = new Map<number, number>();
  const followedFrom = new Map<RuleWordings, Map<number, number>>();
  const placesFrom = (from: RuleWordings): Map<number, number> => {
    const known = followedFrom.get(from) ?? followRules(from, text);
    followedFrom.set(from, known);
    return known;
  };
  const follow = (rule: LocatableRule, from: RuleWordings): number | null => {
    const place = exactPlaces(rule, from)[0];
    return place === undefined ? null : (placesFrom(from).get(place) ?? null);
  };
  for (const rule of rules) {
    const exact = exactPlaces(rule, text);
    const [first, second] = exact;
    const origins = second === undefined && first !== undefined ? [] : parents;
    const led = origins.flatMap((from) => follow(rule, from) ?? []);
    const place = led.find((at) => exact.includes(at)) ?? first ?? led[0];
    if (place !== undefined) found.set(rule.id, place);
    else if (rule.draftTextId !== null) {
      const draft = draftOf?.(rule.draftTextId) ?? null;
      const there = draft && follow(rule, draft);
      if (there !== null) found.set(rule.id, there);
    }
  }
  return found;
}

/** Places at which a text has the rule word for word. */
export function exactPlaces({ wordings }: Pick<LocatableRule, "wordings">, text: RuleWordings): number[] {
  return [...wordings].flatMap((wording) => text.places.get(wording) ?? []).sort((a, b) => a - b);
}

/** A rule that is followed: its wordings grow on the way. */
export interface FollowedRule extends LocatableRule {
  text: string;
  seen: number | null;
  wordings: Set<string>;
}

const MAX_BUSY_MS = 15;
/** With more rules than this it is quicker to split a text than to look for each of them. */
const MAX_RULES_SOUGHT_BY_LINE = 24;

function createEventLoopYield(): () => Promise<void> {
  let at = performance.now();
  return async () => {
    if (performance.now() - at <= MAX_BUSY_MS) return;
    await yieldToEventLoop();
    at = performance.now();
  };
}

/** Learns what rules were called in versions, from the oldest given to the newest; each from all its parents. */
export async function followForward(
  versions: readonly VersionParents[],
  rules: readonly FollowedRule[],
  reader: VersionReader,
  draftOf: (textId: number) => RuleWordings,
): Promise<void> {
  const yieldIfBusy = createEventLoopYield();
  const having = new Map<number, Set<number>>();
  for (const { number, parent, merged } of versions) {
    const from = [parent, merged].filter((one) => one !== null);
    const here = new Set<number>();
    having.set(number, here);
    const see = (rule: FollowedRule, text: string): void => {
      here.add(rule.id);
      rule.wordings.add(normalizeWording(text));
      Object.assign(rule, { text, seen: number, draftTextId: null });
    };
    const open = rules.filter((rule) => {
      const line = rules.length > MAX_RULES_SOUGHT_BY_LINE ? null : findRuleLine(reader.text(number), rule.wordings);
      if (line !== null) see(rule, line);
      if (line !== null || rules.length > MAX_RULES_SOUGHT_BY_LINE || rule.draftTextId !== null) return line === null;
      // What no parent has does not come from nearby: only its own words bring it.
      const descends = from.some((one) => having.get(one)?.has(rule.id) ?? true);
      return descends || mayContainRule(reader.text(number), rule.wordings);
    });
    if (open.length > 0) {
      const text = reader.wordings(number);
      const places = locateByWording(open, text, { parents: from.map((one) => reader.wordings(one)), draftOf });
      for (const rule of open) {
        const found = text.book.rules[places.get(rule.id) ?? -1];
        if (found) see(rule, found.text);
      }
    }
    await yieldIfBusy();
  }
}

/** Learns what rules that stand in a version were called before it, along both parents of merges. */
export async function followBack(
  history: readonly VersionParents[],
  start: number,
  rules: readonly FollowedRule[],
  reader: VersionReader,
): Promise<void> {
  const yieldIfBusy = createEventLoopYield();
  const parentsOf = new Map(history.map((one) => [one.number, one]));
  const waiting: [number, readonly FollowedRule[]][] = [[start, rules]];
  const met = new Set([start]);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [number, here] = next;
    const { parent, merged } = parentsOf.get(number) ?? { parent: null, merged: null };
    for (const from of [parent, merged]) {
      if (from === null || met.has(from)) continue;
      met.add(from);
      const before = findInVersionBefore(here, reader, from, number);
      if (before.length > 0) waiting.push([from, before]);
    }
    await yieldIfBusy();
  }
}

/** Those of the rules that stand in a version's text that stand in the one before it. */
function findInVersionBefore(
  here: readonly FollowedRule[],
  reader: VersionReader,
  from: number,
  number: number,
): FollowedRule[] {
  const open =
    here.length > MAX_RULES_SOUGHT_BY_LINE
      ? here
      : here.filter(({ wordings }) => findRuleLine(reader.text(from), wordings) === null);
  if (open.length === 0) return [...here];
  const [text, before] = [reader.wordings(number), reader.wordings(from)];
  const places = locateByWording(
    open.filter((rule) => exactPlaces(rule, text).length > 0),
    before,
    { parents: [text] },
  );
  for (const rule of open) {
    const found = before.book.rules[places.get(rule.id) ?? -1];
    if (found) rule.wordings.add(normalizeWording(found.text));
  }
  const gone = new Set(open.filter(({ id }) => !places.has(id)));
  return here.filter((rule) => !gone.has(rule));
}

/** Rules of a prompt's ledger, with their wordings in all of its versions. */
export async function readFollowedRules(store: Store, promptId: number): Promise<FollowedRule[]> {
  const rules = store.ledger.rules(promptId).map((rule) => ({ ...rule, wordings: new Set(rule.wordings) }));
  if (rules.length === 0) return rules;
  const from = store.ledger.followed(promptId) ?? 0;
  const fresh = store.versions.descent(promptId).filter(({ number }) => number > from);
  const last = fresh.at(-1);
  if (!last) return rules;
  const before = new Map(rules.map(({ id, wordings }) => [id, new Set(wordings)]));
  await followForward(fresh, rules, createVersionReader(store, promptId), createDraftReader(store));
  // A file that nobody may change is searched again each time.
  if (store.readOnly) return rules;
  store.write(() => {
    for (const rule of rules) saveFollowedRule(store, rule, before.get(rule.id));
    store.ledger.follow(promptId, last.number);
  });
  return rules;
}

/** Writes down what was learnt of a rule. */
export function saveFollowedRule(store: Store, rule: FollowedRule, before: ReadonlySet<string> = new Set()): void {
  for (const wording of rule.wordings) if (!before.has(wording)) store.ledger.addWording(rule.id, wording);
  if (rule.seen !== null) store.ledger.recordInVersion(rule.id, rule.text, rule.seen);
}
