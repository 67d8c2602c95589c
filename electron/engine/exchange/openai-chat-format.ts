import type { AssistantTurns } from "../../../shared/domain/exchange.ts";
import { foreignRecord } from "./foreign-draft.ts";
import { foreignTurns, type ForeignMessage } from "./foreign-turns.ts";
import { isRecord, type JsonRecord, type ReadRecord, type RecordFormat } from "./format.ts";

/** Chats as OpenAI's API and fine-tuning files hold them. */
export const openaiChatFormat: RecordFormat = {
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
  let named = false;
  for (const [at, message] of given.entries()) {
    const result = readMessage(message);
    if (!result.ok) return { ok: false, reason: `message ${at + 1} ${result.reason}` };
    messages.push(result.message);
    named ||= isRecord(message) && typeof message["name"] === "string";
  }
  const read = foreignRecord(record, foreignTurns(messages, assistantTurns), ["messages", "id", "title"]);
  if (read.ok && named) read.general.push("the names of messages' authors were left out");
  return read;
}

type ReadMessage = { ok: true; message: ForeignMessage } | { ok: false; reason: string };

function readMessage(message: unknown): ReadMessage {
  if (!isRecord(message)) return { ok: false, reason: "is not a JSON object" };
  const role = roleOf(message["role"]);
  const calls = message["tool_calls"];
  if (role === "tool" || (Array.isArray(calls) && calls.length > 0) || isRecord(message["function_call"])) {
    return { ok: false, reason: "is a tool call or its result, which cannot be replayed yet" };
  }
  if (role === null) return { ok: false, reason: `has an unknown role: ${JSON.stringify(message["role"])}` };
  const content = textOf(message["content"]);
  return content.ok ? { ok: true, message: { role, text: content.text } } : content;
}

function roleOf(role: unknown): ForeignMessage["role"] | "tool" | null {
  if (role === "user" || role === "assistant" || role === "system") return role;
  if (role === "developer") return "system";
  return role === "tool" || role === "function" ? "tool" : null;
}

const textParts = ["text", "input_text", "output_text"];

function textOf(content: unknown): { ok: true; text: string } | { ok: false; reason: string } {
  if (typeof content === "string") return { ok: true, text: content };
  if (!Array.isArray(content)) return { ok: false, reason: "has no text" };
  const texts: string[] = [];
  for (const part of content) {
    const type: unknown = isRecord(part) ? part["type"] : undefined;
    if (!isRecord(part) || typeof type !== "string") return { ok: false, reason: "has a part without a type" };
    if (!textParts.includes(type)) {
      return { ok: false, reason: `holds a part of type "${type}"; only text can be replayed yet` };
    }
    if (typeof part["text"] !== "string") return { ok: false, reason: "has a text part without text" };
    texts.push(part["text"]);
  }
  return { ok: true, text: texts.join("\n") };
}
