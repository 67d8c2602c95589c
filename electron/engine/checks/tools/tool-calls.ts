import { z } from "zod";
import { findJson } from "../structure/find-json.ts";

/** A call of a tool as a reply writes it; `arguments` as it stands there, unread. */
export interface ToolCall {
  name: string;
  arguments?: unknown;
}

const name = z.string().min(1);
const inFunction = z.object({ function: z.object({ name, arguments: z.unknown().optional() }) });
const anthropic = z.object({ type: z.literal("tool_use"), name, input: z.unknown().optional() });
const google = z.object({ functionCall: z.object({ name, args: z.unknown().optional() }) });
const plain = z.object({ name, arguments: z.unknown().optional() });
const holders = [
  z.object({ tool_calls: z.array(z.unknown()) }).transform((holder) => holder.tool_calls),
  z
    .object({ toolCall: z.object({ functionCalls: z.array(z.unknown()) }) })
    .transform((one) => one.toolCall.functionCalls),
];

/**
 * The calls of tools in a reply: JSON of OpenAI's tool_calls or function calls, Anthropic's tool_use blocks or Google's
 * functionCall, alone or in lists, also amid other text. Source of the forms: promptfoo's documentation, "tool-call-f1".
 */
export function toolCallsIn(text: string): ToolCall[] {
  return findJson(text).flatMap(({ start, end }) => callsOf(JSON.parse(text.slice(start, end))));
}

function callsOf(value: unknown): ToolCall[] {
  if (Array.isArray(value)) return value.flatMap((item) => callsOf(item));
  for (const holder of holders) {
    const read = holder.safeParse(value);
    if (read.success) return read.data.flatMap((item) => callsOf(item));
  }
  const call = callOf(value);
  return call ? [call] : [];
}

function callOf(value: unknown): ToolCall | null {
  const openai = inFunction.safeParse(value);
  if (openai.success) return openai.data.function;
  const block = anthropic.safeParse(value);
  if (block.success) return { name: block.data.name, arguments: block.data.input };
  const part = google.safeParse(value);
  if (part.success) return { name: part.data.functionCall.name, arguments: part.data.functionCall.args };
  const read = plain.safeParse(value);
  return read.success ? read.data : null;
}
