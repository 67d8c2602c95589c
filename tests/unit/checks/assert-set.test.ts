import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { validateCheck } from "../../../electron/engine/checks/evaluate.ts";
import type { Check } from "../../../shared/domain/check.ts";
import { judge } from "./judge.ts";

const yes: Check = { type: "contains", value: "yes" };
const no: Check = { type: "contains", value: "no" };
const broken: Check = { type: "contains" };
const unpriced: Check = { type: "regex", value: "(a+)+$" };
const set = (assert: Check[], more: Partial<Check> = {}): Check => ({ type: "assert-set", assert, ...more });

describe("assert-set", () => {
  it("passes when all pass, and names the first that does not", async () => {
    expect(await judge(set([yes, yes]), "yes")).toMatchObject({ status: "pass", score: 1 });
    expect(await judge(set([yes, no]), "yes")).toMatchObject({
      status: "fail",
      score: 0.5,
      reason: "1 of 2 checks of the set pass; contains: does not contain “no”",
    });
  });

  it("with a threshold, passes when the mean by weight reaches it", async () => {
    expect(await judge(set([yes, no], { threshold: 0.5 }), "yes")).toMatchObject({ status: "pass", score: 0.5 });
    expect(await judge(set([yes, { ...no, weight: 3 }], { threshold: 0.5 }), "yes")).toMatchObject({
      status: "fail",
      score: 0.25,
      reason: expect.stringContaining("score 0.25, 1 of 2 checks of the set pass"),
    });
    const scored: Check = { type: "rouge-n", value: "yes it is so", threshold: 1 };
    const verdict = await judge(set([yes, scored], { threshold: 0.9 }), "yes it is");
    expect(verdict.score).toBeCloseTo((1 + (2 * 0.75) / 1.75) / 2, 12);
    expect(verdict.status).toBe("pass");
  });

  it("turns round with not-, score and all", async () => {
    expect(await judge({ ...set([yes, no], { threshold: 0.6 }), type: "not-assert-set" }, "yes")).toMatchObject({
      status: "pass",
      score: 0.5,
    });
  });

  it("is in error when one of its checks is, with a threshold that the others reach or without", async () => {
    const slow = `${"a".repeat(60)}b yes`;
    for (const threshold of [undefined, 0.1]) {
      for (const type of ["assert-set", "not-assert-set"]) {
        const check = { ...set([yes, unpriced]), type, ...(threshold !== undefined && { threshold }) };
        expect(await judge(check, slow)).toMatchObject({ status: "error", reason: expect.stringContaining("“regex”") });
      }
    }
  });

  it("leaves out what is only measured, in error or not", async () => {
    expect(await judge(set([yes, { ...no, weight: 0 }]), "yes")).toMatchObject({ status: "pass", score: 1 });
    expect(await judge(set([yes, { ...unpriced, weight: 0 }]), `${"a".repeat(60)}b yes`)).toMatchObject({
      status: "pass",
    });
    expect(await judge(set([{ ...no, weight: 0 }]), "yes")).toMatchObject({ status: "pass" });
  });

  it("refuses what could only mislead, with the place of the mistake", () => {
    expect(validateCheck(set([]))).toContain("needs at least one check");
    expect(validateCheck({ type: "assert-set" })).toContain("needs a list of checks under “assert”");
    expect(validateCheck(set([yes, broken]))).toContain("check 2 of the set: “contains” needs a text");
    expect(validateCheck(set([set([yes])]))).toBe("check 1 of the set: a set cannot hold another set");
    expect(validateCheck(set([yes], { threshold: 7 }))).toContain("“threshold” must be a number from 0 to 1");
    expect(validateCheck(set([{ ...yes, weight: 0 }], { threshold: 0.5 }))).toContain(
      "all checks of the set have weight 0",
    );
  });

  it("has a score between those of its checks, whatever the weights", async () => {
    const weights = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(weights, fc.infiniteStream(fc.boolean()), async (all, kinds) => {
        const checks = all.map((weight) => ({ ...(kinds.next().value === true ? yes : no), weight }));
        const { score = null } = await judge(set(checks), "yes");
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1 + 1e-12);
      }),
      { numRuns: 50 },
    );
  });
});

describe("weight 0", () => {
  it("measures without a say, and says so", async () => {
    expect(await judge({ ...no, weight: 0 }, "yes")).toEqual({
      check: { ...no, weight: 0 },
      status: "fail",
      counts: false,
      reason: "measured only: does not contain “no”",
    });
    expect((await judge({ ...no, weight: 0.5 }, "yes")).counts).toBeUndefined();
  });
});
