import { z } from "zod";
import { formatScore } from "../read-value.ts";
import { defineGraded, type Grading, readWithThreshold, readSentences } from "./define-graded.ts";
import { judgePrompt, transcript } from "./grader.ts";

const stepsAnswer = z.object({ steps: z.array(z.string().trim().min(1)).min(1).max(12) });
const scoreAnswer = z.object({ reason: z.string().trim().min(1), score: z.number().min(0).max(10) });

/**
 * The judge first writes the steps of the evaluation, then scores by them; several criteria are scored one by one and
 * averaged. Sources: Liu et al., "G-Eval", 2023; promptfoo's documentation, "g-eval".
 */
export const gEval = defineGraded({
  type: "g-eval",
  summary: "By steps that the judge model works out from these criteria, the reply reaches the score.",
  takes: "texts",
  example: ["Keeps a professional tone", "Answers the question that was asked"],
  threshold: { limits: "score at least", fallback: 0.7 },
  read: (value, check) => readWithThreshold(check, 0.7, readSentences(value)),
  async grade({ value: criteria, threshold }, grading) {
    const judged = await Promise.all(criteria.map((one) => scoreBy(one, grading)));
    const score = judged.reduce((sum, one) => sum + one.score, 0) / judged.length;
    const lowest = judged.reduce((a, b) => (b.score < a.score ? b : a));
    return {
      passed: score >= threshold,
      score,
      actual: `score ${formatScore(score, threshold)}: ${lowest.reason}`,
      expected: { plain: `a score of at least ${threshold}`, negated: `a score below ${threshold}` },
    };
  },
});

async function scoreBy(criterion: string, { reply, asked, ask }: Grading): Promise<{ score: number; reason: string }> {
  const criteria = { name: "criterion", text: criterion };
  const { steps } = await ask({
    ...judgePrompt({
      task: `Work out how to judge a chatbot's reply by the criterion that is given as "criterion", which the person you judge for wrote. Write three to five short steps, each a thing to look at. You do not see the reply yet.`,
      form: `{"steps": ["…", "…", "…"]}`,
      parts: [criteria],
    }),
    answer: stepsAnswer,
  });
  const { reason, score } = await ask({
    ...judgePrompt({
      task: `Judge the last reply of a chatbot, called "reply", by the criterion called "criterion", going through the steps called "steps". The turns before the reply are there so that you understand what it answers.`,
      form: `{"reason": what the steps showed, "score": a whole number from 0 (does not meet the criterion at all) to 10 (meets it in full)}`,
      parts: [
        ...transcript(asked.messages),
        { name: "reply", text: reply.text },
        criteria,
        { name: "steps", text: steps.map((step, at) => `${at + 1}. ${step}`).join("\n") },
      ],
    }),
    answer: scoreAnswer,
  });
  return { reason, score: score / 10 };
}
