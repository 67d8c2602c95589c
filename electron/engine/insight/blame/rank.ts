import type { Conversation } from "../../../../shared/domain/conversation.ts";
import { wordsOf } from "../../replay/changed-words.ts";
import type { Hunk } from "./edit.ts";
import type { Ranked } from "./search.ts";

/** How much likelier a hunk is for a word in common that no other hunk has, and for a conversation it explains already. */
const WORD = 2;
const OTHERS = 12;

/**
 * Weighs the hunks for one conversation: by the words in common with its turns and checks, the rarer among the hunks
 * the more, and by how many other conversations they explain already. Only the order of questions rests on it.
 */
export function rankHunks(
  hunks: readonly Hunk[],
  { turns, checks }: Pick<Conversation, "turns" | "checks">,
  explained: ReadonlyMap<number, number>,
): Ranked[] {
  const asked = new Set(wordsOf(JSON.stringify([turns, checks])));
  const words = hunks.map(({ removed, added }) => new Set(wordsOf(`${removed} ${added}`)));
  const hunksWith = new Map<string, number>();
  for (const own of words) for (const word of own) hunksWith.set(word, (hunksWith.get(word) ?? 0) + 1);
  return hunks.map(({ id }, at) => {
    let weight = 1 + OTHERS * (explained.get(id) ?? 0);
    for (const word of words[at] ?? []) if (asked.has(word)) weight += WORD / (hunksWith.get(word) ?? 1);
    return { id, weight };
  });
}
