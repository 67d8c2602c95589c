import type { Check } from "../../../shared/domain/check.ts";
import type { Conversation, ConversationSet } from "../../../shared/domain/conversation.ts";
import { Problem } from "../../../shared/problem.ts";
import { currentTimestamp } from "../clock.ts";
import type { Store } from "../store/store.ts";

/** Every check of a conversation: those on one turn's reply, then those on every reply. */
export function conversationChecks(conversation: Conversation): Check[] {
  const onTurns = conversation.turns.flatMap((turn) => (turn.role === "user" ? (turn.checks ?? []) : []));
  return [...onTurns, ...conversation.checks];
}

export function requireSet(store: Store, setId: string): ConversationSet {
  const set = store.conversations.set(Number(setId));
  if (!set)
    throw new Problem("not-found", "This conversation set does not exist any more. Pick another one.", { setId });
  return set;
}

export function requireSetByName(store: Store, name: string): ConversationSet {
  const set = store.conversations.findSet(name);
  if (set) return set;
  const names = store.conversations.sets().map((one) => one.name);
  const known =
    names.length > 0 ? `This project has: ${names.join(", ")}.` : "This project has no sets yet: import one first.";
  throw new Problem("not-found", `There is no conversation set named "${name}". ${known}`, { name });
}

export function createSet(store: Store, name: string): ConversationSet {
  return store.write(() => {
    refuseTakenName(store, name, null);
    return requireSet(store, String(store.conversations.insertSet(name, currentTimestamp())));
  });
}

export function renameSet(store: Store, setId: string, name: string): void {
  store.write(() => {
    requireSet(store, setId);
    refuseTakenName(store, name, setId);
    store.conversations.renameSet(Number(setId), name);
  });
}

/** Deletes a set and its conversations; runs keep their own copies. */
export function removeSet(store: Store, setId: string): void {
  store.write(() => {
    requireSet(store, setId);
    store.conversations.removeSet(Number(setId));
  });
}

export function requireConversation(store: Store, setId: string, conversationId: string): Conversation {
  const found = store.conversations.get(Number(setId), conversationId);
  if (!found)
    throw new Problem("not-found", `There is no conversation "${conversationId}" in this set.`, { conversationId });
  return found;
}

/** Says what is wrong with a check, in words for a person; null where it can be evaluated. */
export type InspectCheck = (check: Check) => Promise<string | null>;

/**
 * Creates a conversation, or replaces the one named `replaces`. A check that `inspect` finds at fault is refused. What a
 * check may be is decided above this module, by `checks/evaluate.ts`: `inspect` is handed in.
 */
export async function saveConversation(
  store: Store,
  inspect: InspectCheck,
  setId: string,
  conversation: Conversation,
  replaces: string | null,
): Promise<Conversation> {
  const checks = conversationChecks(conversation);
  const problems = await Promise.all(checks.map(inspect));
  checks.forEach((check, at) => refuseCheck(check, problems[at] ?? null));
  return writeConversation(store, setId, conversation, replaces);
}

/** The same for a conversation whose checks were inspected before. */
export function writeConversation(
  store: Store,
  setId: string,
  conversation: Conversation,
  replaces: string | null,
): Conversation {
  return store.write(() => {
    requireSet(store, setId);
    const set = Number(setId);
    if (replaces !== null) requireConversation(store, setId, replaces);
    if (conversation.id !== replaces && store.conversations.get(set, conversation.id)) {
      throw new Problem(
        "conflict",
        `There is a conversation "${conversation.id}" in this set already. Choose another id.`,
        {
          conversationId: conversation.id,
        },
      );
    }
    if (replaces !== null && replaces !== conversation.id) store.conversations.rename(set, replaces, conversation.id);
    store.conversations.write(set, conversation);
    return requireConversation(store, setId, conversation.id);
  });
}

export function removeConversation(store: Store, setId: string, conversationId: string): void {
  store.write(() => {
    requireConversation(store, setId, conversationId);
    store.conversations.remove(Number(setId), conversationId);
  });
}

function refuseTakenName(store: Store, name: string, except: string | null): void {
  const other = store.conversations.findSet(name);
  if (other && other.id !== except) {
    throw new Problem("conflict", `There is a conversation set named "${name}" already. Choose another name.`, {
      name,
    });
  }
}

function refuseCheck(check: Check, problem: string | null): void {
  if (problem === null) return;
  throw new Problem("bad-input", `The check "${check.type}" cannot be saved: ${problem}`, { type: check.type });
}
