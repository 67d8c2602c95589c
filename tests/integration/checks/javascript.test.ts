import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { evaluateChecks, inspectCheck } from "../../../electron/engine/checks/evaluate.ts";
import { createSandbox } from "../../../electron/engine/checks/sandbox/sandbox.ts";
import type { Check } from "../../../shared/domain/check.ts";
import { checkContext } from "../../fixtures/engine/check-context.ts";
import { reply } from "../../unit/checks/judge.ts";

const sandbox = createSandbox();
const asked = { system: "You are Lex.", messages: [{ role: "user" as const, content: "My order?" }] };
const context = checkContext(sandbox, { asked });
afterAll(() => sandbox.close());

async function judge(value: string, more: Partial<Check> = {}, text = "Your order is on its way.") {
  const check: Check = { type: "javascript", ...more, value };
  const verdicts = await evaluateChecks([check, { ...check, type: "not-javascript" }], reply(text), context);
  return verdicts.map(({ status, reason, score }) => ({ status, reason, score }));
}

describe("a javascript check", () => {
  it.each([
    ["an expression", "output.includes('order')"],
    ["an expression with an end", "output.includes('order');  "],
    ["an expression on two lines", "output.includes('order') &&\n  output.length < 80 // short"],
    ["a body", "if (output.includes('order')) return true;\nreturn false"],
    ["a body on one line", "const n = output.length; return n > 3"],
    ["declarations and a last value", "const words = output.split(';'); const n = words.length; n === 1"],
    ["an object", "{ pass: output.length > 3, score: 0.5, reason: 'long enough' }"],
    ["a promise", "Promise.resolve(output).then((text) => text.length > 3)"],
    ["an async function called", "(async () => { const n = await output.length; return n > 3 })()"],
    ["a comment first", "// the order\noutput.includes('order')"],
    ["a regular expression with a slash", "/on its\\/?|order/.test(output)"],
  ])("takes %s", async (_, value) => {
    const [plain, negated] = await judge(value);
    expect([plain?.status, negated?.status]).toEqual(["pass", "fail"]);
  });

  it("sees the chat by promptfoo's names, and ours", async () => {
    const value = `JSON.stringify([context.vars, JSON.parse(context.prompt).length, context.messages[1].content,
      context.messages[0].role, context.finishReason, context.latencyMs, context.cost]) ===
      '[{},2,"My order?","system","stop",800,0.001]'`;
    expect((await judge(value))[0]?.status).toBe("pass");
  });

  it("gets any text as it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (text) => {
        const points = JSON.stringify(Array.from(text, (one) => one.codePointAt(0)));
        const value = `JSON.stringify([...output].map((one) => one.codePointAt(0))) === ${JSON.stringify(points)}`;
        expect((await judge(value, {}, text))[0]?.status).toBe("pass");
      }),
      { numRuns: 50 },
    );
  });

  it("decides scores by the threshold, and without one by being above 0", async () => {
    const statuses = async (value: string, threshold?: number) =>
      (await judge(value, threshold === undefined ? {} : { threshold })).map((one) => one.status);
    expect(await statuses("0.4", 0.5)).toEqual(["fail", "pass"]);
    expect(await statuses("0.5", 0.5)).toEqual(["pass", "fail"]);
    expect(await statuses("0")).toEqual(["fail", "pass"]);
    expect(await statuses("0.01")).toEqual(["pass", "fail"]);
    expect(await statuses("output.length", 10)).toEqual(["pass", "fail"]);
    expect(await statuses("({ pass: true, score: 0.4 })", 0.5)).toEqual(["fail", "pass"]);
    expect(await statuses("({ pass: false, score: 0.9 })", 0.5)).toEqual(["fail", "pass"]);
    expect(await statuses("({ pass: true, score: 0 })")).toEqual(["pass", "fail"]);
  });

  it("says why: the script's own reason, or what it returned", async () => {
    expect(await judge("({ pass: false, score: 0.25, reason: 'too long\\n' })")).toEqual([
      { status: "fail", reason: "too long⏎", score: 0.25 },
      { status: "pass", reason: "too long⏎", score: 0.75 },
    ]);
    expect((await judge("0.4", { threshold: 0.5 }))[0]?.reason).toBe(
      "the script's score is 0.4, wanted a score of at least 0.5",
    );
    expect((await judge("false"))[0]).toEqual({ status: "fail", reason: "the script returned false" });
  });

  it.each([
    [
      "what it needs",
      "context.missing.name",
      "the script failed at line 1: TypeError: cannot read property 'name' of undefined",
    ],
    [
      "the reply to be JSON",
      "const all = JSON.parse(output);\nreturn all.ok",
      "the script failed at line 1: SyntaxError",
    ],
    ["to give something back", "if (output === '') return true", "the script gave nothing back"],
    ["a file", "file://check.js", "scripts are not read from files or packages"],
  ])("is an error, negated or not, where it misses %s", async (_, value, reason) => {
    const verdicts = await judge(value);
    expect(verdicts.map((one) => one.status)).toEqual(["error", "error"]);
    expect(verdicts[0]?.reason).toContain(reason);
  });
});

describe("the limits of a javascript check", () => {
  it.each([
    ["time", "for (;;) {}", "stopped after 1000 ms: the script takes too long on this reply"],
    ["memory", "const all = [];\nfor (;;) all.push(new Array(1e5).fill(1))", "took more than 32 MB of memory"],
    ["depth", "const f = () => f() + 1;\nreturn f()", "calls or nests too deep"],
  ])("say that they were reached: %s", async (_, value, reason) => {
    expect((await judge(value))[0]).toMatchObject({ status: "error", reason: expect.stringContaining(reason) });
  });
});

describe("a mistake in a javascript check", () => {
  it.each([
    [
      "output.includes('a'",
      "line 1, column 20: something is missing at the end, or a bracket is one too many, after “…put.includes('a'”",
    ],
    ["const n = 1;\nreturn n +* 2", "line 2, column 11: unexpected token in expression: '*', before “* 2”"],
    ["output.length >", "line 1, column 16: something is missing at the end"],
    [
      "if (output) { return true }\n}",
      "line 2, column 2: something is missing at the end, or a bracket is one too many",
    ],
    ["const s = 'Grüße 😀'; s +* 2", "before “* 2”"],
    ["output length", "line 1, column 8: expecting ';', before “length”"],
    ["{ pass: true, score: }", "line 1, column 22: unexpected token in expression: '}', before “}”"],
    ["", "“javascript” needs a script"],
  ])("is told with its place: %s", async (value, problem) => {
    expect(await inspectCheck({ type: "javascript", value }, sandbox)).toContain(problem);
    expect(await inspectCheck({ type: "not-javascript", value }, sandbox)).toContain(problem);
  });

  it("is found in a set too, and a right script has none", async () => {
    const set = (value: string): Check => ({ type: "assert-set", assert: [{ type: "javascript", value }] });
    expect(await inspectCheck(set("a b"), sandbox)).toContain("check 1 of the set: line 1, column 3");
    expect(await inspectCheck(set("output.length > 3"), sandbox)).toBeNull();
  });

  it("is not looked for by running the script", async () => {
    expect(await inspectCheck({ type: "javascript", value: "for (;;) {}\nreturn true" }, sandbox)).toBeNull();
  });
});
