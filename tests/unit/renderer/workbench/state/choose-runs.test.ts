import { describe, expect, it } from "vitest";
import {
  baselineIsMissing,
  chooseRuns,
  watchBaselineRun,
  resolveSides,
} from "../../../../../renderer/workbench/state/choose-runs.ts";
import { makeRun, makeVersion, model } from "../make.ts";

const choice = { model, settingsOf: () => ({}) };
const auto = { baseline: null, candidate: null };
const versions = [makeVersion(3, 2), makeVersion(2, 1), makeVersion(1, null)];

describe("resolveSides", () => {
  it("compares the newest version with its parent when nothing is picked", () => {
    expect(resolveSides(auto, versions, { baseNumber: 3 })).toEqual({ candidate: 3, baseline: 2 });
  });
  it("compares a restored version with its parent, not with the number before it", () => {
    expect(
      resolveSides({ baseline: null, candidate: 3 }, [makeVersion(3, 1), ...versions.slice(1)], null).baseline,
    ).toBe(1);
  });
  it("compares the draft with the version it was started from, though newer ones exist", () => {
    expect(resolveSides({ baseline: null, candidate: "draft" }, versions, { baseNumber: 1 })).toEqual({
      candidate: "draft",
      baseline: 1,
    });
  });
  it("keeps a baseline picked by hand when the candidate moves on", () => {
    expect(resolveSides({ baseline: 1, candidate: null }, versions, null)).toEqual({ candidate: 3, baseline: 1 });
  });
  it("never compares a version with itself", () => {
    expect(resolveSides({ baseline: 2, candidate: 2 }, versions, null)).toEqual({ candidate: 2, baseline: 1 });
  });
  it("falls back when the picked versions have been deleted", () => {
    expect(resolveSides({ baseline: 9, candidate: 8 }, versions, null)).toEqual({ candidate: 3, baseline: 2 });
  });
  it("has no baseline for a first version and for a prompt without versions", () => {
    expect(resolveSides({ baseline: null, candidate: 1 }, versions, null).baseline).toBeNull();
    expect(resolveSides(auto, [], { baseNumber: null })).toEqual({ candidate: "draft", baseline: null });
  });
});

describe("chooseRuns", () => {
  const sides = { candidate: 3, baseline: 2 } as const;

  it("takes the newest candidate run even while it is running", () => {
    const runs = [makeRun("4", 3, {}, { status: "running" }), makeRun("3", 3), makeRun("2", 2)];
    expect(chooseRuns(runs, "set", model, sides)).toMatchObject({ candidate: { id: "4" }, baseline: { id: "2" } });
  });
  it("takes the newest complete run of the baseline, whatever its samples, its settings or the state of the set", () => {
    const warm = { ...model, settings: { temperature: 1 } };
    for (const more of [{ samples: 3 }, { setSha256: "s2" }, { model: warm }]) {
      const runs = [makeRun("5", 3), makeRun("4", 2, more), makeRun("3", 2)];
      expect(chooseRuns(runs, "set", model, sides).baseline?.id).toBe("4");
    }
    const runs = [makeRun("5", 3), makeRun("4", 2, {}, { status: "cancelled" }), makeRun("3", 2)];
    expect(chooseRuns(runs, "set", model, sides).baseline?.id).toBe("3");
  });
  it("waits for a baseline that is on its way", () => {
    const runs = [makeRun("5", 3), makeRun("4", 2, {}, { status: "running", recorded: 0 })];
    expect(chooseRuns(runs, "set", model, sides).baseline?.id).toBe("4");
  });
  it("does not mix models or sets", () => {
    const other = { ...model, model: "other" };
    const runs = [makeRun("5", 3), makeRun("3", 2, { setId: "other" }), makeRun("2", 2, { model: other })];
    expect(chooseRuns(runs, "set", model, sides)).toMatchObject({ candidate: { id: "5" }, baseline: null });
    const two = [
      makeRun("6", 3, { model: other }),
      makeRun("5", 3),
      makeRun("3", 2, { model: other }),
      makeRun("2", 2),
    ];
    expect(chooseRuns(two, "set", model, sides)).toMatchObject({ candidate: { id: "5" }, baseline: { id: "2" } });
    expect(chooseRuns(two, "set", other, sides)).toMatchObject({ candidate: { id: "6" }, baseline: { id: "3" } });
  });
  it("shows what any model recorded where the picked one has nothing, and where no model is saved at all", () => {
    const cli = { ...model, provider: "openai-compatible", model: "small", settings: { temperature: 0 } } as const;
    const runs = [makeRun("4", 3, { model: cli }), makeRun("3", 2, { model: cli }), makeRun("2", 2)];
    for (const picked of [null, model, { ...cli, settings: {} }]) {
      expect(chooseRuns(runs, "set", picked, sides)).toMatchObject({ candidate: { id: "4" }, baseline: { id: "3" } });
    }
  });
  it("shows the very run that was opened by hand, and its model's baseline", () => {
    const cli = { ...model, model: "other" };
    const runs = [makeRun("6", 3), makeRun("5", 3, { model: cli }), makeRun("4", 2), makeRun("3", 2, { model: cli })];
    expect(chooseRuns(runs, "set", model, sides, "5")).toMatchObject({ candidate: { id: "5" }, baseline: { id: "3" } });
    const picked = [makeRun("6", 3), makeRun("5", 3, { partial: true }), makeRun("4", 2)];
    expect(chooseRuns(picked, "set", model, sides, "5").candidate?.id).toBe("5");
    expect(chooseRuns(runs, "set", model, sides, "4").candidate?.id).toBe("6");
  });
  it("does not take a version's run for the draft's", () => {
    expect(chooseRuns([makeRun("1", 3)], "set", model, { candidate: "draft", baseline: 3 })).toMatchObject({
      candidate: null,
      baseline: { id: "1" },
    });
  });
});

