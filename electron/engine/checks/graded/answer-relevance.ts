import { z } from "zod";
import { readNothing, formatScore } from "../read-value.ts";
import { clipText } from "../message-text.ts";
import { cosineSimilarity, defineGraded, readWithThreshold } from "./define-graded.ts";
import { judgePrompt } from "./grader.ts";

const answer = z.object({ questions: z.array(z.string().trim().min(1)).length(3) });

/**
 * How near the questions that the reply would answer are to the one that was asked: the mean cosine of three. Sources:
 * Es et al., "RAGAS", 2023; promptfoo's documentation, "answer-relevance".
 */
export const answerRelevance = defineGraded({
  type: "answer-relevance",
  summary: "The reply answers what the last user turn asked, by the meaning of both.",
  takes: "nothing",
  example: null,
  threshold: { limits: "score at least", fallback: 0.7 },
  csv: { threshold: 0.75 },
  read: (value, check) => readWithThreshold(check, 0.7, readNothing(value)),
  async grade({ threshold }, { reply, asked, ask, embed }) {
    const question = asked.messages.at(-1)?.content ?? "";
    if (question.trim() === "") return { problem: "there is no user turn that the reply could answer" };
    const { questions } = await ask({
      ...judgePrompt({
        task: `Read the reply of a chatbot, called "reply", and write three questions to which it would be a full and direct answer, in its language. If it answers nothing, evades or refuses, write questions that ask for just such an evasion.`,
        form: `{"questions": ["…", "…", "…"]}`,
        parts: [{ name: "reply", text: reply.text }],
      }),
      answer,
    });
    const [asks, ...others] = await embed([question, ...questions]);
    const scores = others.map((one) => (asks ? cosineSimilarity(asks, one) : 0));
    const score = Math.min(1, Math.max(0, scores.reduce((sum, one) => sum + one, 0) / scores.length));
    return {
      passed: score >= threshold,
      score,
      actual: `score ${formatScore(score, threshold)}: the reply answers “${clipText(questions[0] ?? "", 120)}”`,
      expected: { plain: `a score of at least ${threshold}`, negated: `a score below ${threshold}` },
    };
  },
});
