import type { RuleAtLine } from "../../../shared/contract/analyses.ts";
import type { Ledger, TouchedRule, LedgerSuggestion } from "../../../shared/domain/ledger.ts";
import { Problem } from "../../../shared/problem.ts";
import { currentTimestamp } from "../clock.ts";
import { requireSet } from "../conversations/conversations.ts";
import { getDraft } from "../prompts/drafts.ts";
import { requirePrompt } from "../prompts/prompts.ts";
import type { Store } from "../store/store.ts";
import {
  readFollowedRules,
  followBack,
  followForward,
  type FollowedRule,
  saveFollowedRule,
  locateByWording,
  createDraftReader,
  createVersionReader,
} from "./follow-versions.ts";
import { locateRules, ruleIndexOf, resolveLedgerText, touchedRules, type LedgerText } from "./locate-rules.ts";
import type { LedgerLink } from "../store/ledger.ts";

export interface LedgerScope {
  promptId: string;
  setId: string;
}

export async function readLedger(store: Store, { promptId, setId }: LedgerScope, ref: string): Promise<Ledger> {
  requireSet(store, setId);
  return presentLedger(store, resolveLedgerText(store, promptId, ref), Number(setId));
}

/** Linked rules that the draft, as it is saved, changed. */
export async function touchedByDraft(store: Store, over: LedgerScope): Promise<TouchedRule[]> {
  requireSet(store, over.setId);
  return touchedRules(store, { ...over, number: null, text: getDraft(store, over.promptId).text });
}

/** Says that a rule was written for conversations of a set. What is linked already stays so. */
export async function linkRule(
  store: Store,
  { promptId, setId }: LedgerScope,
  { ref, line, text }: RuleAtLine,
  conversationIds: readonly string[],
): Promise<void> {
  const set = requireSet(store, setId);
  const known = new Set(store.ledger.conversationIds(Number(setId)));
  const unknown = conversationIds.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new Problem(
      "not-found",
      `There is no conversation "${unknown}" in the set "${set.name}". Nothing was linked.`,
      {
        conversationId: unknown,
      },
    );
  }
  const target = resolveLedgerText(store, promptId, ref);
  const place = ruleIndexOf(target, line, text);
  await ensureRuleIds(store, target, [place], (idAt) => {
    const ruleId = idAt.get(place);
    if (ruleId === undefined) return;
    for (const conversationId of conversationIds)
      store.ledger.link({ ruleId, setId: Number(setId), conversationId }, "person", currentTimestamp());
  });
}

/** Takes links away, and remembers that no search is to propose them again. */
export function unlinkRule(
  store: Store,
  { promptId, setId }: LedgerScope,
  ruleIds: readonly string[],
  conversationIds: readonly string[],
): void {
  requirePrompt(store, promptId);
  store.write(() => {
    for (const ruleId of requireOwnRules(store, promptId, ruleIds)) {
      for (const conversationId of conversationIds) {
        const link = { ruleId, setId: Number(setId), conversationId };
        if (store.ledger.unlink(link))
          store.ledger.dismiss({ ...link, origin: "person", reason: "unlinked by a person" }, currentTimestamp());
      }
    }
  });
}

/** One rule takes the place of another one that is gone, with all its conversations. */
export async function replaceRule(store: Store, promptId: string, ruleId: string, by: RuleAtLine): Promise<void> {
  const target = resolveLedgerText(store, promptId, by.ref);
  const place = ruleIndexOf(target, by.line, by.text);
  const { places } = locateRules(store, await readFollowedRules(store, Number(promptId)), target);
  if (places.has(Number(ruleId)))
    throw new Problem("conflict", `This rule stands in ${target.name} itself. Link the other one instead.`, { ruleId });
  await ensureRuleIds(store, target, [place], (idAt) => {
    const into = idAt.get(place);
    for (const from of requireOwnRules(store, promptId, [ruleId])) {
      if (into !== undefined && into !== from) store.ledger.merge(into, from);
    }
  });
}

