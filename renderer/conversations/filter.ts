import type { ConversationSummary } from "../../shared/domain/conversation.ts";

/** Those that have every word of the search somewhere in their id, title, tags or first turn; order is kept. */
export function filterConversations(
  all: readonly ConversationSummary[],
  search: string,
): readonly ConversationSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return all;
  return all.filter(({ id, title, tags, firstUserTurn }) => {
    const text = [id, title, firstUserTurn, ...tags].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
