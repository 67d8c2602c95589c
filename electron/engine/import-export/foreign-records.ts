import { splitReasoning } from "../../../shared/rules/reasoning.ts";
import { isJsonRecord, type JsonRecord, type ReadRecord } from "./import-format.ts";
import type { Turn } from "../../../shared/domain/conversation.ts";
import type { AssistantTurns } from "../../../shared/domain/import-report.ts";
import type { Check } from "../../../shared/domain/check.ts";

const maxTitle = 80;

/** A text as one line of at most 80 characters, cut at a word and ended with an ellipsis where it is longer. */
export function clipTitle(text: string): string {
  const line = text.trimStart().slice(0, 1000).replace(/\s+/g, " ").trim();
  if (line.length <= maxTitle) return line;
  const room = line.slice(0, maxTitle);
  const space = room.lastIndexOf(" ");
  const cut = space > maxTitle / 2 ? room.slice(0, space) : room.slice(0, maxTitle - 1);
  // Half of a surrogate pair may be left where the cut went through one.
  return `${cut.replace(/[\uD800-\uDBFF]$/, "").replace(/[\s,;:.–-]+$/, "")}…`;
}

/**
 * The text of a message's content; `notes` say what was left out of it or read otherwise. `tools`: parts of it were a
 * tool's, so that it may have no text of its own.
 */
export type MessageContent =
  | { ok: true; text: string; notes: string[]; tools?: boolean }
  | { ok: false; reason: string };

/** Until tools can be replayed, the words of a conversation are kept and what tools were asked and said is told. */
export const TOOL_RESULT_LEFT = "a tool's result was left out, for tools cannot be replayed yet";

function toolCallLeft(names: readonly string[]): string {
  const what = names.length === 1 ? "a call of the tool" : "calls of the tools";
  const named = names.map((name) => `"${clipTitle(name)}"`).join(", ");
  return `${what} ${named} ${names.length === 1 ? "was" : "were"} left out, for tools cannot be replayed yet`;
}

/** The names of the tools that a message of OpenAI's form asks for; empty where it asks for none. */
function toolsAsked(message: JsonRecord): string[] {
  const calls: unknown = message["tool_calls"];
  const listed: unknown[] = Array.isArray(calls) ? calls : [];
  return [...listed, ...[message["function_call"]].filter(isJsonRecord)].map(toolName);
}

function toolName(call: unknown): string {
  const inner = isJsonRecord(call) && isJsonRecord(call["function"]) ? call["function"] : call;
  const name: unknown = isJsonRecord(inner) ? inner["name"] : undefined;
  return typeof name === "string" && name.trim() !== "" ? name : "without a name";
}

const toolCallParts = ["tool_use", "server_tool_use", "mcp_tool_use", "tool_call", "function_call", "toolCall"];
const toolResultParts = [
  "tool_result",
  "web_search_tool_result",
  "mcp_tool_result",
  "function_call_output",
  "tool_response",
  "toolResult",
];

const textParts = ["text", "input_text", "output_text", "refusal"];
const thinkingParts = ["thinking", "redacted_thinking", "reasoning", "reasoning_text", "summary_text"];

