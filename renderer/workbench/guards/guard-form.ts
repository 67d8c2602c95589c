import type { Check } from "../../../shared/domain/check.ts";
import { conversationSchema, type Conversation, type Turn } from "../../../shared/domain/conversation.ts";
import type { GuardDraft } from "../../../shared/domain/guard.ts";
import { readCheckForm, type CheckForm } from "../../conversations/editor/check-form.ts";

/** A conversation that a reply becomes, as it is put together. */
export interface GuardForm {
  title: string;
  /** With commas between them. */
  tags: string;
  setId: string | null;
  /** Earlier replies stand fixed; else the model replies anew. */
  fixed: boolean;
  /** By their place, the suggestions that are taken. */
  taken: readonly number[];
  /** Suggestions that are edited below instead. */
  moved: readonly number[];
  own: CheckForm[];
}

const LONGEST_TITLE = 500;

export function startForm({ title, tags, setId, history, suggestions }: GuardDraft): GuardForm {
  return {
    title: `Guard: ${title}`.slice(0, LONGEST_TITLE),
    tags: [...tags.filter((tag) => tag !== "guard"), "guard"].join(", "),
    setId,
    // With live history a version answers for all of its own replies.
    fixed: history === "pinned",
    taken: suggestions.flatMap(({ ticked }, at) => (ticked ? [at] : [])),
    moved: [],
    own: [],
  };
}

/** Whether there is an earlier reply of the model that could be fixed. */
export function hasEarlier({ turns }: GuardDraft): boolean {
  return turns.some(({ replied }) => replied !== null);
}

/** The conversation that the form describes, or what keeps it from being added, in words. */
export function readGuardForm(
  form: GuardForm,
  draft: GuardDraft,
  id: string,
): { conversation: Conversation } | { problems: string[] } {
  const problems: string[] = [];
  const own = form.own.flatMap((check, at): Check[] => {
    const read = readCheckForm(check);
    if ("check" in read) return [read.check];
    problems.push(`Check ${at + 1}: ${read.problem}.`);
    return [];
  });
  const taken = draft.suggestions.filter((_, at) => form.taken.includes(at)).map(({ check }) => check);
  const checks = [...taken, ...own];
  const last = draft.turns.length - 1;
  const turns = draft.turns.flatMap(({ user, fixed, replied }, at): Turn[] => {
    const asked: Turn = { role: "user", content: user, ...(at === last && checks.length > 0 && { checks }) };
    const reply = fixed ?? (form.fixed ? replied : null);
    return reply === null || at === last ? [asked] : [asked, { role: "assistant", content: reply }];
  });
  if (form.setId === null) problems.push("Choose the set that it goes to.");
  if (problems.length > 0) return { problems };
  const notes = `Made of a reply in “${draft.from}”.`;
  const read = conversationSchema.safeParse({ id, title: form.title.trim(), tags: splitTags(form.tags), turns, notes });
  if (read.success) return { conversation: read.data };
  return { problems: read.error.issues.map(({ message }) => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`) };
}

function splitTags(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim()))].filter((tag) => tag !== "");
}
