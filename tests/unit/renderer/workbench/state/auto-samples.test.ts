import { describe, expect, it } from "vitest";
import {
  formatReplayPlan,
  formatRunEnd,
  progressCounts,
} from "../../../../../renderer/workbench/state/format-progress.ts";
import {
  rowsForMoreSamples,
  formatMoreSamples,
  sampleLimitFor,
} from "../../../../../renderer/workbench/outcomes/outcome-groups.ts";
import { sumProgress } from "../../../../../renderer/workbench/state/live-runs.ts";
import { baselineIsMissing, chooseRuns } from "../../../../../renderer/workbench/state/choose-runs.ts";
import { makeProgress, makeRow, makeRun, model } from "../make.ts";

const choice = { model, settingsOf: () => ({}) };
const sampling = { limit: 60 };

describe("the runs of a comparison with auto-samples", () => {
  const baseline = makeRun("1", 1);
  const other = makeRun("2", 1, { samples: 2, sampling });
  const candidate = makeRun("3", 2, { samples: 2, sampling, baselineRunId: "1" });
  const fixed = makeRun("4", 2);

  it("are the newest of each side", () => {
    const runs = [fixed, candidate, other, baseline];
    const sides = { baseline: 1, candidate: 2 };
    expect(chooseRuns(runs, "set", model, sides)).toMatchObject({ candidate: { id: "4" }, baseline: { id: "2" } });
    expect(chooseRuns(runs.slice(1), "set", model, sides).candidate?.id).toBe("3");
  });

  it("take any run of the baseline as it is", () => {
    expect(baselineIsMissing([baseline], "set", choice, 1, "auto")).toBe(false);
    expect(baselineIsMissing([other], "set", choice, 1, 2)).toBe(true);
    expect(baselineIsMissing([], "set", choice, 1, "auto")).toBe(true);
  });
});

describe("what is said of auto-samples", () => {
  it("counts conversations that are decided, with what the replies can come to", () => {
    const running = makeProgress({
      status: "running",
      conversations: 24,
      conversationsDone: 9,
      undecided: 1,
      recorded: 40,
      replies: 52,
      repliesAtMost: 1_200,
    });
    expect(progressCounts(running)).toEqual({
      done: 9,
      all: 24,
      text: "8 of 24 conversations decided, 1 undecided at the limit; 40 replies, up to 1,200",
    });
    expect(formatRunEnd({ ...running, status: "cancelled" })).toContain("15 conversations to go");
    expect(progressCounts(makeProgress())).toEqual({ done: 2, all: 2, text: "2 of 2 replies" });
    const both = sumProgress([running, makeProgress({ replies: 24, recorded: 24 })]);
    expect(both).toMatchObject({ repliesAtMost: 1_224, undecided: 1 });
  });

  it("plans between the least and the most, and says what is likely", () => {
    const amount = (calls: number) => ({
      replies: calls,
      calls,
      tokens: { input: calls * 90, output: calls * 10 },
      cost: 0,
    });
    const plan = {
      ...amount(96),
      conversations: 24,
      cachedAtLeast: 12,
      unchecked: 0,
      auto: { expected: amount(140), most: amount(2_300), cap: 384 },
    };
    expect(formatReplayPlan([plan])).toBe("between 96 and 384 calls, about 140 · about 14k tokens · 12 cached");
  });

  it("names what further samples would settle, and how far to go for it", () => {
    const open = makeRow("a", { outcome: "undecided", more: 14, candidate: { passed: 30, samples: 60 } });
    const rows = [open, makeRow("b", { outcome: "undecided" }), makeRow("c", { outcome: "flaky", more: 3 })];
    expect(rowsForMoreSamples({ rows })).toEqual([open]);
    expect(formatMoreSamples([open]).whole).toBe("1 undecided: 14 more samples a side would decide it");
    expect(formatMoreSamples([open, { ...open, more: 3 }])).toEqual({
      short: "2 undecided: up to 14 more",
      whole: "2 undecided: up to 14 more samples a side would decide them",
    });
    expect(sampleLimitFor([open])).toBe(74);
  });
});
