import { splitReasoning } from "../../../shared/rules/reasoning.ts";
import { isRecord, type JsonRecord } from "./format.ts";

/** The text of a message's content; `notes` say what was left out of it or read otherwise. */
export type ForeignContent = { ok: true; text: string; notes: string[] } | { ok: false; reason: string };

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
    if (!textParts.includes(type)) {
      return { ok: false, reason: `holds a part of type "${type}"; only text can be replayed yet` };
    }
    const text = part[type === "refusal" ? "refusal" : "text"];
    if (typeof text !== "string") return { ok: false, reason: "has a text part without text" };
    texts.push(text);
  }
  const left = thinking === 0 ? [] : [`the model's thinking (${thinking} of its ${parts.length} parts) was left out`];
  const joined = texts.length < 2 ? [] : [`its ${texts.length} parts of text were joined by line feeds`];
  return { ok: true, text: texts.join("\n"), notes: [...left, ...joined] };
}

/** Where vendors put a reply's thinking beside its content. */
const thinkingKeys = ["reasoning", "reasoning_content", "reasoning_details", "thinking", "thinking_blocks"];

/** A reply's text: its content, or what the model said when it refused. Its thinking is no part of it. */
export function replyContent(message: JsonRecord, given: unknown): ForeignContent {
  const content: ForeignContent = (given ?? null) === null ? { ok: true, text: "", notes: [] } : contentOf(given);
  if (!content.ok) return content;
  const notes = [...content.notes];
  const texts = [content.text];
  const refusal = message["refusal"];
  if (typeof refusal === "string" && refusal.trim() !== "") {
    texts.push(refusal);
    notes.push('the text of its "refusal" is taken for the reply');
  }
  const apart = thinkingKeys.filter((key) => holdsSomething(message[key]));
  if (apart.length > 0) notes.push(`the model's thinking (${apart.join(", ")}) was left out`);
  const split = splitReasoning(texts.filter((text) => text.trim() !== "").join("\n\n"));
  if (split.reasoning !== null) notes.push("the model's thinking in its text was left out");
  if (split.answer.trim() === "") notes.push("the reply is empty");
  return { ok: true, text: split.answer, notes };
}

const readKeys = ["role", "content", "from", "value", "name", "refusal", ...thinkingKeys];

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
