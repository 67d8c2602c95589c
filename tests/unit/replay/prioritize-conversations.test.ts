import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffKeywords, keywordsOf } from "../../../electron/engine/prompts/diff-keywords.ts";
import { prioritizeConversations, type PriorityCase } from "../../../electron/engine/replay/prioritize.ts";

function one(id: string, more: Partial<PriorityCase> = {}): PriorityCase {
  return { id, checks: 1, shared: [], passed: [true, true, true], ...more };
}

const rest = ["r1", "r2", "r3", "r4"].map((id) => one(id));

describe("the conversations most likely to change", () => {
  it("are those that broke last, that the change speaks of and that flip most, one of each kind after the other", () => {
    const { ids, why } = prioritizeConversations(
      [
        ...rest,
        one("flips", { passed: [true, false, true, false] }),
        one("touched", { shared: ["phone"] }),
        one("broke", { passed: [false, true, true] }),
      ],
      3,
    );
    expect(ids).toEqual(["broke", "touched", "flips"]);
    expect(why).toEqual({
      broke: "broke last",
      touched: "the change speaks of “phone”",
      flips: "flipped 3 times over earlier runs",
    });
  });

  it("leave room for each reason, however many conversations have the first", () => {
    const broken = ["b1", "b2", "b3", "b4", "b5"].map((id) => one(id, { passed: [false, true] }));
    const { ids } = prioritizeConversations([...broken, ...rest, one("touched", { shared: ["phone"] })], 3);
    expect(ids).toContain("touched");
  });

  it("count a rare word for more than a frequent one, and a word that most have for nothing", () => {
    const cases = [
      one("frequent", { shared: ["rent", "deposit"] }),
      one("other", { shared: ["rent", "deposit"] }),
      one("rare", { shared: ["rent", "carpet"] }),
      one("only-common", { shared: ["rent"] }),
      ...rest.slice(0, 2),
    ];
    const { ids, why } = prioritizeConversations(cases, 6);
    expect(ids.slice(0, 3)).toEqual(["rare", "frequent", "other"]);
    expect(why["rare"]).toBe("the change speaks of “carpet”");
    expect(why["only-common"]).toBe("next in the set");
  });

  it("do not take a gap in the runs for a flip", () => {
    const { why } = prioritizeConversations(
      [one("gap", { passed: [true, null, true] }), one("b", { passed: [null, false] })],
      2,
    );
    expect(why).toEqual({ b: "failed last", gap: "next in the set" });
  });

  it("are filled up with what failed last, then with what has checks, and end with what cannot break", () => {
    const cases = [one("unchecked", { checks: 0 }), one("first"), one("failed", { passed: [false, false] })];
    expect(prioritizeConversations(cases, 8).ids).toEqual(["failed", "first", "unchecked"]);
  });

  it("are as many as asked for, each once and each with a reason, whatever the history", () => {
    const arbitrary = fc.record({
      checks: fc.nat(2),
      shared: fc.uniqueArray(fc.constantFrom("a", "b", "c", "__proto__"), { maxLength: 3 }),
      passed: fc.array(fc.constantFrom(true, false, null), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 20 }), fc.integer({ min: 1, max: 12 }), (made, limit) => {
        const cases = made.map((each, at) => ({ ...each, id: at === 0 ? "__proto__" : `c${at}` }));
        const { ids, why } = prioritizeConversations(cases, limit);
        expect(ids).toHaveLength(Math.min(limit, cases.length));
        expect(new Set(ids).size).toBe(ids.length);
        expect(Object.keys(why).toSorted()).toEqual(ids.toSorted());
      }),
    );
  });
});

describe("the words of a change", () => {
  it("are those of the lines that came or went, not of the lines that stayed", () => {
    const before = "Be kind to tenants.\nMention competitors.\n";
    const after = "Be kind to tenants.\nInvent phone numbers.\n";
    expect([...diffKeywords(before, after)]).toEqual(["mention", "competitor", "invent", "phone", "number"]);
    expect(diffKeywords(before, before).size).toBe(0);
  });

  it("leave out words that stand in any instruction, and meet across singular, plural and capitals", () => {
    expect(keywordsOf("Do NOT give out Phone Numbers, ever: the number is 555-0173 or Straße")).toEqual([
      "phone",
      "number",
      "ever",
      "number",
      "555",
      "0173",
      "straße",
    ]);
    expect(keywordsOf("address business")).toEqual(["address", "business"]);
  });
});
