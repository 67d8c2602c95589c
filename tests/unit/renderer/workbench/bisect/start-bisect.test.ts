import { describe, expect, it } from "vitest";
import {
  bisectQuestionFor,
  formatBisectCase,
  formatCertainty,
} from "../../../../../renderer/workbench/bisect/start-bisect.tsx";
import { readCallLimit } from "../../../../../renderer/workbench/state/replay-options.ts";
import { makeRow, makeVersion } from "../make.ts";

const prompt = { id: "1", name: "lex", versions: 4 };
const set = { id: "2", name: "cases", conversations: 3, checks: 3 };
const versions = [4, 3, 2, 1].map((number) => makeVersion(number, number === 1 ? null : number - 1));
const loop = (baseline: number | null, candidate: number | "draft") => ({
  prompt,
  set,
  versions,
  sides: { baseline, candidate },
});
const broke = makeRow("a", { outcome: "broke" });
const failing = makeRow("b", { outcome: "stillFailing" });

describe("the ends that a search starts from", () => {
  it("are those of the comparison where the conversation broke in it", () => {
    expect(bisectQuestionFor([broke], loop(2, 4))).toMatchObject({ conversationIds: ["a"], good: "v2", bad: "v4" });
    expect(bisectQuestionFor([broke], loop(4, "draft"))).toMatchObject({ good: "v4", bad: "draft" });
  });

  it("go back to the first version where it failed at the baseline too", () => {
    expect(bisectQuestionFor([failing], loop(3, 4))).toMatchObject({ good: "v1", bad: "v4" });
    expect(bisectQuestionFor([broke, failing], loop(3, 4))).toMatchObject({ conversationIds: ["a", "b"], good: "v1" });
  });

  it("are none where there is nothing to go back to", () => {
    expect(bisectQuestionFor([failing], loop(null, 1))).toBeNull();
    expect(bisectQuestionFor([], loop(3, 4))).toBeNull();
    expect(bisectQuestionFor([broke], { ...loop(3, 4), set: null })).toBeNull();
  });
});

describe("what is said", () => {
  it("never rounds a doubt away", () => {
    expect([formatCertainty(0.999), formatCertainty(1), formatCertainty(0.004)]).toEqual(["99%", "100%", "0%"]);
  });

  it("names a culprit that was left out as such", () => {
    const result = { end: "found" as const, likely: null, certainty: 1, reason: "" };
    const culprit = { version: "v4", number: 4, message: "", undone: true };
    const one = { conversationId: "a", stops: [], same: 0, steps: [], calls: 0 };
    expect(formatBisectCase({ ...one, result: { ...result, culprit } })).toBe("without v4");
    expect(formatBisectCase({ ...one, result: { ...result, culprit: { ...culprit, undone: false } } })).toBe("v4");
    expect(formatBisectCase({ ...one, result: null })).toBe("waiting");
  });

  it("reads a limit, and says when it cannot", () => {
    expect(readCallLimit(" ")).toBeNull();
    expect(readCallLimit("12")).toMatchObject({ calls: 12, tokens: null });
    expect([readCallLimit("0"), readCallLimit("1.5"), readCallLimit("few")]).toEqual([undefined, undefined, undefined]);
  });
});
