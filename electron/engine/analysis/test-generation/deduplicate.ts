import type { Check } from "../../../../shared/domain/check.ts";
import type { DroppedProposal, TestProposal } from "../../../../shared/domain/test-generation.ts";
import type { Store } from "../../store/store.ts";
import { toConversation, type ParsedProposal } from "./proposer.ts";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import { type Conversation, userTurns } from "../../../../shared/domain/conversation.ts";

interface DeduplicateOptions {
  store: Store;
  setId: string;
  checks: readonly Check[];
  /** The title of the conversation that they step past. */
  from: string;
  count: number;
}

/** The proposals that are worth a look, and a word on each that is not. */
export async function deduplicateProposals(
  read: readonly ParsedProposal[],
  { store, setId, checks, from, count }: DeduplicateOptions,
): Promise<{ proposals: TestProposal[]; dropped: DroppedProposal[] }> {
  const all = read.map((one) => ({ ...one, conversation: toConversation(one, checks, from) }));
  const copies = await findNearCopies(
    store,
    setId,
    all.map(({ conversation }) => conversation),
  );
  const proposals: TestProposal[] = [];
  const dropped: DroppedProposal[] = [];
  for (const [at, { title, why, conversation }] of all.entries()) {
    const copy = copies[at] ?? null;
    const twin = proposals.find((other) => isNearCopy(userTextOf(other.conversation), userTextOf(conversation)));
    if (copy !== null) dropped.push({ title, reason: `the set has nearly the same as "${copy}"` });
    else if (twin) dropped.push({ title, reason: `nearly the same as “${twin.conversation.title}”` });
    else if (proposals.length === count) dropped.push({ title, reason: `more than the ${count} that were asked for` });
    else proposals.push({ conversation, why, trial: null });
  }
  return { proposals, dropped };
}

/** Words in common by all words of the longer, from which on two questions are the same one. */
const NEAR_COPY_SHARE = 0.8;
/** How long the engine may be busy before it yields to the event loop, in milliseconds. */
const MAX_BUSY_MS = 8;
/** Conversations that are read from the file at once. */
const PAGE_SIZE = 500;
/** As much of a first turn as a set's list has. */
const FIRST_TURN_CHARACTERS = 300;

/** The words of a text, counted. */
interface CountedWords {
  count: number;
  each: ReadonlyMap<string, number>;
}

/** What its user says, on lines of their own. */
function userTextOf({ turns }: Pick<Conversation, "turns">): string {
  return userTurns(turns)
    .map(({ content }) => content)
    .join("\n");
}

/** Whether two conversations ask nearly the same in nearly the same words. */
export function isNearCopy(one: string, other: string): boolean {
  const [own, others] = [countWordsIn(one), countWordsIn(other)];
  // Signs alone have no words to be told by.
  return own.count + others.count === 0 ? one === other : shareMostWords(own, others);
}

/**
 * By the place of each conversation, the id of one in the set that it is a copy or near-copy of; null where there is
 * none. First turns are compared first, so that of a set of thousands only a few conversations are read.
 */
async function findNearCopies(
  store: Store,
  setId: string,
  conversations: readonly Conversation[],
): Promise<(string | null)[]> {
  const found: (string | null)[] = conversations.map(() => null);
  const said = conversations.map((one) => ({ first: countWordsIn(firstTurnOf(one)), all: userTextOf(one) }));
  let since = performance.now();
  let after = -1;
  for (;;) {
    const page = store.conversations.firstTurns(Number(setId), after, PAGE_SIZE);
    if (page.length === 0) return found;
    for (const { id, position, firstUserTurn } of page) {
      after = position;
      const words = countWordsIn(firstUserTurn);
      for (const [at, { first, all }] of said.entries()) {
        if (found[at] !== null || !shareMostWords(first, words)) continue;
        const other = store.conversations.get(Number(setId), id);
        if (other && isNearCopy(all, userTextOf(other))) found[at] = id;
      }
      if (performance.now() - since < MAX_BUSY_MS) continue;
      await yieldToEventLoop();
      since = performance.now();
    }
  }
}

function firstTurnOf({ turns }: Conversation): string {
  return (userTurns(turns)[0]?.content ?? "").slice(0, FIRST_TURN_CHARACTERS);
}

/** As approved replies are compared by words (annotations/approved-replies.ts), with each text taken apart once. */
function shareMostWords(one: CountedWords, other: CountedWords): boolean {
  const longer = Math.max(one.count, other.count);
  if (longer === 0 || Math.min(one.count, other.count) < NEAR_COPY_SHARE * longer) return longer === 0;
  let common = 0;
  for (const [word, count] of one.each) common += Math.min(count, other.each.get(word) ?? 0);
  return common >= NEAR_COPY_SHARE * longer;
}

function countWordsIn(text: string): CountedWords {
  const all =
    text
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const each = new Map<string, number>();
  for (const word of all) each.set(word, (each.get(word) ?? 0) + 1);
  return { count: all.length, each };
}
