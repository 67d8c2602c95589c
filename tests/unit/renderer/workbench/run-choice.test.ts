import { describe, expect, it } from "vitest";
import {
  baselineIsMissing,
  chooseRuns,
  newestToWatchAgainst,
  resolveSides,
} from "../../../../renderer/workbench/run-choice.ts";
import { makeRun, makeVersion, model } from "./make.ts";

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
    expect(chooseRuns(runs, "set", choice, sides, 1)).toMatchObject({ candidate: { id: "4" }, baseline: { id: "2" } });
  });
  it("prefers a complete baseline run with as many samples to a newer one with fewer", () => {
    const runs = [makeRun("5", 3, { samples: 3 }), makeRun("4", 2), makeRun("3", 2, { samples: 3 })];
    expect(chooseRuns(runs, "set", choice, sides, 3).baseline?.id).toBe("3");
  });
  it("prefers a version's run with the picked number of samples, but always the draft's newest", () => {
    const runs = [
      makeRun("4", 3, { samples: 20 }),
      makeRun("3", 3),
      makeRun("2", null, { samples: 20 }),
      makeRun("1", null),
    ];
    expect(chooseRuns(runs, "set", choice, sides, 1).candidate?.id).toBe("3");
    expect(chooseRuns(runs, "set", choice, sides, 5).candidate?.id).toBe("4");
    expect(chooseRuns(runs, "set", choice, { candidate: "draft", baseline: 3 }, 1).candidate?.id).toBe("2");
  });
  it("prefers a baseline run over the same state of the set", () => {
    const runs = [makeRun("5", 3, { setSha256: "s2" }), makeRun("4", 2), makeRun("3", 2, { setSha256: "s2" })];
    expect(chooseRuns(runs, "set", choice, sides, 1).baseline?.id).toBe("3");
  });
  it("does not mix models, their settings or sets", () => {
    const runs = [
      makeRun("5", 3),
      makeRun("4", 2, { model: { ...model, settings: { temperature: 1 } } }),
      makeRun("3", 2, { setId: "other" }),
      makeRun("2", 2, { model: { ...model, model: "other" } }),
    ];
    expect(chooseRuns(runs, "set", choice, sides, 1)).toMatchObject({ candidate: { id: "5" }, baseline: null });
  });
  it("reckons with the settings that a version brings along", () => {
    const warm = makeRun("1", 2, { model: { ...model, settings: { temperature: 0.7 } } });
    const settingsOf = (side: number | "draft") => (side === 2 ? { temperature: 0.7 } : {});
    expect(chooseRuns([makeRun("2", 3), warm], "set", { model, settingsOf }, sides, 1).baseline?.id).toBe("1");
    expect(chooseRuns([makeRun("2", 3), warm], "set", choice, sides, 1).baseline).toBeNull();
  });
  it("does not take a version's run for the draft's", () => {
    expect(chooseRuns([makeRun("1", 3)], "set", choice, { candidate: "draft", baseline: 3 }, 1)).toMatchObject({
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
    expect(chooseRuns(runs, "set", choice, sides, 1).candidate?.id).toBe("3");
    expect(chooseRuns([makeRun("5", 3, pinned), makeRun("2", 2)], "set", choice, sides, 1).candidate?.id).toBe("5");
    expect(baselineIsMissing([makeRun("4", 2, pinned)], "set", choice, 2, 1)).toBe(true);
  });
  it("over picked conversations never stand for a version", () => {
    const runs = [makeRun("5", null, { partial: true }), makeRun("2", 3)];
    expect(chooseRuns(runs, "set", choice, { candidate: "draft", baseline: 3 }, 1).candidate).toBeNull();
  });
});

describe("newestToWatchAgainst", () => {
  const against = (...runs: ReturnType<typeof makeRun>[]) => newestToWatchAgainst(runs, "set", choice, 3)?.id ?? null;

  it("takes the newest complete live run of the whole set, and one of a single sample before any of several", () => {
    expect(
      against(
        makeRun("9", 3, { partial: true }),
        makeRun("8", 3, { history: "pinned" }),
        makeRun("7", 3, {}, { status: "running" }),
        makeRun("6", 3, { samples: 5 }),
        makeRun("5", 3),
        makeRun("4", 3),
      ),
    ).toBe("5");
    expect(against(makeRun("6", 3, { samples: 5 }))).toBe("6");
    expect(against(makeRun("6", 2), makeRun("5", 3, { setId: "other" }))).toBeNull();
  });
});
