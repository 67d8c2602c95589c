import type { StandingRule } from "../../../../shared/contract/ledger.ts";
import type { Ledger, TouchedRule } from "../../../../shared/domain/ledger.ts";
import { Problem } from "../../../../shared/problem.ts";
import { now } from "../../clock.ts";
import { requireSet } from "../../conversations/conversations.ts";
import { getDraft } from "../../prompts/drafts.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import type { Store } from "../../store/store.ts";
import { anchorRules } from "./anchors.ts";
import { knownRules } from "./known-rules.ts";
import { presentLedger } from "./present.ts";
import { standIn } from "./stand.ts";
import { placeOf, targetOf } from "./target.ts";
import { touchedRules } from "./touched.ts";

export interface Over {
  promptId: string;
  setId: string;
}

export async function readLedger(store: Store, { promptId, setId }: Over, ref: string): Promise<Ledger> {
  requireSet(store, setId);
  return presentLedger(store, targetOf(store, promptId, ref), Number(setId));
}

/** Linked rules that the draft, as it is saved, changed. */
export async function touchedByDraft(store: Store, over: Over): Promise<TouchedRule[]> {
  requireSet(store, over.setId);
  return touchedRules(store, { ...over, number: null, text: getDraft(store, over.promptId).text });
}

/** Says that a rule was written for conversations of a set. What is linked already stays so. */
export async function linkRule(
  store: Store,
  { promptId, setId }: Over,
  { ref, line, text }: StandingRule,
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
  const target = targetOf(store, promptId, ref);
  const place = placeOf(target, line, text);
  await anchorRules(store, target, [place], (idAt) => {
    const ruleId = idAt.get(place);
    if (ruleId === undefined) return;
    for (const conversationId of conversationIds)
      store.ledger.link({ ruleId, setId: Number(setId), conversationId }, "person", now());
  });
}

/** Takes links away, and remembers that no search is to propose them again. */
export function unlinkRule(
  store: Store,
  { promptId, setId }: Over,
  ruleIds: readonly string[],
  conversationIds: readonly string[],
): void {
  requirePrompt(store, promptId);
  store.write(() => {
    for (const ruleId of ownRules(store, promptId, ruleIds)) {
      for (const conversationId of conversationIds) {
        const link = { ruleId, setId: Number(setId), conversationId };
        if (store.ledger.unlink(link))
          store.ledger.dismiss({ ...link, origin: "person", reason: "unlinked by a person" }, now());
      }
    }
  });
}

/** One rule takes the place of another one that is gone, with all its conversations. */
export async function replaceRule(store: Store, promptId: string, ruleId: string, by: StandingRule): Promise<void> {
  const target = targetOf(store, promptId, by.ref);
  const place = placeOf(target, by.line, by.text);
  const { places } = standIn(store, await knownRules(store, Number(promptId)), target);
  if (places.has(Number(ruleId)))
    throw new Problem("conflict", `This rule stands in ${target.name} itself. Link the other one instead.`, { ruleId });
  await anchorRules(store, target, [place], (idAt) => {
    const into = idAt.get(place);
    for (const from of ownRules(store, promptId, [ruleId])) {
      if (into !== undefined && into !== from) store.ledger.merge(into, from);
    }
  });
}

/** Confirms or dismisses what searches proposed. What somebody else has answered meanwhile is left as it is. */
export function answerSuggestions(
  store: Store,
  { promptId, setId }: Over,
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
      if (confirm) store.ledger.link(proposal, proposal.origin, now());
      else store.ledger.dismiss(proposal, now());
    }
  });
}

function ownRules(store: Store, promptId: string, ruleIds: readonly string[]): number[] {
  const own = new Set(store.ledger.rules(Number(promptId)).map(({ id }) => id));
  return ruleIds.map((id) => {
    if (own.has(Number(id))) return Number(id);
    throw new Problem("not-found", "The ledger does not know this rule any more. Look again.", { ruleId: id });
  });
}
