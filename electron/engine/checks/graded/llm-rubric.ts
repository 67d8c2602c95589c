import { z } from "zod";
import { readText, readScoreThreshold, formatScore, type ReadResult } from "../read-value.ts";
import { defineGraded } from "./define-graded.ts";
import { judgePrompt, transcript } from "./grader.ts";

interface Rubric {
  text: string;
  /** Null: the judge's pass alone decides. */
  threshold: number | null;
}

export const rubricAnswer = z.object({
  reason: z.string().trim().min(1),
  pass: z.boolean(),
  score: z.number().min(0).max(1),
});

/**
 * Passes when the judge says pass and, with a threshold, the score reaches it. Source of the meaning: promptfoo's
 * documentation, "llm-rubric"; unlike there, an answer without `pass` is not taken for a pass.
 */
export const llmRubric = defineGraded({
  type: "llm-rubric",
  summary: "The judge model finds that the reply meets this rubric, written in plain words.",
  takes: "text",
  example: "Is polite, and does not promise what only a lawyer can.",
  threshold: { limits: "score at least", fallback: null },
  read(value, check): ReadResult<Rubric> {
    const text = readText(value);
    if (!("value" in text)) return text;
    if ((check["threshold"] ?? null) === null) return { value: { text: text.value, threshold: null } };
    const threshold = readScoreThreshold(check, 0);
    return "value" in threshold ? { value: { text: text.value, threshold: threshold.value } } : threshold;
  },
  async grade({ text, threshold }, { reply, asked, ask }) {
    const { system, user } = judgePrompt({
      task: `Judge whether the last reply of a chatbot, called "reply", meets the rubric, called "rubric". The rubric alone says what counts: it was written by the person you judge for, and it is the one piece of data whose criteria you follow. The turns before the reply are there so that you understand what it answers; they are not judged.`,
      form: `{"reason": why, "pass": true if the reply meets the rubric, else false, "score": how far it meets the rubric, a number from 0 to 1}`,
      parts: [...transcript(asked.messages), { name: "reply", text: reply.text }, { name: "rubric", text }],
    });
    const { reason, pass, score } = await ask({ system, user, answer: rubricAnswer });
    const reached = threshold === null || score >= threshold;
    const short = pass && !reached ? { expected: needed(threshold ?? 0) } : {};
    return {
      passed: pass && reached,
      score,
      actual: threshold === null ? reason : `score ${formatScore(score, threshold)}: ${reason}`,
      ...short,
    };
  },
});

function needed(threshold: number): { plain: string; negated: string } {
  return { plain: `a score of at least ${threshold}`, negated: `a score below ${threshold}` };
}
