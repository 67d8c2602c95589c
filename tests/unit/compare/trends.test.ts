import { describe, expect, test } from "vitest";
import { sampleGroups } from "../../../electron/engine/compare/conversation-comparison.ts";
import { setRateInterval } from "../../../electron/engine/statistics/rate-intervals.ts";
import { quantilesOf } from "../../../electron/engine/compare/trends.ts";
import type { SampleResult } from "../../../electron/engine/store/results.ts";

describe("spreadOf", () => {
  test("has R's default quantiles: quantile(c(1, 2, 4, 8, 16), c(.05, .25, .5, .75, .95))", () => {
    expect(quantilesOf(Float64Array.of(8, 1, 16, 2, 4))).toEqual({
      replies: 5,
      mean: 6.2,
      p5: expect.closeTo(1.2, 9),
      p25: 2,
      median: 4,
      p75: 8,
      p95: expect.closeTo(14.4, 9),
    });
  });
  test("of one value is that value, of none nothing", () => {
    expect(quantilesOf(Float64Array.of(7))).toMatchObject({ p5: 7, median: 7, p95: 7 });
    expect(quantilesOf(new Float64Array())).toBeNull();
  });
});

describe("setRateInterval", () => {
  test("is Wilson's with one sample each: 15 of 148 is 6.24% to 16.05% (Newcombe 1998, 857–872, table I)", () => {
    const [low, high] = setRateInterval({ conversations: 148, samples: 148, shares: 15, squares: 15 }) ?? [];
    expect(low).toBeCloseTo(0.0624, 4);
    expect(high).toBeCloseTo(0.1605, 4);
  });
  test("is no narrower for five samples that always agree than for one", () => {
    const one = setRateInterval({ conversations: 40, samples: 40, shares: 20, squares: 20 });
    const five = setRateInterval({ conversations: 40, samples: 200, shares: 20, squares: 20 });
    const width = (interval: [number, number] | null) => (interval ? interval[1] - interval[0] : 0);
    expect(width(five)).toBeGreaterThanOrEqual(width(one));
  });
  test("is narrower where the samples of a conversation differ, and not known for a lone one or none", () => {
    const apart = setRateInterval({ conversations: 40, samples: 200, shares: 20, squares: 12 });
    expect(apart?.[1]).toBeLessThan(0.58);
    expect(setRateInterval({ conversations: 1, samples: 5, shares: 0.4, squares: 0.16 })).toBeNull();
    expect(setRateInterval({ conversations: 0, samples: 0, shares: 0, squares: 0 })).toBeNull();
  });
});

describe("sampleGroups", () => {
  const result = (sample: number, texts: number[], status: SampleResult["status"] = "passed"): SampleResult => ({
    position: 0,
    sample,
    status,
    replyTexts: texts,
  });

  test("puts samples together whose replies are the same on both sides, the largest group first", () => {
    const before = [0, 1, 2, 3].map((sample) => result(sample, [1, 2]));
    const after = [result(0, [5, 6], "failed"), ...[1, 2, 3].map((sample) => result(sample, [1, 6]))];
    expect(sampleGroups(before, after)).toEqual([
      { samples: [1, 2, 3], baseline: "passed", candidate: "passed" },
      { samples: [0], baseline: "passed", candidate: "failed" },
    ]);
  });

  test("keeps a sample that only one side has apart, and says when the same replies were judged differently", () => {
    const after = [result(0, [5]), result(1, [5], "failed")];
    expect(sampleGroups([], after)).toEqual([{ samples: [0, 1], baseline: null, candidate: "mixed" }]);
    expect(sampleGroups([result(0, [1])], after).map(({ samples }) => samples)).toEqual([[0], [1]]);
  });
});
