import { z } from "zod";
import { findJson } from "../structure/json-syntax.ts";
import type { Check, JsonValue } from "../../../../shared/domain/check.ts";
import { defineKind } from "../check-kind.ts";
import { quoteList } from "../message-text.ts";
import { readTexts, type ReadResult, readScoreThreshold, formatScore } from "../read-value.ts";

/** A call of a tool as a reply writes it; `arguments` as it stands there, unread. */
interface ToolCall {
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
function toolCallsIn(text: string): ToolCall[] {
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

interface Wanted {
  tools: Set<string>;
  threshold: number;
}

/** Names are compared as sets: neither order nor number of calls counts. Source: promptfoo's documentation. */
export const toolCallF1 = defineKind<Wanted>({
  type: "tool-call-f1",
  summary: "The reply, as JSON of tool calls, calls these tools and no others, as an F1 score.",
  takes: "texts",
  example: ["get_weather", "book_flight"],
  threshold: { limits: "F1 score at least", fallback: 1 },
  read: readWanted,
  findPure: ({ tools, threshold }, { text }) => {
    const called = new Set(toolCallsIn(text).map(({ name }) => name));
    const right = [...called].filter((name) => tools.has(name)).length;
    // The harmonic mean of right / called and right / wanted.
    const score = (2 * right) / (called.size + tools.size);
    const calls = called.size === 0 ? "calls no tool" : `calls ${quoteList([...called])}`;
    return {
      passed: score >= threshold,
      score,
      actual: `F1 ${formatScore(score, threshold)}: ${calls}`,
      expected: {
        plain: `at least ${threshold} for ${quoteList([...tools])}`,
        negated: `less than ${threshold} for ${quoteList([...tools])}`,
      },
    };
  },
});

function readWanted(value: JsonValue, check: Check): ReadResult<Wanted> {
  const read = readTexts(value);
  if (!("value" in read)) return { needs: "a list of names of tools" };
  const threshold = readScoreThreshold(check, 1);
  return "value" in threshold ? { value: { tools: new Set(read.value), threshold: threshold.value } } : threshold;
}