/** Reads a text, a number, or parts as OpenAI's, Anthropic's and others' APIs write them. Thinking is left out. */
export function messageContent(content: unknown): MessageContent {
  if (typeof content === "string") return { ok: true, text: content, notes: [] };
  if (typeof content === "number" || typeof content === "boolean") {
    return { ok: true, text: String(content), notes: [`its content is a ${typeof content}, taken for text`] };
  }
  const parts: unknown[] | null = Array.isArray(content) ? content : isJsonRecord(content) ? [content] : null;
  if (parts === null) return { ok: false, reason: "has no text" };
  const texts: string[] = [];
  let thinking = 0;
  const asked: string[] = [];
  let results = 0;
  for (const part of parts) {
    if (typeof part === "string") {
      texts.push(part);
      continue;
    }
    const type: unknown = isJsonRecord(part) ? part["type"] : undefined;
    if (!isJsonRecord(part) || typeof type !== "string") return { ok: false, reason: "has a part without a type" };
    if (thinkingParts.includes(type)) {
      thinking += 1;
      continue;
    }
    if (toolCallParts.includes(type)) {
      asked.push(toolName(part));
      continue;
    }
    if (toolResultParts.includes(type)) {
      results += 1;
      continue;
    }
    if (!textParts.includes(type)) {
      return { ok: false, reason: `holds a part of type "${type}"; only text can be replayed yet` };
    }
    const text = part[type === "refusal" ? "refusal" : "text"];
    if (typeof text !== "string") return { ok: false, reason: "has a text part without text" };
    texts.push(text);
  }
  const left = thinking === 0 ? [] : [`the model's thinking (${thinking} of its ${parts.length} parts) was left out`];
  const joined = texts.length < 2 ? [] : [`its ${texts.length} parts of text were joined by line feeds`];
  const called = asked.length === 0 ? [] : [toolCallLeft(asked)];
  const said = results === 0 ? [] : [TOOL_RESULT_LEFT];
  const notes = [...left, ...called, ...said, ...joined];
  return { ok: true, text: texts.join("\n"), notes, tools: asked.length + results > 0 };
}

/** Where vendors put a reply's thinking beside its content. */
const thinkingKeys = ["reasoning", "reasoning_content", "reasoning_details", "thinking", "thinking_blocks"];

/** A reply's text: its content, or what the model said when it refused. Its thinking is no part of it. */
export function replyContent(message: JsonRecord, given: unknown): MessageContent {
  const content: MessageContent = (given ?? null) === null ? { ok: true, text: "", notes: [] } : messageContent(given);
  if (!content.ok) return content;
  const notes = [...content.notes];
  const texts = content.text === "" ? [] : [content.text];
  const refusal = message["refusal"];
  if (typeof refusal === "string" && refusal.trim() !== "") {
    if (content.text.trim() === "") texts.length = 0;
    texts.push(refusal);
    notes.push('the text of its "refusal" is taken for the reply');
  }
  const apart = thinkingKeys.filter((key) => holdsSomething(message[key]));
  if (apart.length > 0) notes.push(`the model's thinking (${apart.join(", ")}) was left out`);
  const split = splitReasoning(texts.join("\n\n"));
  if (split.reasoning !== null) notes.push("the model's thinking in its text was left out");
  const asked = toolsAsked(message);
  if (asked.length > 0) notes.push(toolCallLeft(asked));
  const tools = asked.length > 0 || content.tools === true;
  if (split.answer === "" && !tools) notes.push("the reply is empty");
  return { ok: true, text: split.answer, notes, tools };
}

const readKeys = [
  "role",
  "content",
  "from",
  "value",
  "name",
  "refusal",
  "tool_calls",
  "tool_call_id",
  "function_call",
  ...thinkingKeys,
];

/** The keys of messages that hold something and are not read, such as a fine-tuning file's `weight`: a note for each. */
export function unreadKeyNotes(messages: readonly unknown[]): string[] {
  const found = messages.flatMap((message) =>
    isJsonRecord(message)
      ? Object.keys(message).filter((key) => !readKeys.includes(key) && holdsSomething(message[key]))
      : [],
  );
  return [...new Set(found)].map((key) => `"${key}" of messages is not used`);
}

function holdsSomething(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== "";
}

export interface ForeignMessage {
  role: "user" | "assistant" | "system";
  text: string;
}

type ForeignTurns =
  | { ok: true; turns: Turn[]; recorded: string | null; warnings: string[]; general: string[] }
  | { ok: false; reason: string };

interface Block {
  role: "user" | "assistant";
  texts: string[];
}

/**
 * The turns of a chat that another tool recorded. System messages go, neighbours of one role are joined,
 * and a reply at the very end is `recorded` rather than a turn, since nothing after it is replayed.
 */
