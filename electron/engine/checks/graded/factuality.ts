import { z } from "zod";
import type { Check } from "../../../../shared/domain/check.ts";
import { describeValue, readText, type ReadResult } from "../read-value.ts";
import { defineGraded } from "./define-graded.ts";
import { judgePrompt, transcript } from "./grader.ts";

const categories = {
  A: { option: "subset", means: "says less than the reference and contradicts none of it" },
  B: { option: "superset", means: "says more than the reference and contradicts none of it" },
  C: { option: "agree", means: "says the same as the reference" },
  D: { option: "disagree", means: "contradicts the reference" },
  E: { option: "differButFactual", means: "differs from the reference in what does not matter for the facts" },
} as const;
type Category = keyof typeof categories;
type Scores = Record<Category, number>;

interface Reference {
  text: string;
  scores: Scores;
}

const answer = z.object({ reason: z.string().trim().min(1), category: z.enum(["A", "B", "C", "D", "E"]) });

/**
 * Compares the reply's facts with a reference; passes unless it contradicts it. `options.factuality` gives the five
 * categories other scores: those above 0 pass. Source: promptfoo's documentation, "factuality".
 */
export const factuality = defineGraded({
  type: "factuality",
  summary: "The judge model finds nothing in the reply that contradicts this reference answer.",
  takes: "text",
  example: "The office is open on weekdays from 9 to 17.",
  read(value, check): ReadResult<Reference> {
    const text = readText(value);
    if (!("value" in text)) return text;
    const scores = readScores(check);
    return "value" in scores ? { value: { text: text.value, scores: scores.value } } : scores;
  },
  async grade({ text, scores }, { reply, asked, ask }) {
    const { reason, category } = await ask({
      ...judgePrompt({
        task: `Compare the facts in the last reply of a chatbot, called "reply", with the reference answer called "reference", which the person you judge for holds to be true. Leave style, order and wording aside. Choose one category.`,
        form: `{"reason": why, "category": ${Object.entries(categories)
          .map(([name, { means }]) => `"${name}" if the reply ${means}`)
          .join(", ")}}`,
        parts: [...transcript(asked.messages), { name: "reply", text: reply.text }, { name: "reference", text }],
      }),
      answer,
    });
    const score = scores[category];
    return { passed: score > 0, score, actual: `it ${categories[category].means}: ${reason}` };
  },
});

function readScores(check: Check): ReadResult<Scores> {
  const given = within(check["options"], "factuality");
  const scores: Scores = { A: 1, B: 1, C: 1, D: 0, E: 1 };
  if (given === undefined) return { value: scores };
  for (const name of ["A", "B", "C", "D", "E"] as const) {
    const { option } = categories[name];
    const score = within(given, option) ?? scores[name];
    if (typeof score !== "number" || !(score >= 0 && score <= 1)) {
      return { problem: `“options.factuality.${option}” must be a number from 0 to 1, but is ${describeValue(score)}` };
    }
    scores[name] = score;
  }
  return { value: scores };
}

function within(value: Check[string] | undefined, key: string): Check[string] | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value[key] : undefined;
}
