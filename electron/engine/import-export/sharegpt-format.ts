import type { AssistantTurns } from "../../../shared/domain/import-report.ts";
import {
  messageContent,
  replyContent,
  unreadKeyNotes,
  foreignRecord,
  foreignTurns,
  type ForeignMessage,
} from "./foreign-records.ts";
import { isJsonRecord, type JsonRecord, type ReadRecord, type RecordFormat } from "./import-format.ts";

const roles = new Map<string, ForeignMessage["role"]>([
  ["human", "user"],
  ["user", "user"],
  ["gpt", "assistant"],
  ["chatgpt", "assistant"],
  ["assistant", "assistant"],
  ["bing", "assistant"],
  ["bard", "assistant"],
  ["bot", "assistant"],
  ["model", "assistant"],
  ["system", "system"],
  ["developer", "system"],
]);

/** ShareGPT and the data sets that took its form; some write role and content instead of from and value. */
export const sharegptFormat: RecordFormat<"sharegpt"> = {
  kind: "records",
  format: "sharegpt",
  form: '{"conversations": [{"from": "human", "value": "…"}]}',
  recognises: (record) => Array.isArray(record["conversations"]),
  read,
};

function read(record: JsonRecord, assistantTurns: AssistantTurns): ReadRecord {
  const given: unknown = record["conversations"];
  if (!Array.isArray(given)) return { ok: false, reason: 'has no list of "conversations"' };
  const messages: ForeignMessage[] = [];
  const notes: string[] = [];
  if (typeof record["system"] === "string") messages.push({ role: "system", text: record["system"] });
  for (const [at, message] of given.entries()) {
    if (!isJsonRecord(message)) return { ok: false, reason: `message ${at + 1} is not a JSON object` };
    const from = message["from"] ?? message["role"];
    const role = typeof from === "string" ? roles.get(from.trim().toLowerCase()) : undefined;
    if (role === undefined) {
      return {
        ok: false,
        reason: `message ${at + 1} is from ${JSON.stringify(from) ?? "nobody"}, which cannot be replayed`,
      };
    }
    const text = message["value"] ?? message["content"];
    const content = role === "assistant" ? replyContent(message, text) : messageContent(text);
    if (!content.ok) return { ok: false, reason: `message ${at + 1} ${content.reason}` };
    messages.push({ role, text: content.text });
    notes.push(...content.notes.map((note) => `message ${at + 1}: ${note}`));
  }
  const known = ["conversations", "id", "title", "system"];
  const read = foreignRecord(record, foreignTurns(messages, assistantTurns), known);
  if (read.ok) {
    read.warnings.unshift(...notes);
    read.general.push(...unreadKeyNotes(given));
  }
  return read;
}
