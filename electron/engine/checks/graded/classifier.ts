import { z } from "zod";
import { quote } from "../message-text.ts";
import { readText, formatScore } from "../read-value.ts";
import { defineGraded, readWithThreshold } from "./define-graded.ts";
import { judgePrompt } from "./grader.ts";

const answer = z.object({ reason: z.string().trim().min(1), score: z.number().min(0).max(1) });

/**
 * How sure the reply is of the class in the value. Threshold 1 unless the check says otherwise. Source of the form:
 * promptfoo's documentation, "classifier"; here the judge model classifies, by the class's name.
 */
export const classifier = defineGraded({
  type: "classifier",
  summary: "The judge model puts the reply into this class, with at least this score.",
  takes: "text",
  example: "polite",
  threshold: { limits: "score at least", fallback: 1 },
  csv: { threshold: 0.75 },
  read: (value, check) => readWithThreshold(check, 1, readText(value)),
  async grade({ value: name, threshold }, { reply, ask }) {
    const { reason, score } = await ask({
      ...judgePrompt({
        task: `Classify the reply of a chatbot, called "reply": how likely is it that a careful reader would put it into the class whose name is given as "class"?`,
        form: `{"reason": why, "score": how likely it belongs to the class, a number from 0 to 1}`,
        parts: [
          { name: "reply", text: reply.text },
          { name: "class", text: name },
        ],
      }),
      answer,
    });
    return {
      passed: score >= threshold,
      score,
      actual: `score ${formatScore(score, threshold)} for ${quote(name, 36)}: ${reason}`,
      expected: { plain: `a score of at least ${threshold}`, negated: `a score below ${threshold}` },
    };
  },
});
