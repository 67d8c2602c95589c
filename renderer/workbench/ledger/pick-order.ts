import type { ConversationSummary } from "../../../shared/domain/conversation.ts";
import type { LedgerRule } from "../../../shared/domain/ledger.ts";

const SHORTEST_WORD = 4;

function wordsOf(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])].filter(
    ({ length }) => length >= SHORTEST_WORD,
  );
}

/** How many words of one text another one has. */
function shared(words: readonly string[], text: string): number {
  const there = text.toLowerCase();
  return words.filter((word) => there.includes(word)).length;
}

const inFull = ({ id, title, tags, firstUserTurn }: ConversationSummary): string =>
  [id, title, firstUserTurn, ...tags].join("\n");

/** Those that are in `first` lead; then those that have the most words of the text. */
function byWords<T>(all: readonly T[], text: string, textOf: (one: T) => string, isFirst: (one: T) => boolean): T[] {
  const words = wordsOf(text);
  const scored = all.map((one) => ({ one, score: isFirst(one) ? Infinity : shared(words, textOf(one)) }));
  return scored.sort((a, b) => (a.score === b.score ? 0 : b.score - a.score)).map(({ one }) => one);
}

/** Conversations to link a rule to: its own and what is suggested for it first, then what speaks of the same. */
export function conversationsFor(
  rule: { text: string; conversations: readonly string[] },
  all: readonly ConversationSummary[],
  suggested: readonly string[],
): ConversationSummary[] {
  const own = new Set([...rule.conversations, ...suggested]);
  return byWords(all, rule.text, inFull, ({ id }) => own.has(id));
}

/** Rules to link a conversation to, as places in the text: its own first, then those that speak of the same. */
export function rulesFor(text: string, rules: readonly LedgerRule[], own: (rule: LedgerRule) => boolean): number[] {
  const places = rules.map((rule, place) => ({ rule, place }));
  const ordered = byWords(
    places,
    text,
    ({ rule }) => rule.text,
    ({ rule }) => own(rule),
  );
  return ordered.map(({ place }) => place);
}

export function conversationText(conversation: ConversationSummary): string {
  return inFull(conversation);
}
