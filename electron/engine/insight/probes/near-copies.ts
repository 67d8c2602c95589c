import { setImmediate as breathe } from "node:timers/promises";
import type { Conversation } from "../../../../shared/domain/conversation.ts";
import { userTurns } from "../../../../shared/rules/turns.ts";
import type { Store } from "../../store/store.ts";

/** Words in common by all words of the longer, from which on two questions are the same one. */
const NEAR = 0.8;
/** So long the engine may be busy before others get their turn, in milliseconds. */
const SLICE_MS = 8;
/** Conversations that are read from the file at once. */
const PAGE = 500;
/** As much of a first turn as a set's list has. */
const FIRST = 300;

/** The words of a text, counted. */
interface Words {
  count: number;
  each: ReadonlyMap<string, number>;
}

/** What its user says, on lines of their own. */
export function saidIn({ turns }: Pick<Conversation, "turns">): string {
  return userTurns(turns)
    .map(({ content }) => content)
    .join("\n");
}

/** Whether two conversations ask nearly the same in nearly the same words. */
export function isNear(one: string, other: string): boolean {
  const [own, others] = [wordsIn(one), wordsIn(other)];
  // Signs alone have no words to be told by.
  return own.count + others.count === 0 ? one === other : areNear(own, others);
}

/**
 * By the place of each conversation, the id of one in the set that it is a copy or near-copy of; null where there is
 * none. First turns are compared first, so that of a set of thousands only a few conversations are read.
 */
export async function nearCopies(
  store: Store,
  setId: string,
  conversations: readonly Conversation[],
): Promise<(string | null)[]> {
  const found: (string | null)[] = conversations.map(() => null);
  const said = conversations.map((one) => ({ first: wordsIn(firstOf(one)), all: saidIn(one) }));
  let since = performance.now();
  let after = -1;
  for (;;) {
    const page = store.conversations.firstTurns(Number(setId), after, PAGE);
    if (page.length === 0) return found;
    for (const { id, position, firstUserTurn } of page) {
      after = position;
      const words = wordsIn(firstUserTurn);
      for (const [at, { first, all }] of said.entries()) {
        if (found[at] !== null || !areNear(first, words)) continue;
        const other = store.conversations.get(Number(setId), id);
        if (other && isNear(all, saidIn(other))) found[at] = id;
      }
      if (performance.now() - since < SLICE_MS) continue;
      await breathe();
      since = performance.now();
    }
  }
}

function firstOf({ turns }: Conversation): string {
  return (userTurns(turns)[0]?.content ?? "").slice(0, FIRST);
}

/** As approved replies are compared by words (people/similarity.ts), with each text taken apart once. */
function areNear(one: Words, other: Words): boolean {
  const longer = Math.max(one.count, other.count);
  if (longer === 0 || Math.min(one.count, other.count) < NEAR * longer) return longer === 0;
  let common = 0;
  for (const [word, count] of one.each) common += Math.min(count, other.each.get(word) ?? 0);
  return common >= NEAR * longer;
}

function wordsIn(text: string): Words {
  const all =
    text
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const each = new Map<string, number>();
  for (const word of all) each.set(word, (each.get(word) ?? 0) + 1);
  return { count: all.length, each };
}
