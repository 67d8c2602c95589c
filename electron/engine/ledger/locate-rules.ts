import { Problem } from "../../../shared/problem.ts";
import { getDraft } from "../prompts/drafts.ts";
import { requirePrompt } from "../prompts/prompts.ts";
import { resolveRef } from "../prompts/refs.ts";
import type { Store } from "../store/store.ts";
import { splitRules } from "../prompts/prompt-rules.ts";
import { toRuleWordings, type RuleWordings, followRules, normalizeWording } from "./follow-rules.ts";
import type { RuleChange, TouchedRule } from "../../../shared/domain/ledger.ts";
import {
  type FollowedRule,
  locateByWording,
  exactPlaces,
  createDraftReader,
  createVersionReader,
  readFollowedRules,
} from "./follow-versions.ts";

/** A text whose rules are looked at. */
export interface LedgerText {
  promptId: number;
  /** v7, or draft. */
  name: string;
  /** Null for the draft. */
  number: number | null;
  text: string;
  wordings: RuleWordings;
  /** The versions that it was made from: what it changed is told against the first one. */
  parents: number[];
}

export function resolveLedgerText(store: Store, promptId: string, ref: string): LedgerText {
  const resolved = resolveRef(store, requirePrompt(store, promptId), ref);
  return toLedgerText(store, promptId, resolved.kind === "draft" ? null : resolved.version.number, resolved.text);
}

/** A version's text, or with null a draft's, as it is or was. */
export function toLedgerText(store: Store, promptId: string, number: number | null, text: string): LedgerText {
  const id = Number(promptId);
  const base = number === null ? getDraft(store, promptId).baseNumber : null;
  const from = number === null ? null : store.versions.descent(id).find((one) => one.number === number);
  const parents = [base, from?.parent ?? null, from?.merged ?? null].filter((one) => one !== null);
  const name = number === null ? "draft" : `v${number}`;
  return { promptId: id, name, number, text, wordings: toRuleWordings(splitRules(text)), parents };
}

/** The place of a rule by `LINE`, or by `LINE:N` where a line has several. Wrong usage is a Problem that says what is there. */
export function ruleIndexAtLine({ wordings: { book }, name }: LedgerText, given: string): number {
  const [, line = "", nth] = /^(\d+)(?::(\d+))?$/.exec(given) ?? [];
  if (line === "")
    throw new Problem("bad-input", `"${given}" is no line: give a number such as 12, or 12:2.`, { given });
  const covers = (at: number): boolean =>
    book.rules[at]?.pieces.some((piece) => piece.line + 1 === Number(line)) === true;
  const all = book.rules.flatMap((rule, at) => (rule.line === Number(line) ? [at] : []));
  const within = book.rules.flatMap((_, at) => (covers(at) ? [at] : []));
  // Of rules that hold each other the innermost is meant.
  const here = all.length > 0 ? all : within.slice(-1);
  const found = here[nth === undefined ? 0 : Number(nth) - 1];
  if (here.length === 0) throw new Problem("not-found", `Line ${line} of ${name} has no rule.`, { line: Number(line) });
  if (found === undefined || (nth === undefined && here.length > 1)) {
    const names = here.map((at, index) => `${line}:${index + 1} "${book.rules[at]?.text ?? ""}"`).join(", ");
    throw new Problem(
      "ambiguous",
      `Line ${line} of ${name} has ${here.length === 1 ? "one rule" : `${here.length} rules`}: ${names}.`,
    );
  }
  return found;
}

/** The place of a rule that somebody saw at a line; words decide where the line has moved since. */
export function ruleIndexOf({ wordings: { book }, name }: LedgerText, line: number, text: string): number {
  const same = book.rules.flatMap((rule, at) => (rule.text === text ? [at] : []));
  const [first, second] = same;
  const here = same.find((at) => book.rules[at]?.line === line) ?? (second === undefined ? first : undefined);
  if (here !== undefined) return here;
  throw new Problem("conflict", `Line ${line} of ${name} does not say this any more. Nothing was linked: look again.`, {
    line,
  });
}

