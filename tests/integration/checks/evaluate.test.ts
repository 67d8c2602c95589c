import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { checkTypes, evaluateChecks, validateCheck } from "../../../electron/engine/checks/evaluate.ts";
import { createSandbox } from "../../../electron/engine/checks/sandbox/sandbox.ts";
import { checkContext } from "../../fixtures/engine/check-context.ts";
import { jsonValueSchema, type Check, type JsonValue } from "../../../shared/domain/check.ts";

const runner = createSandbox({ limitMs: 500 });
const context = checkContext(runner);
afterAll(() => runner.close());

const types = checkTypes().map((one) => one.type);
/** The others take replies of a form that chance does not write; each has its own tests. */
const textTypes = `contains icontains contains-any contains-all icontains-any icontains-all equals starts-with regex
  is-refusal word-count max-length latency cost levenshtein`.split(/\s+/);
const text = fc.oneof(fc.string({ unit: "binary" }), fc.lorem(), fc.json(), {
  arbitrary: fc.constantFrom("I can't help with that.", "ab", "a", "0"),
  weight: 4,
});
const json = fc.jsonValue().map((value) => jsonValueSchema.parse(value));
const reply = fc.record({
  text,
  finishReason: fc.constantFrom("stop", "length", "content-filter"),
  latencyMs: fc.nat(5_000),
  cost: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
});
const fitting = fc.oneof(
  fc.constantFrom("a", "ab", 0, 0.5),
  fc.string({ minLength: 1, maxLength: 3 }),
  fc.array(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  fc.nat(300),
  fc.record({ min: fc.nat(5), max: fc.integer({ min: 5, max: 30 }) }),
  fc.constant(null),
);
const check = fc
  .tuple(fc.oneof(fc.constantFrom(...types), fc.constantFrom(...textTypes)), fc.oneof(json, fitting))
  .map(([type, value]): Check => ({ type, value }));

describe("evaluateChecks", () => {
  it("gives each check one verdict with a short reason, in order, whatever the values", async () => {
    const anyCheck = fc.oneof(check, fc.record({ type: fc.string({ minLength: 1 }), value: json }));
    await fc.assert(
      fc.asyncProperty(fc.array(anyCheck, { maxLength: 20 }), reply, async (checks, on) => {
        const verdicts = await evaluateChecks(checks, on, context);
        expect(verdicts.map((verdict) => verdict.check)).toEqual(checks);
        for (const { reason } of verdicts) {
          expect(reason).not.toBe("");
          expect(reason.length).toBeLessThan(420);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("turns pass into fail with not-, and leaves an error an error", async () => {
    const flipped = { pass: "fail", fail: "pass", error: "error" };
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(check, reply, async (plain, on) => {
        const negated = { ...plain, type: `not-${plain.type}` };
        const [one, other] = await evaluateChecks([plain, negated], on, context);
        expect(other?.status).toBe(one && flipped[one.status]);
        if (one) seen.add(`${plain.type} ${one.status}`);
      }),
      { numRuns: 6_000, seed: 1 },
    );
    const every = textTypes.flatMap((type) => ["pass", "fail", "error"].map((status) => `${type} ${status}`));
    expect(every.filter((one) => !seen.has(one))).toEqual([]);
  });

  it("never passes or fails a check that validateCheck refuses", async () => {
    await fc.assert(
      fc.asyncProperty(check, reply, async (plain, on) => {
        const problem = validateCheck(plain);
        const [verdict] = await evaluateChecks([plain], on, context);
        if (problem !== null) expect(verdict).toMatchObject({ status: "error", reason: problem });
      }),
    );
  });

  it("keeps the other verdicts when one pattern has to be stopped", async () => {
    const on = { text: `${"a".repeat(60)}b`, finishReason: "stop", latencyMs: 1, cost: null };
    const checks = [
      { type: "regex", value: "b$" },
      { type: "regex", value: "(a+)+$" },
      { type: "not-regex", value: "(a+)+$" },
      { type: "contains", value: "ab" },
      { type: "not-regex", value: "b$" },
    ];
    const verdicts = await evaluateChecks(checks, on, context);
    expect(verdicts.map((verdict) => verdict.status)).toEqual(["pass", "error", "error", "pass", "fail"]);
    expect(verdicts[2]?.reason).toBe("/(a+)+$/: stopped after 500 ms: the pattern takes too long on this reply");
  });

  it("survives values nested deeper than the stack", async () => {
    let deep: JsonValue = [];
    for (let i = 0; i < 20_000; i += 1) deep = [deep];
    const on = { text: `${"[".repeat(20_001)}${"]".repeat(20_001)}`, finishReason: "stop", latencyMs: 1, cost: 0 };
    const verdicts = await evaluateChecks(
      types.map((type) => ({ type, value: deep })),
      on,
      context,
    );
    expect(new Set(verdicts.map((verdict) => verdict.status))).toEqual(new Set(["error"]));
  });
});
