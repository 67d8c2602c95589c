import type { ConversationSummary } from "../../../shared/domain/conversation.ts";
import type { GoneRule, Ledger, LedgerRule, LedgerSuggestion } from "../../../shared/domain/ledger.ts";
import { withoutMarker } from "../audit/audit-words.ts";
import type { LedgerTab } from "./ledger-view.ts";

/** A line of one of the ledger's lists. */
export type Row =
  | { kind: "heading"; id: string; title: string; count: number }
  | { kind: "rule"; id: string; place: number; rule: LedgerRule }
  | { kind: "gone"; id: string; rule: GoneRule }
  | { kind: "conversation"; id: string; conversation: ConversationSummary; rules: readonly LedgerRule[] }
  | { kind: "suggestion"; id: string; suggestion: LedgerSuggestion };

export const isLinked = ({ conversations, missing, elsewhere }: LedgerRule): boolean =>
  conversations.length + missing.length + elsewhere > 0;

const group = (title: string, rows: readonly Row[]): Row[] =>
  rows.length === 0 ? [] : [{ kind: "heading", id: title, title, count: rows.length }, ...rows];

/** What needs a look first stands first. */
export function rowsOf(tab: LedgerTab, ledger: Ledger, conversations: readonly ConversationSummary[]): Row[] {
  switch (tab) {
    case "rules":
      return ruleRows(ledger);
    case "conversations":
      return conversationRows(ledger, conversations);
    case "suggested":
      return suggestionRows(ledger);
  }
}

function ruleRows({ rules, gone }: Ledger): Row[] {
  // By its words, so that the selection stays with it while lines come and go.
  const many = new Map<string, number>();
  const rows = rules.map((rule, place): Row & { kind: "rule" } => {
    const nth = many.get(rule.text) ?? 0;
    many.set(rule.text, nth + 1);
    return { kind: "rule", id: `rule ${nth} ${rule.text}`, place, rule };
  });
  const linked = rows.filter(({ rule }) => isLinked(rule));
  return [
    ...group(
      "Gone",
      gone.map((rule) => ({ kind: "gone", id: `gone ${rule.id}`, rule })),
    ),
    ...group(
      "Changed",
      linked.filter(({ rule }) => rule.change !== null),
    ),
    ...group(
      "Without a conversation",
      rows.filter(({ rule }) => !isLinked(rule)),
    ),
    ...group(
      "Linked",
      linked.filter(({ rule }) => rule.change === null),
    ),
  ];
}

function conversationRows({ rules, without }: Ledger, conversations: readonly ConversationSummary[]): Row[] {
  const rulesBy = new Map<string, LedgerRule[]>();
  for (const rule of rules) {
    for (const id of rule.conversations) rulesBy.set(id, [...(rulesBy.get(id) ?? []), rule]);
  }
  const none = new Set(without);
  const rows = conversations.map((conversation): Row & { kind: "conversation" } => {
    const { id } = conversation;
    return { kind: "conversation", id: `conversation ${id}`, conversation, rules: rulesBy.get(id) ?? [] };
  });
  const of = (want: (row: (typeof rows)[number]) => boolean): Row[] => rows.filter(want);
  return [
    ...group(
      "Without a rule",
      of(({ conversation }) => none.has(conversation.id)),
    ),
    ...group(
      "Their rule is gone",
      of(({ conversation, rules: own }) => own.length === 0 && !none.has(conversation.id)),
    ),
    ...group(
      "Linked",
      of(({ rules: own }) => own.length > 0),
    ),
  ];
}

/** Below a heading for each rule. */
function suggestionRows({ suggestions }: Ledger): Row[] {
  return [...Map.groupBy(suggestions, ({ ruleId }) => ruleId)].flatMap(([ruleId, own]): Row[] => [
    {
      kind: "heading",
      id: `of ${ruleId}`,
      title: `Line ${own[0]?.line ?? 0}: ${withoutMarker(own[0]?.text ?? "")}`,
      count: own.length,
    },
    ...own.map((suggestion): Row => ({
      kind: "suggestion",
      id: `suggestion ${ruleId} ${suggestion.conversationId}`,
      suggestion,
    })),
  ]);
}

/** The heading that a row stands below; null where it has none, or is gone. */
export function groupOf(rows: readonly Row[], id: string): string | null {
  const at = rows.findIndex((row) => row.id === id);
  return rows.slice(0, Math.max(0, at)).findLast(({ kind }) => kind === "heading")?.id ?? null;
}

/** The row that is selected once one is gone: the one below it, else the one above. */
export function rowAfter(rows: readonly Row[], id: string): string | null {
  const at = rows.findIndex((row) => row.id === id);
  const isRow = (row: Row): boolean => row.kind !== "heading";
  return (rows.slice(at + 1).find(isRow) ?? rows.slice(0, Math.max(0, at)).findLast(isRow))?.id ?? null;
}