/** Confirms or dismisses what searches proposed. What somebody else has answered meanwhile is left as it is. */
export function answerSuggestions(
  store: Store,
  { promptId, setId }: LedgerScope,
  confirm: boolean,
  suggestions: readonly { ruleId: string; conversationId: string }[],
): void {
  requirePrompt(store, promptId);
  store.write(() => {
    const keyOf = (ruleId: number | string, conversationId: string): string => `${ruleId} ${conversationId}`;
    const open = store.ledger
      .proposals(Number(promptId))
      .filter((one) => one.setId === Number(setId) && !one.dismissed);
    const byKey = new Map(open.map((one) => [keyOf(one.ruleId, one.conversationId), one]));
    for (const { ruleId, conversationId } of suggestions) {
      const proposal = byKey.get(keyOf(ruleId, conversationId));
      if (!proposal) continue;
      if (confirm) store.ledger.link(proposal, proposal.origin, currentTimestamp());
      else store.ledger.dismiss(proposal, currentTimestamp());
    }
  });
}

function requireOwnRules(store: Store, promptId: string, ruleIds: readonly string[]): number[] {
  const own = new Set(store.ledger.rules(Number(promptId)).map(({ id }) => id));
  return ruleIds.map((id) => {
    if (own.has(Number(id))) return Number(id);
    throw new Problem("not-found", "The ledger does not know this rule any more. Look again.", { ruleId: id });
  });
}

/**
 * The ids by which the ledger knows the rules at some places of a text; new ones are traced through all versions.
 * `then` runs in the transaction that makes them.
 */
export async function ensureRuleIds(
  store: Store,
  target: LedgerText,
  places: readonly number[],
  then: (idAt: ReadonlyMap<number, number>) => void,
): Promise<void> {
  const { promptId, wordings: text } = target;
  const last = store.versions.descent(promptId).at(-1)?.number ?? 0;
  const known = await readFollowedRules(store, promptId);
  const standing = locateRules(store, known, target);
  const idAt = new Map<number, number>();
  for (const [id, place] of standing.places) if (!idAt.has(place)) idAt.set(place, id);
  const fresh = [...new Set(places)].flatMap((place, at): (FollowedRule & { place: number })[] => {
    const rule = text.book.rules[place];
    if (!rule || idAt.has(place)) return [];
    const wordings = new Set([text.wordings[place] ?? ""]);
    return [{ id: -1 - at, text: rule.text, seen: target.number, draftTextId: null, wordings, place }];
  });
  if (fresh.length > 0) await traceNewRules(store, target, fresh);
  store.write(() => {
    const draftTextId = target.number === null ? store.texts.put(target.text) : null;
    for (const rule of fresh) {
      rule.id = store.ledger.insert(
        promptId,
        rule.text,
        rule.seen,
        rule.seen === null ? draftTextId : null,
        currentTimestamp(),
      );
      saveFollowedRule(store, rule);
      idAt.set(rule.place, rule.id);
    }
    // Without any rule before, nobody has followed the versions that are there.
    if (store.ledger.followed(promptId) === null) store.ledger.follow(promptId, last);
    if (draftTextId !== null) relocateDraftRules(store, known, standing.places, target, draftTextId);
    then(idAt);
  });
}

/** Finds how new rules were worded in every version, from where they are now. */
async function traceNewRules(store: Store, target: LedgerText, fresh: readonly FollowedRule[]): Promise<void> {
  const reader = createVersionReader(store, target.promptId);
  const history = store.versions.descent(target.promptId);
  const starts = target.number === null ? target.parents : [target.number];
  if (target.number === null) {
    for (const number of target.parents) {
      const base = reader.wordings(number);
      const places = locateByWording(fresh, base, { parents: [target.wordings] });
      for (const rule of fresh) {
        const wording = base.wordings[places.get(rule.id) ?? -1];
        if (wording !== undefined) rule.wordings.add(wording);
      }
    }
  }
  for (const start of starts) await followBack(history, start, fresh, reader);
  await followForward(history, fresh, reader, createDraftReader(store));
}

