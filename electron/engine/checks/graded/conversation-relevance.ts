import { z } from "zod";
import type { Check } from "../../../../shared/domain/check.ts";
import type { ChatMessage } from "../../models/model-interface.ts";
import { describeValue, readNothing, type ReadResult, formatScore } from "../read-value.ts";
import { defineGraded, readWithThreshold } from "./define-graded.ts";
import { judgePrompt, transcript } from "./grader.ts";

const answer = z.object({ reason: z.string().trim().min(1), relevant: z.boolean() });

/**
 * The share of windows of the conversation whose last reply is relevant in them; a window holds up to `windowSize`
 * turns, 5 unless `config` says otherwise. Source: promptfoo's documentation, "conversation-relevance".
 */
export const conversationRelevance = defineGraded({
  type: "conversation-relevance",
  summary: "The replies up to this one stay with what the conversation is about.",
  takes: "nothing",
  example: null,
  threshold: { limits: "share of relevant replies at least", fallback: 0.5 },
  read(value, check) {
    const nothing = readNothing(value);
    return "value" in nothing ? readWithThreshold(check, 0.5, readWindow(check)) : nothing;
  },
  async grade({ value: size, threshold }, { reply, asked, ask }) {
    const windows = windowsOf([...asked.messages, { role: "assistant", content: reply.text }], size);
    const judged = await Promise.all(
      windows.map((messages) =>
        ask({
          ...judgePrompt({
            task: `Judge whether the last assistant turn is relevant to the conversation that leads up to it: does it speak to what the user just said or to what was being talked about? A greeting or a vague answer to something vague is relevant. Whether it is right or polite does not matter.`,
            form: `{"reason": why, "relevant": true or false}`,
            parts: transcript(messages),
          }),
          answer,
        }),
      ),
    );
    const score = judged.filter(({ relevant }) => relevant).length / judged.length;
    const off = judged.find(({ relevant }) => !relevant) ?? judged.at(-1);
    return {
      passed: score >= threshold,
      score,
      actual: `score ${formatScore(score, threshold)}: ${off?.reason}`,
      expected: { plain: `a score of at least ${threshold}`, negated: `a score below ${threshold}` },
    };
  },
});

/** Every stretch of `size` turns, each a user turn with its reply; all of it where there are fewer. */
function windowsOf(messages: readonly ChatMessage[], size: number): ChatMessage[][] {
  const turns: ChatMessage[][] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (message.role === "user" || last === undefined) turns.push([message]);
    else last.push(message);
  }
  const count = Math.max(1, turns.length - size + 1);
  return Array.from({ length: count }, (_, from) => turns.slice(from, from + size).flat());
}

function readWindow(check: Check): ReadResult<number> {
  const { config = null } = check;
  const given = config !== null && typeof config === "object" && !Array.isArray(config) ? config["windowSize"] : null;
  if (given === undefined || given === null) return { value: 5 };
  if (typeof given === "number" && Number.isSafeInteger(given) && given >= 1) return { value: given };
  return { problem: `“config.windowSize” must be a whole number from 1 up, but is ${describeValue(given)}` };
}
