import { describe, expect, test } from "vitest";
import {
  sampleGroupAloud,
  nextSampleInGroup,
  sampleChips,
} from "../../../../../renderer/workbench/evidence/evidence-model.ts";
import { passCountsAloud } from "../../../../../renderer/workbench/outcomes/outcome-groups.ts";

describe("the chips of the sample picker", () => {
  const group = (samples: number[], candidate: "passed" | "failed" = "passed") => ({
    samples,
    baseline: "passed" as const,
    candidate,
  });

  test("are one for each different pair of replies, the commonest first", () => {
    const { chips, more } = sampleChips([group([0, 2, 3, 4]), group([1], "failed")], 5);
    expect(chips.map(({ samples }) => samples)).toEqual([[0, 2, 3, 4], [1]]);
    expect(more).toBe(false);
  });

  test("stand by number where no two are the same, and name those that are not finished", () => {
    const { chips } = sampleChips([group([2]), group([0])], 4);
    expect(chips.map(({ samples }) => samples)).toEqual([[0], [2], [1], [3]]);
  });

  test("are ten at most; a number reaches the rest", () => {
    const { chips, more } = sampleChips([], 30);
    expect([chips.length, more]).toEqual([10, true]);
  });

  test("step through the samples of a group when pressed again", () => {
    expect([7, 2, 5].map((current) => nextSampleInGroup([2, 5, 9], current))).toEqual([2, 5, 9]);
    expect(nextSampleInGroup([2, 5, 9], 9)).toBe(2);
  });

  test("say what they stand for", () => {
    expect(sampleGroupAloud(group([0, 2]))).toBe("2 samples with the same replies, passed");
    expect(sampleGroupAloud({ samples: [4], candidate: null })).toBe("Sample 5");
  });
});

test("counts and bars of a row are said with their intervals", () => {
  const row = { baseline: { passed: 3, samples: 5 }, candidate: { passed: 0, samples: 0 } };
  expect(passCountsAloud(row, false)).toBe("before: 3 of 5 pass, 95% from 23% to 88%; now: no sample could be judged");
  expect(passCountsAloud({ ...row, candidate: { passed: 5, samples: 5 } }, true)).toBe(
    "5 of 5 pass, 95% from 57% to 100%",
  );
});