/** Rules that only a draft has are found from its newest text on: small edits add up. */
function relocateDraftRules(
  store: Store,
  known: readonly FollowedRule[],
  places: ReadonlyMap<number, number>,
  { wordings: { book, wordings } }: LedgerText,
  draftTextId: number,
): void {
  for (const rule of known) {
    const place = places.get(rule.id);
    const here = place === undefined ? undefined : book.rules[place];
    if (rule.draftTextId === null || place === undefined || !here) continue;
    store.ledger.addWording(rule.id, wordings[place] ?? "");
    store.ledger.relocateInDraft(rule.id, here.text, draftTextId);
  }
}

/** The ledger of a text over a set, as people get it. */
async function presentLedger(store: Store, target: LedgerText, setId: number): Promise<Ledger> {
  const rules = await readFollowedRules(store, target.promptId);
  const standing = locateRules(store, rules, target);
  const ids = store.ledger.conversationIds(setId);
  const inSet = new Map(ids.map((id, at) => [id, at]));
  const links = store.ledger.links(target.promptId);
  const linksOf = Map.groupBy(links, ({ ruleId }) => ruleId);
  const linked = (own: readonly LedgerLink[]) => {
    const here = new Set(own.filter((one) => one.setId === setId).map((one) => one.conversationId));
    return {
      conversations: [...here].filter((id) => inSet.has(id)),
      missing: [...here].filter((id) => !inSet.has(id)),
      elsewhere: own.filter((one) => one.setId !== setId).length,
    };
  };
  const at = Map.groupBy(
    rules.filter(({ id }) => standing.places.has(id)),
    ({ id }) => standing.places.get(id) ?? -1,
  );
  const ruleAt = (place: number, line: number, text: string): Ledger["rules"][number] => {
    const own: FollowedRule[] = at.get(place) ?? [];
    const ofIt = own.flatMap(({ id }) => linksOf.get(id) ?? []);
    const changes = ofIt.length === 0 ? [] : own.map((rule) => standing.changeOf(rule));
    const change = changes.find((one) => one === null) === null ? null : (changes[0] ?? null);
    return {
      line,
      text,
      ids: own.map(({ id }) => String(id)),
      ...linked(ofIt),
      change: change === "deleted" ? null : change,
    };
  };
  const standingRules = target.wordings.book.rules.map(({ line, text }, place) => ruleAt(place, line, text));
  const gone = rules.flatMap((rule): Ledger["gone"] => {
    const own = linksOf.get(rule.id) ?? [];
    if (own.length === 0 || standing.places.has(rule.id)) return [];
    const { id, text, seen } = rule;
    return [{ id: String(id), text, seen, after: standing.lineBefore(rule), ...linked(own) }];
  });
  const any = new Set(links.filter((one) => one.setId === setId).map((one) => one.conversationId));
  return {
    version: target.name,
    rules: standingRules,
    gone,
    without: ids.filter((id) => !any.has(id)),
    suggestions: suggestionsOf(store, target, setId, standing.places, standingRules, inSet),
  };
}

/** What waits for an answer and can be answered: the rule stands in the text and the conversation in the set. */
function suggestionsOf(
  store: Store,
  { promptId, wordings: { book } }: LedgerText,
  setId: number,
  places: ReadonlyMap<number, number>,
  rules: Ledger["rules"],
  inSet: ReadonlyMap<string, number>,
): LedgerSuggestion[] {
  const open = store.ledger.proposals(promptId).flatMap((one) => {
    const place = places.get(one.ruleId);
    if (one.dismissed || one.origin === "person" || one.setId !== setId || place === undefined) return [];
    const rule = book.rules[place];
    if (!rule || !inSet.has(one.conversationId)) return [];
    if (rules[place]?.conversations.includes(one.conversationId) === true) return [];
    const { ruleId, conversationId, origin, reason } = one;
    return [{ place, ruleId: String(ruleId), line: rule.line, text: rule.text, conversationId, origin, reason }];
  });
  open.sort((a, b) => a.place - b.place || (inSet.get(a.conversationId) ?? 0) - (inSet.get(b.conversationId) ?? 0));
  return open.map(({ place: _, ...suggestion }) => suggestion);
}