/** How the rules of a ledger stand in a text. */
interface RuleLocations {
  /** Where, by their ids; those that are gone are left out. */
  places: ReadonlyMap<number, number>;
  /** What the text did to a rule against the version that it was made from; null where it left it as it was. */
  changeOf(rule: FollowedRule): RuleChange | null;
  /** The line that a rule that is gone stood behind, 0 at the top; null where the version before has it not either. */
  lineBefore(rule: FollowedRule): number | null;
}

export function locateRules(store: Store, rules: readonly FollowedRule[], target: LedgerText): RuleLocations {
  const reader = createVersionReader(store, target.promptId);
  const text = target.wordings;
  const parents = target.parents.map((number) => reader.wordings(number));
  const places = locateByWording(rules, text, { parents, draftOf: createDraftReader(store) });
  const [base] = parents;
  let way: Map<number, number> | null = null;
  return {
    places,
    changeOf(rule) {
      if (!base) return null;
      const before = exactPlaces(rule, base);
      const place = places.get(rule.id);
      if (place === undefined) return before.length > 0 ? "deleted" : null;
      if (before.length === 0) return "added";
      return before.some((at) => base.wordings[at] === text.wordings[place]) ? null : "edited";
    },
    lineBefore(rule) {
      const at = base ? exactPlaces(rule, base)[0] : undefined;
      if (!base || at === undefined) return null;
      way ??= followRules(base, text);
      for (let above = at - 1; above >= 0; above -= 1) {
        const rule = text.book.rules[way.get(above) ?? -1];
        if (rule) return rule.line;
      }
      return 0;
    },
  };
}

interface EditedText {
  promptId: string;
  setId: string;
  /** Null for the draft. */
  number: number | null;
  text: string;
}

/**
 * Linked rules that a text changed against the version it was made from, in the order of their lines, with those of
 * their conversations that the set has. Where nothing is linked this costs one look at an index.
 */
export async function touchedRules(
  store: Store,
  { promptId, setId, number, text }: EditedText,
): Promise<TouchedRule[]> {
  const id = Number(promptId);
  if (!store.ledger.hasLinks(id)) return [];
  const rules = await readFollowedRules(store, id);
  const target = toLedgerText(store, promptId, number, text);
  const standing = locateRules(store, rules, target);
  const inSet = new Set(store.ledger.conversationIds(Number(setId)));
  const links = Map.groupBy(
    store.ledger.links(id).filter((one) => one.setId === Number(setId) && inSet.has(one.conversationId)),
    ({ ruleId }) => ruleId,
  );
  const touched = rules.flatMap((rule): TouchedRule[] => {
    const conversations = (links.get(rule.id) ?? []).map(({ conversationId }) => conversationId);
    const change = conversations.length === 0 ? null : standing.changeOf(rule);
    if (change === null) return [];
    const here = target.wordings.book.rules[standing.places.get(rule.id) ?? -1];
    const line = here?.line ?? standing.lineBefore(rule) ?? 0;
    const words = here?.text ?? rule.text;
    return [{ change, line, text: words, conversations, why: formatTouchedReason(change, words, here ? line : null) }];
  });
  return touched.sort((a, b) => a.line - b.line);
}

/** By conversation, in words, why it comes first; of several rules the first one. */
export function reasonsByConversation(touched: readonly TouchedRule[]): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const { conversations, why } of touched) {
    for (const id of conversations) if (!reasons.has(id)) reasons.set(id, why);
  }
  return reasons;
}

const MAX_QUOTED_CHARACTERS = 48;

function formatTouchedReason(change: RuleChange, text: string, line: number | null): string {
  const words = normalizeWording(text);
  const cut = words.length > MAX_QUOTED_CHARACTERS ? `${words.slice(0, MAX_QUOTED_CHARACTERS - 1).trimEnd()}…` : words;
  return `its rule “${cut}” was ${change}${line === null ? "" : ` (line ${line})`}`;
}