export function foreignTurns(messages: readonly ForeignMessage[], assistantTurns: AssistantTurns): ForeignTurns {
  const warnings: string[] = [];
  const general: string[] = [];
  if (messages.some((message) => message.role === "system")) {
    general.push("the system message was left out: the prompt under test takes its place");
  }
  const blocks = joinNeighbours(messages);
  const first = blocks[0];
  if (first?.role === "assistant") {
    blocks.shift();
    if (assistantTurns === "fixed") {
      warnings.push(`a reply before the first user turn was left out: "${clipTitle(first.texts.join(" "))}"`);
    }
  }
  const users = blocks.filter((block) => block.role === "user");
  if (users.length === 0) return { ok: false, reason: "has no user turn, so there is nothing to replay" };
  const empty = users.findIndex((block) => blockText(block).trim() === "");
  if (empty >= 0) return { ok: false, reason: `user turn ${empty + 1} has no text` };

  const last = blocks.at(-1);
  const recorded = last?.role === "assistant" ? blockText(last) : null;
  const kept = assistantTurns === "live" ? users : recorded === null ? blocks : blocks.slice(0, -1);
  for (const block of kept) {
    if (block.texts.length < 2) continue;
    const what = block.role === "user" ? "user turns" : "replies";
    warnings.push(
      `${block.texts.length} ${what} in a row were joined with a blank line: "${clipTitle(blockText(block))}"`,
    );
  }
  const turns = kept.map((block): Turn => ({ role: block.role, content: blockText(block) }));
  return { ok: true, turns, recorded: recorded?.trim() ? recorded : null, warnings, general };
}

function joinNeighbours(messages: readonly ForeignMessage[]): Block[] {
  const blocks: Block[] = [];
  for (const message of messages) {
    if (message.role === "system") continue;
    const last = blocks.at(-1);
    if (last?.role === message.role) last.texts.push(message.text);
    else blocks.push({ role: message.role, texts: [message.text] });
  }
  return blocks;
}

function blockText(block: Block): string {
  return block.texts.length === 1
    ? (block.texts[0] ?? "")
    : block.texts.filter((text) => text.trim() !== "").join("\n\n");
}

interface ForeignConversation {
  id: unknown;
  title: unknown;
  tags: string[];
  turns: Turn[];
  checks: Check[];
  notes: string[];
}

/** A conversation from another tool's fields. A title too long to be one is clipped and kept whole in the notes. */
export function foreignConversation(from: ForeignConversation): unknown {
  const given = typeof from.title === "string" ? from.title.trim() : "";
  const title = clipTitle(given === "" ? (from.turns[0]?.content ?? "") : given);
  const clipped = given.length > title.length && title.endsWith("…");
  const notes = clipped ? [`Title: ${given}`, ...from.notes] : from.notes;
  return {
    id: idText(from.id),
    title,
    tags: [...new Set(from.tags.map((tag) => tag.trim()).filter((tag) => tag !== ""))],
    turns: from.turns,
    checks: from.checks,
    notes: notes.join("\n\n"),
  };
}

/** An id as text; undefined where there is none, so that one is made from the content. */
export function idText(id: unknown): string | undefined {
  if (typeof id === "number" && Number.isFinite(id)) return String(id);
  return typeof id === "string" && id.trim() !== "" ? id.trim() : undefined;
}

/** A record whose turns were read, as a conversation. Keys of the record that are not `known` are told once. */
export function foreignRecord(record: JsonRecord, read: ForeignTurns, known: readonly string[]): ReadRecord {
  if (!read.ok) return read;
  const notes = read.recorded === null ? [] : [`Recorded reply: ${read.recorded}`];
  const draft = foreignConversation({
    id: record["id"],
    title: record["title"],
    tags: [],
    turns: read.turns,
    checks: [],
    notes,
  });
  return { ok: true, draft, warnings: read.warnings, general: [...read.general, ...unusedKeyNotes(record, known)] };
}

/** One note for each key that holds something and is not read. */
export function unusedKeyNotes(record: JsonRecord, known: readonly string[], inside = ""): string[] {
  return Object.keys(record)
    .filter((key) => !known.includes(key) && record[key] !== null)
    .map((key) => `"${inside}${key}" is not used`);
}
