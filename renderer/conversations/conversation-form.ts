import type { Check, CheckType } from "../../shared/domain/check.ts";
import {
  type Conversation,
  conversationSchema,
  type Turn,
  userTurns,
  type ConversationSummary,
} from "../../shared/domain/conversation.ts";
import { type CheckForm, newFormKey, readCheckForm, toCheckForm } from "./check-form.ts";

export interface TurnForm {
  formKey: string;
  content: string;
  /** Null: the model replies. */
  fixed: string | null;
  checks: CheckForm[];
}

/** A conversation as it is typed. */
export interface ConversationForm {
  id: string;
  title: string;
  /** With commas between them. */
  tags: string;
  notes: string;
  turns: TurnForm[];
  checks: CheckForm[];
}

export function newTurn(): TurnForm {
  return { formKey: newFormKey(), content: "", fixed: null, checks: [] };
}

export function toConversationForm(conversation: Conversation, types: readonly CheckType[]): ConversationForm {
  return {
    id: conversation.id,
    title: conversation.title,
    tags: conversation.tags.join(", "),
    notes: conversation.notes,
    turns: userTurns(conversation.turns).map(({ content, fixed, checks }) => ({
      formKey: newFormKey(),
      content,
      fixed,
      checks: checks.map((check) => toCheckForm(check, types)),
    })),
    checks: conversation.checks.map((check) => toCheckForm(check, types)),
  };
}

export function emptyConversationForm(id: string): ConversationForm {
  return { id, title: "", tags: "", notes: "", turns: [newTurn()], checks: [] };
}

/** Whether two forms describe the same conversation. */
export function isSameForm(a: ConversationForm, b: ConversationForm): boolean {
  return fingerprint(a) === fingerprint(b);
}

function fingerprint(form: ConversationForm): string {
  return JSON.stringify(form, (name, value: unknown) => (name === "formKey" ? undefined : value));
}

/** The conversation that the form describes, or everything that keeps it from being saved, in words. */
export function readConversationForm(form: ConversationForm): { conversation: Conversation } | { problems: string[] } {
  const problems: string[] = [];
  const readChecks = (checks: readonly CheckForm[], where: string): Check[] =>
    checks.flatMap((check, at) => {
      const read = readCheckForm(check);
      if ("check" in read) return [read.check];
      problems.push(`${where}, check ${at + 1}: ${read.problem}`);
      return [];
    });
  const turns = form.turns.flatMap((turn, at): Turn[] => {
    if (turn.content.trim() === "") problems.push(`Turn ${at + 1} has no text.`);
    const checks = readChecks(turn.checks, `Turn ${at + 1}`);
    const asked: Turn = { role: "user", content: turn.content, ...(checks.length > 0 && { checks }) };
    return turn.fixed === null ? [asked] : [asked, { role: "assistant", content: turn.fixed }];
  });
  const checks = readChecks(form.checks, "Checks on every reply");
  if (form.id.trim() === "") problems.push("A conversation needs an id.");
  if (problems.length > 0) return { problems };
  const read = conversationSchema.safeParse({
    id: form.id,
    title: form.title.trim(),
    tags: splitTags(form.tags),
    turns,
    checks,
    notes: form.notes,
  });
  if (read.success) return { conversation: read.data };
  return { problems: read.error.issues.map(({ message }) => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`) };
}

function splitTags(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim()))].filter((tag) => tag !== "");
}

/** An id that the set does not have yet. */
export function unusedConversationId(taken: readonly string[]): string {
  const ids = new Set(taken);
  let number = ids.size + 1;
  while (ids.has(`conversation-${number}`)) number++;
  return `conversation-${number}`;
}

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
