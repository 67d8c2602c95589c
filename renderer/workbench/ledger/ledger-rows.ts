import type { ConversationSummary } from "../../../shared/domain/conversation.ts";
import type { GoneRule, Ledger, LedgerRule, LedgerSuggestion, TouchedRule } from "../../../shared/domain/ledger.ts";
import { withoutListMarker } from "../audit/line-status.ts";
import type { LedgerTab } from "./ledger-view.ts";
import { plural } from "../../../shared/format/count.ts";

/** A line of one of the ledger's lists. */
export type LedgerListRow =
  | { kind: "heading"; id: string; title: string; count: number }
  | { kind: "rule"; id: string; place: number; rule: LedgerRule }
  | { kind: "gone"; id: string; rule: GoneRule }
  | { kind: "conversation"; id: string; conversation: ConversationSummary; rules: readonly LedgerRule[] }
  | { kind: "suggestion"; id: string; suggestion: LedgerSuggestion };

export const isRuleLinked = ({ conversations, missing, elsewhere }: LedgerRule): boolean =>
  conversations.length + missing.length + elsewhere > 0;

const groupWithHeading = (title: string, rows: readonly LedgerListRow[]): LedgerListRow[] =>
  rows.length === 0 ? [] : [{ kind: "heading", id: title, title, count: rows.length }, ...rows];

/** What needs a look first stands first. */
export function ledgerListRows(
  tab: LedgerTab,
  ledger: Ledger,
  conversations: readonly ConversationSummary[],
): LedgerListRow[] {
  switch (tab) {
    case "rules":
      return ruleRows(ledger);
    case "conversations":
      return conversationRows(ledger, conversations);
    case "suggested":
      return suggestionRows(ledger);
  }
}

function ruleRows({ rules, gone }: Ledger): LedgerListRow[] {
  // By its words, so that the selection stays with it while lines come and go.
  const many = new Map<string, number>();
  const rows = rules.map((rule, place): LedgerListRow & { kind: "rule" } => {
    const nth = many.get(rule.text) ?? 0;
    many.set(rule.text, nth + 1);
    return { kind: "rule", id: `rule ${nth} ${rule.text}`, place, rule };
  });
  const linked = rows.filter(({ rule }) => isRuleLinked(rule));
  return [
    ...groupWithHeading(
      "Gone",
      gone.map((rule) => ({ kind: "gone", id: `gone ${rule.id}`, rule })),
    ),
    ...groupWithHeading(
      "Changed",
      linked.filter(({ rule }) => rule.change !== null),
    ),
    ...groupWithHeading(
      "Without a conversation",
      rows.filter(({ rule }) => !isRuleLinked(rule)),
    ),
    ...groupWithHeading(
      "Linked",
      linked.filter(({ rule }) => rule.change === null),
    ),
  ];
}

function conversationRows({ rules, without }: Ledger, conversations: readonly ConversationSummary[]): LedgerListRow[] {
  const rulesBy = new Map<string, LedgerRule[]>();
  for (const rule of rules) {
    for (const id of rule.conversations) rulesBy.set(id, [...(rulesBy.get(id) ?? []), rule]);
  }
  const none = new Set(without);
  const rows = conversations.map((conversation): LedgerListRow & { kind: "conversation" } => {
    const { id } = conversation;
    return { kind: "conversation", id: `conversation ${id}`, conversation, rules: rulesBy.get(id) ?? [] };
  });
  const of = (want: (row: (typeof rows)[number]) => boolean): LedgerListRow[] => rows.filter(want);
  return [
    ...groupWithHeading(
      "Without a rule",
      of(({ conversation }) => none.has(conversation.id)),
    ),
    ...groupWithHeading(
      "Their rule is gone",
      of(({ conversation, rules: own }) => own.length === 0 && !none.has(conversation.id)),
    ),
    ...groupWithHeading(
      "Linked",
      of(({ rules: own }) => own.length > 0),
    ),
  ];
}

/** Below a heading for each rule. */
function suggestionRows({ suggestions }: Ledger): LedgerListRow[] {
  return [...Map.groupBy(suggestions, ({ ruleId }) => ruleId)].flatMap(([ruleId, own]): LedgerListRow[] => [
    {
      kind: "heading",
      id: `of ${ruleId}`,
      title: `Line ${own[0]?.line ?? 0}: ${withoutListMarker(own[0]?.text ?? "")}`,
      count: own.length,
    },
    ...own.map((suggestion): LedgerListRow => ({
      kind: "suggestion",
      id: `suggestion ${ruleId} ${suggestion.conversationId}`,
      suggestion,
    })),
  ]);
}

/** The heading that a row stands below; null where it has none, or is gone. */
export function headingOfRow(rows: readonly LedgerListRow[], id: string): string | null {
  const at = rows.findIndex((row) => row.id === id);
  return rows.slice(0, Math.max(0, at)).findLast(({ kind }) => kind === "heading")?.id ?? null;
}

/** The row that is selected once one is gone: the one below it, else the one above. */
export function rowToSelectAfter(rows: readonly LedgerListRow[], id: string): string | null {
  const at = rows.findIndex((row) => row.id === id);
  const isRow = (row: LedgerListRow): boolean => row.kind !== "heading";
  return (rows.slice(at + 1).find(isRow) ?? rows.slice(0, Math.max(0, at)).findLast(isRow))?.id ?? null;
}