describe("baselineIsMissing", () => {
  it("counts a run on its way as there, and one that was cut off as missing", () => {
    const with_ = (status: "running" | "cancelled") => [makeRun("1", 2, {}, { status })];
    expect(baselineIsMissing(with_("running"), "set", choice, 2, 1)).toBe(false);
    expect(baselineIsMissing(with_("cancelled"), "set", choice, 2, 1)).toBe(true);
  });
  it("wants as many samples as the candidate will have", () => {
    expect(baselineIsMissing([makeRun("1", 2)], "set", choice, 2, 3)).toBe(true);
  });
});

describe("runs that stand beside others", () => {
  const sides = { candidate: 3, baseline: 2 } as const;
  const pinned = { history: "pinned", baselineRunId: "2" } as const;

  it("with pinned history explain a live run and do not take its place, but are shown where there is no other", () => {
    const runs = [makeRun("5", 3, pinned), makeRun("3", 3), makeRun("2", 2)];
    expect(chooseRuns(runs, "set", model, sides).candidate?.id).toBe("3");
    expect(chooseRuns([makeRun("5", 3, pinned), makeRun("2", 2)], "set", model, sides).candidate?.id).toBe("5");
    expect(baselineIsMissing([makeRun("4", 2, pinned)], "set", choice, 2, 1)).toBe(true);
  });
  it("over picked conversations never stand for a version", () => {
    const runs = [makeRun("5", null, { partial: true }), makeRun("2", 3)];
    expect(chooseRuns(runs, "set", model, { candidate: "draft", baseline: 3 }).candidate).toBeNull();
  });
});

describe("runToWatchAgainst", () => {
  const against = (...runs: ReturnType<typeof makeRun>[]) => watchBaselineRun(runs, "set", choice, 3)?.id ?? null;

  it("takes the newest complete live run of the whole set, whatever its samples", () => {
    expect(
      against(
        makeRun("9", 3, { partial: true }),
        makeRun("8", 3, { history: "pinned" }),
        makeRun("7", 3, {}, { status: "running" }),
        makeRun("6", 3, { samples: 5 }),
        makeRun("5", 3),
        makeRun("4", 3),
      ),
    ).toBe("6");
    expect(against(makeRun("6", 2), makeRun("5", 3, { setId: "other" }))).toBeNull();
  });
});
