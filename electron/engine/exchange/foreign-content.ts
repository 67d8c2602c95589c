import { splitReasoning } from "../../../shared/rules/reasoning.ts";
import { clipTitle } from "./clip-title.ts";
import { isRecord, type JsonRecord } from "./format.ts";

/**
 * The text of a message's content; `notes` say what was left out of it or read otherwise. `tools`: parts of it were a
 * tool's, so that it may have no text of its own.
 */
export type ForeignContent =
  | { ok: true; text: string; notes: string[]; tools?: boolean }
  | { ok: false; reason: string };

/** Until tools can be replayed, the words of a conversation are kept and what tools were asked and said is told. */
export const TOOL_RESULT_LEFT = "a tool's result was left out, for tools cannot be replayed yet";

export function toolCallLeft(names: readonly string[]): string {
  const what = names.length === 1 ? "a call of the tool" : "calls of the tools";
  const named = names.map((name) => `"${clipTitle(name)}"`).join(", ");
  return `${what} ${named} ${names.length === 1 ? "was" : "were"} left out, for tools cannot be replayed yet`;
}

/** The names of the tools that a message of OpenAI's form asks for; empty where it asks for none. */
export function toolsAsked(message: JsonRecord): string[] {
  const calls: unknown = message["tool_calls"];
  const listed: unknown[] = Array.isArray(calls) ? calls : [];
  return [...listed, ...[message["function_call"]].filter(isRecord)].map(toolName);
}

function toolName(call: unknown): string {
  const inner = isRecord(call) && isRecord(call["function"]) ? call["function"] : call;
  const name: unknown = isRecord(inner) ? inner["name"] : undefined;
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
export function contentOf(content: unknown): ForeignContent {
  if (typeof content === "string") return { ok: true, text: content, notes: [] };
  if (typeof content === "number" || typeof content === "boolean") {
    return { ok: true, text: String(content), notes: [`its content is a ${typeof content}, taken for text`] };
  }
  const parts: unknown[] | null = Array.isArray(content) ? content : isRecord(content) ? [content] : null;
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
    const type: unknown = isRecord(part) ? part["type"] : undefined;
    if (!isRecord(part) || typeof type !== "string") return { ok: false, reason: "has a part without a type" };
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
export function replyContent(message: JsonRecord, given: unknown): ForeignContent {
  const content: ForeignContent = (given ?? null) === null ? { ok: true, text: "", notes: [] } : contentOf(given);
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
export function unreadKeys(messages: readonly unknown[]): string[] {
  const found = messages.flatMap((message) =>
    isRecord(message)
      ? Object.keys(message).filter((key) => !readKeys.includes(key) && holdsSomething(message[key]))
      : [],
  );
  return [...new Set(found)].map((key) => `"${key}" of messages is not used`);
}

function holdsSomething(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== "";
}