export function formatLedgerHeadline({ version, rules }: Ledger): string {
  return `Ledger of ${version} · ${rules.filter(isRuleLinked).length} of ${plural(rules.length, "rule")} linked`;
}

/** Rules without a conversation, and those that are gone. */
export function countOpenRules({ rules, gone }: Ledger): number {
  return rules.length - rules.filter(isRuleLinked).length + gone.length;
}

/** The conversations that a rule was written for, shortened. */
export function formatRuleLinks({ conversations, missing, elsewhere }: LedgerRule | GoneRule): string {
  const [only] = conversations;
  const parts = [];
  if (conversations.length === 1 && only !== undefined) parts.push(only);
  else if (conversations.length > 0) parts.push(plural(conversations.length, "conversation"));
  if (missing.length > 0) parts.push(`${missing.length} deleted`);
  if (elsewhere > 0) parts.push(`${elsewhere} in other sets`);
  return parts.join(" · ");
}

const ruleChangeTexts: Record<TouchedRule["change"], string> = { added: "added", edited: "edited", deleted: "deleted" };

/** What stands below the list about the selected row. */
export function formatLedgerRow(row: LedgerListRow): string {
  switch (row.kind) {
    case "heading":
      return "";
    case "rule": {
      const { line, change, conversations, missing } = row.rule;
      const names = [...conversations, ...missing.map((id) => `${id} (deleted)`)];
      const what = change === null ? "" : ` Was ${ruleChangeTexts[change]}: its conversations are replayed first.`;
      const whom = names.length > 0 ? `Written for ${names.join(", ")}.` : "No conversation of this set is linked.";
      return `Line ${line}. ${whom}${what}`;
    }
    case "gone": {
      const { seen, conversations, missing } = row.rule;
      const last = seen === null ? "Only a draft had it." : `Last in v${seen}.`;
      return `Gone. ${last} Written for ${[...conversations, ...missing].join(", ") || "conversations of other sets"}.`;
    }
    case "conversation": {
      const { conversation, rules } = row;
      const lines = rules.map(({ line }) => line);
      const where =
        lines.length === 0 ? "" : ` Linked to ${lines.length === 1 ? "line" : "lines"} ${lines.join(", ")}.`;
      return `${conversation.title || conversation.id}.${where}`;
    }
    case "suggestion": {
      const { conversationId, origin, reason } = row.suggestion;
      return `${conversationId} ${reason} (${origin}).`;
    }
  }
}

/** "2 linked rules changed: phone-1, hours-2 go first". */
export function formatTouchedRules(touched: readonly TouchedRule[]): { short: string; long: string } | null {
  if (touched.length === 0) return null;
  const ids = [...new Set(touched.flatMap(({ conversations }) => conversations))];
  return {
    short: `${plural(ids.length, "conversation")} first`,
    long: touched.map(({ conversations, why }) => `${conversations.join(", ")}: ${why}`).join("\n"),
  };
}

const MIN_WORD_LENGTH = 4;

function longWords(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])].filter(
    ({ length }) => length >= MIN_WORD_LENGTH,
  );
}

/** How many words of one text another one has. */
function countSharedWords(words: readonly string[], text: string): number {
  const there = text.toLowerCase();
  return words.filter((word) => there.includes(word)).length;
}

const joinConversationTexts = ({ id, title, tags, firstUserTurn }: ConversationSummary): string =>
  [id, title, firstUserTurn, ...tags].join("\n");

/** Those that are in `first` lead; then those that have the most words of the text. */
function sortBySharedWords<T>(
  all: readonly T[],
  text: string,
  textOf: (one: T) => string,
  isFirst: (one: T) => boolean,
): T[] {
  const words = longWords(text);
  const scored = all.map((one) => ({ one, score: isFirst(one) ? Infinity : countSharedWords(words, textOf(one)) }));
  return scored.sort((a, b) => (a.score === b.score ? 0 : b.score - a.score)).map(({ one }) => one);
}

/** Conversations to link a rule to: its own and what is suggested for it first, then what speaks of the same. */
export function conversationsToLink(
  rule: { text: string; conversations: readonly string[] },
  all: readonly ConversationSummary[],
  suggested: readonly string[],
): ConversationSummary[] {
  const own = new Set([...rule.conversations, ...suggested]);
  return sortBySharedWords(all, rule.text, joinConversationTexts, ({ id }) => own.has(id));
}

/** Rules to link a conversation to, as places in the text: its own first, then those that speak of the same. */
export function rulesToLink(text: string, rules: readonly LedgerRule[], own: (rule: LedgerRule) => boolean): number[] {
  const places = rules.map((rule, place) => ({ rule, place }));
  const ordered = sortBySharedWords(
    places,
    text,
    ({ rule }) => rule.text,
    ({ rule }) => own(rule),
  );
  return ordered.map(({ place }) => place);
}

export function conversationSearchText(conversation: ConversationSummary): string {
  return joinConversationTexts(conversation);
}
