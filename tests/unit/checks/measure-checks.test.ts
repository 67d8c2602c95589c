import { describe, expect, it } from "vitest";
import { bothWays, judge, reply } from "./judge.ts";

const four = "one two\n three  four";

describe("word-count and max-length", () => {
  it.each([
    ["word-count", 4],
    ["word-count", { min: 4 }],
    ["word-count", { max: 4 }],
    ["word-count", { min: 1, max: 9 }],
    ["max-length", 20],
  ])("%s %j passes, and its negation fails", async (type, value) => {
    expect(await bothWays(type, value, four)).toEqual(["pass", "fail"]);
  });

  it.each([
    ["word-count", 3],
    ["word-count", { min: 5 }],
    ["word-count", { max: 3 }],
    ["word-count", { min: 5, max: 9 }],
    ["max-length", 19],
  ])("%s %j fails, and its negation passes", async (type, value) => {
    expect(await bothWays(type, value, four)).toEqual(["fail", "pass"]);
  });

  it.each([
    ["word-count", null],
    ["word-count", "4"],
    ["word-count", -1],
    ["word-count", 1.5],
    ["word-count", {}],
    ["word-count", { min: 5, max: 4 }],
    ["word-count", { max: "4" }],
    ["word-count", { max: 4, mim: 1 }],
    ["max-length", "20"],
    ["max-length", -1],
    ["max-length", null],
  ])("%s %j is an error, negated or not", async (type, value) => {
    expect(await bothWays(type, value, four)).toEqual(["error", "error"]);
  });

  it("says what it found and what was wanted", async () => {
    const words = Array.from({ length: 132 }, () => "word").join(" ");
    const reason = async (type: string, value: number | { min?: number; max?: number }) =>
      (await judge({ type, value }, words)).reason;
    expect(await reason("word-count", { max: 120 })).toBe("found 132 words, wanted at most 120");
    expect(await reason("not-word-count", { max: 140 })).toBe("found 132 words, wanted more than 140");
    expect(await reason("word-count", { min: 140 })).toBe("found 132 words, wanted at least 140");
    expect(await reason("word-count", { min: 1, max: 9 })).toBe("found 132 words, wanted 1 to 9");
    expect(await reason("not-word-count", 132)).toBe("found 132 words, wanted any number but 132");
    expect(await reason("max-length", 10)).toBe("found 659 characters, wanted at most 10");
    expect(await reason("max-length", 700)).toBe("found 659 characters");
  });

  it("finds no words in an empty reply", async () => {
    expect(await bothWays("word-count", 0, " \n")).toEqual(["pass", "fail"]);
  });

  it("counts an emoji as one character, not as two units", async () => {
    expect(await bothWays("max-length", 2, "👍👍")).toEqual(["pass", "fail"]);
    expect(await bothWays("max-length", 1, "👍👍")).toEqual(["fail", "pass"]);
  });
});

describe("latency and cost", () => {
  it("compares the recorded time, the limit included", async () => {
    expect(await bothWays("latency", 800, reply("x", { latencyMs: 800 }))).toEqual(["pass", "fail"]);
    expect(await bothWays("latency", 800, reply("x", { latencyMs: 801 }))).toEqual(["fail", "pass"]);
    const verdict = await judge({ type: "latency", value: 1000 }, reply("x", { latencyMs: 1532 }));
    expect(verdict.reason).toBe("took 1532 ms, wanted at most 1000 ms");
  });

  it("compares the cost, the limit included", async () => {
    expect(await bothWays("cost", 0.002, reply("x", { cost: 0.002 }))).toEqual(["pass", "fail"]);
    expect(await bothWays("cost", 0.002, reply("x", { cost: 0.0021 }))).toEqual(["fail", "pass"]);
    const verdict = await judge({ type: "cost", value: 0.0000001 }, reply("x", { cost: 0.0000031 }));
    expect(verdict.reason).toBe("cost $0.0000031, wanted at most $0.0000001");
  });

  it("takes an unknown price for an error, never for cheap or dear", async () => {
    expect(await bothWays("cost", 1, reply("x", { cost: null }))).toEqual(["error", "error"]);
    const verdict = await judge({ type: "not-cost", value: 1 }, reply("x", { cost: null }));
    expect(verdict.reason).toBe("the price of this model is unknown");
  });

  it("finds the limit under promptfoo's name too", async () => {
    expect((await judge({ type: "latency", threshold: 500 }, reply("x"))).status).toBe("fail");
    expect((await judge({ type: "cost", threshold: 0.5 }, reply("x"))).status).toBe("pass");
  });

  it.each(["latency", "cost"])("%s without a limit is an error", async (type) => {
    expect(await bothWays(type, null, "x")).toEqual(["error", "error"]);
    expect(await bothWays(type, "fast", "x")).toEqual(["error", "error"]);
    expect(await bothWays(type, -1, "x")).toEqual(["error", "error"]);
  });
});
