import type { Ledger, LedgerRule } from "../../shared/domain/ledger.ts";

/** The JSON of the command. */
export function ledgerJson(ledger: Ledger, set: string): Record<string, unknown> {
  const { version, rules, gone, without, suggestions } = ledger;
  return {
    version,
    set,
    rules: rules.map(({ ids: _, ...rule }) => ({ ...rule, status: isLinked(rule) ? "linked" : "without" })),
    gone: gone.map(({ text, seen, conversations, missing, elsewhere }) => ({
      text,
      seen,
      conversations,
      missing,
      elsewhere,
    })),
    conversations: { without },
    suggestions: suggestions.map(({ ruleId: _, conversationId, ...rest }) => ({
      ...rest,
      conversation: conversationId,
    })),
  };
}

/** What needs a look first: rules that are gone, what is proposed, what has nobody; then what is linked. */
export function ledgerLines({ rules, gone, without, suggestions, version }: Ledger, set: string): string[] {
  const row = (status: string, words: string): string => `${status.padEnd(12)} ${words}`;
  const linked = rules.filter(isLinked);
  return [
    ...gone.map(({ text, seen, ...rule }) => {
      const last = seen === null ? "only a draft had it" : `last in v${seen}`;
      return row("gone", `${flat(text)} (${last}) ← ${namesOf(rule)}`);
    }),
    ...suggestions.map(({ line, text, conversationId, reason }) =>
      row("suggested", `line ${line}: ${flat(text)} ← ${conversationId} (${reason})`),
    ),
    ...rules.filter((rule) => !isLinked(rule)).map(({ line, text }) => row("no test", `line ${line}: ${flat(text)}`)),
    ...without.map((id) => row("no rule", id)),
    ...linked.map((rule) => {
      const change = rule.change === null ? "" : ` (${rule.change})`;
      return row("linked", `line ${rule.line}: ${flat(rule.text)}${change} ← ${namesOf(rule)}`);
    }),
    `${version} over "${set}": ${linked.length} of ${rules.length} rules have a conversation, ${gone.length} linked rules are gone, ${without.length} conversations have no rule, ${suggestions.length} links are suggested.`,
  ];
}

function isLinked({ conversations, missing, elsewhere }: Pick<LedgerRule, "conversations" | "missing" | "elsewhere">) {
  return conversations.length + missing.length + elsewhere > 0;
}

function namesOf({ conversations, missing, elsewhere }: Pick<LedgerRule, "conversations" | "missing" | "elsewhere">) {
  const names = [...conversations, ...missing.map((id) => `${id} (deleted)`)];
  return [...names, ...(elsewhere > 0 ? [`${elsewhere} of other sets`] : [])].join(", ");
}

const flat = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
