import type { Check, JsonValue } from "../../../../shared/domain/check.ts";
import { defineKind } from "../check-kind.ts";
import { quoteList } from "../quote.ts";
import { readTexts, type Read } from "../read-value.ts";
import { readScoreThreshold, scoreInWords } from "../threshold.ts";
import { toolCallsIn } from "./tool-calls.ts";

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
      holds: score >= threshold,
      score,
      found: `F1 ${scoreInWords(score, threshold)}: ${calls}`,
      wanted: {
        plain: `at least ${threshold} for ${quoteList([...tools])}`,
        negated: `less than ${threshold} for ${quoteList([...tools])}`,
      },
    };
  },
});

function readWanted(value: JsonValue, check: Check): Read<Wanted> {
  const read = readTexts(value);
  if (!("value" in read)) return { needs: "a list of names of tools" };
  const threshold = readScoreThreshold(check, 1);
  return "value" in threshold ? { value: { tools: new Set(read.value), threshold: threshold.value } } : threshold;
}
