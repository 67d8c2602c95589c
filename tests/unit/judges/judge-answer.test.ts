import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rubricAnswer } from "../../../electron/engine/checks/graded/llm-rubric.ts";
import { readJudgeAnswer } from "../../../electron/engine/judges/judge-answer.ts";

const good = '{"reason": "It is polite.", "pass": true, "score": 0.9}';

describe("readAnswer", () => {
  it("takes the one object, plain or in a fence", () => {
    const read = { reason: "It is polite.", pass: true, score: 0.9 };
    expect(readJudgeAnswer(good, rubricAnswer)).toEqual(read);
    expect(readJudgeAnswer(`\n${good}\n `, rubricAnswer)).toEqual(read);
    expect(readJudgeAnswer(`\`\`\`json\n${good}\n\`\`\``, rubricAnswer)).toEqual(read);
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
    expect(readJudgeAnswer(text, rubricAnswer)).toBeNull();
  });

  it.each([
    ["thinking before it, in marks", `<think>\nThe rubric wants {days}. {"pass": false}\n</think>\n\n${good}`],
    ["thinking before it, without the opening mark", `Okay, the reply is fine.\n</think>\n${good}`],
    ["thinking in brackets", `[THINK]Let me see.[/THINK]${good}`],
    [
      "gpt-oss's channels",
      `<|channel|>analysis<|message|>Fine.<|end|><|start|>assistant<|channel|>final<|message|>${good}`,
    ],
    ["a fence on one line", `\`\`\`json ${good} \`\`\``],
    ["a fence in capitals", `\`\`\`JSON\n${good}\n\`\`\``],
    ["a fence of another name", `\`\`\`json5\n${good}\n\`\`\``],
    ["a fence of waves", `~~~\n${good}\n~~~`],
    ["a sentence and a fence", `Here is my verdict:\n\`\`\`json\n${good}\n\`\`\`\nAnything else?`],
    ["a sentence on a line before it", `Here is my verdict:\n${good}`],
    ["a sentence on a line behind it", `${good}\n\nLet me know if you need more.`],
    ["several lines", JSON.stringify(JSON.parse(good), null, 2)],
    ["a trailing comma", good.replace("}", ",}")],
    ["single quotes", "{'reason': 'It is polite.', 'pass': true, 'score': 0.9}"],
    ["Python's words", "{'reason': 'It is polite.', 'pass': True, 'score': 0.9}"],
    ["curly quotes", good.replaceAll('"', "“").replaceAll(/“(?=[:,])/g, "”")],
    ["texts for plain values", '{"reason": "It is polite.", "pass": "true", "score": "0.9"}'],
    ["more fields", good.replace("}", ', "confidence": "high"}')],
  ])("takes it with %s", (_, text) => {
    expect(readJudgeAnswer(text, rubricAnswer)).toEqual({ reason: "It is polite.", pass: true, score: 0.9 });
  });

  it("keeps what stands in a reason: apostrophes, quotes, line breaks and words of other languages", () => {
    const read = readJudgeAnswer(
      "{'reason': 'It isn\\'t rude, it\u2019s \"fine\".\nTrue.', 'pass': True, 'score': 1}",
      rubricAnswer,
    );
    expect(read?.reason).toBe('It isn\'t rude, it\u2019s "fine".\nTrue.');
  });

  const bad = good.replace("true", "false");
  it.each([
    ["two fences that differ", `\`\`\`json\n${good}\n\`\`\`\nor\n\`\`\`json\n${bad}\n\`\`\``],
    ["two objects on lines of their own", `${good}\n\nOn second thought:\n${bad}`],
    ["an object in thinking alone", `<think>\n${good}\n</think>\n\nIt passes.`],
    ["a field that decides twice", '{"reason": "x", "pass": false, "score": 1, "pass": true}'],
    ["a pass that is a number", '{"reason": "x", "pass": 1, "score": 1}'],
    ["a pass with a doubt", '{"reason": "x", "pass": "true?", "score": 1}'],
    ["an object that was cut off", good.slice(0, -3)],
    ["an object inside another", `{"verdict": ${good}}`],
    ["a score in percent", '{"reason": "x", "pass": true, "score": "100%"}'],
    ["a score that is a yes", '{"reason": "x", "pass": true, "score": true}'],
  ])("refuses %s", (_, text) => {
    expect(readJudgeAnswer(text, rubricAnswer)).toBeNull();
  });

  it("never throws, and takes only what has the form", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = readJudgeAnswer(text, rubricAnswer);
        expect(read === null || rubricAnswer.safeParse(read).success).toBe(true);
      }),
    );
  });
});
