import type { AssistantTurns } from "../../../shared/domain/import-report.ts";
import {
  messageContent,
  replyContent,
  TOOL_RESULT_LEFT,
  unreadKeyNotes,
  type MessageContent,
  foreignRecord,
  foreignTurns,
  type ForeignMessage,
} from "./foreign-records.ts";
import { isJsonRecord, type JsonRecord, type ReadRecord, type RecordFormat } from "./import-format.ts";

/** Chats as OpenAI's API and fine-tuning files hold them. */
export const openaiChatFormat: RecordFormat<"openai-chat"> = {
  kind: "records",
  format: "openai-chat",
  form: '{"messages": [{"role": "user", "content": "…"}]}',
  recognises: (record) => Array.isArray(record["messages"]),
  read,
};

function read(record: JsonRecord, assistantTurns: AssistantTurns): ReadRecord {
  const given: unknown = record["messages"];
  if (!Array.isArray(given)) return { ok: false, reason: 'has no list of "messages"' };
  const messages: ForeignMessage[] = [];
  const notes: string[] = [];
  let named = false;
  for (const [at, message] of given.entries()) {
    const result = readMessage(message);
    if (!result.ok) return { ok: false, reason: `message ${at + 1} ${result.reason}` };
    if (result.message) messages.push(result.message);
    notes.push(...result.notes.map((note) => `message ${at + 1}: ${note}`));
    named ||= isJsonRecord(message) && typeof message["name"] === "string";
  }
  const read = foreignRecord(record, foreignTurns(messages, assistantTurns), ["messages", "id", "title"]);
  if (read.ok) {
    read.warnings.unshift(...notes);
    read.general.push(...unreadKeyNotes(given));
  }
  if (read.ok && named) read.general.push("the names of messages' authors were left out");
  return read;
}

/** `message` is null where it held nothing but what tools were asked or said. */
type ReadMessage = { ok: true; message: ForeignMessage | null; notes: string[] } | { ok: false; reason: string };

function readMessage(message: unknown): ReadMessage {
  if (!isJsonRecord(message)) return { ok: false, reason: "is not a JSON object" };
  const role = roleOf(message["role"]);
  if (role === "tool") return { ok: true, message: null, notes: [TOOL_RESULT_LEFT] };
  if (role === null) return { ok: false, reason: `has an unknown role: ${JSON.stringify(message["role"])}` };
  const given = message["content"];
  const content: MessageContent = role === "assistant" ? replyContent(message, given) : messageContent(given);
  if (!content.ok) return content;
  const isEmpty = content.tools === true && content.text.trim() === "";
  return { ok: true, message: isEmpty ? null : { role, text: content.text }, notes: content.notes };
}

function roleOf(role: unknown): ForeignMessage["role"] | "tool" | null {
  const name = typeof role === "string" ? role.trim().toLowerCase() : null;
  if (name === "user" || name === "assistant" || name === "system") return name;
  if (name === "developer") return "system";
  return name === "tool" || name === "function" ? "tool" : null;
}
