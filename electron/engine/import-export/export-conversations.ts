import type { Conversation } from "../../../shared/domain/conversation.ts";
import { assertNever } from "../../../shared/errors.ts";
import { pluralPlain } from "../../../shared/format/count.ts";

type ExportFormat = "counterproof" | "openai-chat";

/** Conversations as JSONL, one a line. `warnings` say what a format had no place for. */
export function exportConversations(
  conversations: readonly Conversation[],
  format: ExportFormat,
): { text: string; warnings: string[] } {
  switch (format) {
    case "counterproof":
      return { text: jsonl(conversations.map(conversationRecord)), warnings: [] };
    case "openai-chat":
      return { text: jsonl(conversations.map(openaiRecord)), warnings: openaiWarnings(conversations) };
    default:
      return assertNever(format);
  }
}

/** Whether the start of a file is that of an export: its first line is an object, whole or too long to be seen whole. */
export function startsLikeConversations(start: Buffer): boolean {
  const text = start.toString("utf8");
  const end = text.indexOf("\n");
  if (end < 0) return text.startsWith('{"');
  try {
    const first: unknown = JSON.parse(text.slice(0, end));
    return typeof first === "object" && first !== null && !Array.isArray(first);
  } catch {
    return false;
  }
}

/** In characters; a character takes up to four bytes, and file systems take 255 bytes. */
const MAX_STEM = 55;

/** A name for a file with a set in it, without what a file system somewhere refuses. */
export function exportFileName(setName: string, format: ExportFormat): string {
  const plain = setName
    .normalize("NFC")
    .replace(/\p{Cf}+/gu, "")
    .replace(/[\p{Cc}\p{Cs}<>:"/\\|?*\s]+/gu, "-")
    .replace(/^[-.~]+/, "");
  const short = Array.from(plain)
    .slice(0, MAX_STEM)
    .join("")
    .replace(/[-.]+$/, "");
  // Windows keeps such names for devices, whatever ending they have.
  const device = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?:\.|$)/i.test(short);
  const stem = short === "" ? "conversations" : device ? `set-${short}` : short;
  return format === "counterproof" ? `${stem}.jsonl` : `${stem}.${format}.jsonl`;
}

function jsonl(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** As it stands in a file of our own. What is empty is left out; reading fills it in again, so nothing is lost. */
export function conversationRecord(conversation: Conversation): object {
  const { id, title, tags, turns, checks, notes } = conversation;
  return {
    id,
    ...(title === "" ? {} : { title }),
    ...(tags.length === 0 ? {} : { tags }),
    turns,
    ...(checks.length === 0 ? {} : { checks }),
    ...(notes === "" ? {} : { notes }),
  };
}

/** Nothing but messages: fine-tuning refuses a file with keys that it does not know. */
function openaiRecord(conversation: Conversation): object {
  return { messages: conversation.turns.map(({ role, content }) => ({ role, content })) };
}

const openaiLosses: readonly { what: string; holds: (conversation: Conversation) => boolean }[] = [
  { what: "ids", holds: () => true },
  { what: "titles", holds: ({ title }) => title !== "" },
  { what: "tags", holds: ({ tags }) => tags.length > 0 },
  { what: "checks", holds: ({ checks, turns }) => checks.length > 0 || turns.some(hasChecks) },
  { what: "notes", holds: ({ notes }) => notes !== "" },
];

function openaiWarnings(conversations: readonly Conversation[]): string[] {
  const lost = openaiLosses
    .map(({ what, holds }) => ({ what, count: conversations.filter(holds).length }))
    .filter(({ count }) => count > 0)
    .map(({ what, count }) => `${what} (of ${pluralPlain(count, "conversation")})`);
  const warnings =
    lost.length > 0 ? [`Left out, since OpenAI's chat format has no place for it: ${lost.join(", ")}.`] : [];
  const unanswered = conversations.filter(({ turns }) =>
    turns.some((turn, at) => turn.role === "user" && turns[at + 1]?.role === "user"),
  );
  if (unanswered.length > 0) {
    warnings.push(
      `In ${pluralPlain(unanswered.length, "conversation")}, user turns follow one another without a reply, since the model replies to ` +
        "them in a replay. Importing this file again joins such turns into one.",
    );
  }
  return warnings;
}

function hasChecks(turn: Conversation["turns"][number]): boolean {
  return turn.role === "user" && (turn.checks?.length ?? 0) > 0;
}
