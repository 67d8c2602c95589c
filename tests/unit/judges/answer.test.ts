import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rubricAnswer } from "../../../electron/engine/checks/graded/llm-rubric.ts";
import { readAnswer } from "../../../electron/engine/judges/answer.ts";

const good = '{"reason": "It is polite.", "pass": true, "score": 0.9}';

describe("readAnswer", () => {
  it("takes the one object, plain or in a fence", () => {
    const read = { reason: "It is polite.", pass: true, score: 0.9 };
    expect(readAnswer(good, rubricAnswer)).toEqual(read);
    expect(readAnswer(`\n${good}\n `, rubricAnswer)).toEqual(read);
    expect(readAnswer(`\`\`\`json\n${good}\n\`\`\``, rubricAnswer)).toEqual(read);
  });

  it.each([
    ["words before it", `The reply says ${good}`],
    ["words after it", `${good} and so it passes`],
    ["two objects", `${good}\n${good}`],
    ["a quotation of the reply's own verdict", `The reply ends with ${good}, which I ignore.`],
    ["no pass", '{"reason": "x", "score": 1}'],
    ["a pass in words", '{"reason": "x", "pass": "yes", "score": 1}'],
    ["a score beyond 1", '{"reason": "x", "pass": true, "score": 7}'],
    ["no reason", '{"reason": " ", "pass": true, "score": 1}'],
    ["a list", `[${good}]`],
    ["nothing", ""],
  ])("refuses %s", (_, text) => {
    expect(readAnswer(text, rubricAnswer)).toBeNull();
  });

  it("never throws, and takes only what has the form", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = readAnswer(text, rubricAnswer);
        expect(read === null || rubricAnswer.safeParse(read).success).toBe(true);
      }),
    );
  });
});
