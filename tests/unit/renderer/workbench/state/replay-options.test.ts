import { describe, expect, it } from "vitest";
import { formatReplayPlan } from "../../../../../renderer/workbench/state/format-progress.ts";
import {
  noReplayOptions,
  formatReplayOptions,
  readBudget,
  readSampleLimit,
} from "../../../../../renderer/workbench/state/replay-options.ts";

describe("limits as they are typed", () => {
  it("make no budget where all are empty, and seconds become milliseconds", () => {
    expect(readBudget(noReplayOptions)).toBeNull();
    expect(readBudget({ ...noReplayOptions, calls: "10", dollars: "0,5", seconds: "1.5" })).toEqual({
      calls: 10,
      tokens: null,
      cost: 0.5,
      wallMs: 1500,
    });
  });

  it.each([{ calls: "1.5" }, { tokens: "0" }, { dollars: "-1" }, { seconds: "soon" }])(
    "are never taken for no limit when they cannot be read: %j",
    (wrong) => expect(() => readBudget({ ...noReplayOptions, ...wrong })).toThrow("is not a number above 0"),
  );

  it("of auto-samples are whole numbers from 2 to 1,000, or left to the engine", () => {
    expect(["", " ", "2", "1000"].map(readSampleLimit)).toEqual([null, null, 2, 1000]);
    expect(["1", "1001", "2.5", "many"].map(readSampleLimit)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("are named on the button", () => {
    expect(formatReplayOptions(noReplayOptions)).toBeNull();
    expect(formatReplayOptions({ ...noReplayOptions, dollars: "2", failFast: true })).toBe(
      "at most $2, stops at the first break",
    );
    expect(formatReplayOptions({ ...noReplayOptions, samples: "30" })).toBe("at most 30 samples a side");
  });
});

describe("a plan in words", () => {
  const plan = { conversations: 2, replies: 4, unchecked: 0, cachedAtLeast: 12, calls: 64, cost: 0.021 };
  const tokens = { input: 30_000, output: 1_000 };

  it("says calls, tokens, cost and what is cached, over all runs that a replay starts", () => {
    expect(formatReplayPlan([{ ...plan, tokens }])).toBe("64 calls · about 31k tokens · about $0.02 · 12 cached");
    expect(
      formatReplayPlan([
        { ...plan, tokens },
        { ...plan, tokens },
      ]),
    ).toBe("128 calls · about 62k tokens · about $0.04 · 24 cached");
  });

  it("says that a price is unknown, and nothing of money where there is none to pay", () => {
    expect(formatReplayPlan([{ ...plan, tokens, cost: null }])).toContain("price unknown");
    expect(formatReplayPlan([{ ...plan, tokens, cost: 0, cachedAtLeast: 0 }])).toBe("64 calls · about 31k tokens");
  });

  it("says that all of it is cached", () => {
    expect(formatReplayPlan([{ ...plan, calls: 0, tokens: { input: 0, output: 0 } }])).toBe(
      "no calls · all 12 replies cached",
    );
  });
});
