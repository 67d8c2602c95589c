import { describe, expect, it } from "vitest";
import { baselineIsStale, versionsToReplay } from "../../../../../renderer/workbench/state/choose-runs.ts";
import { makeRun, model } from "../make.ts";

const choice = { promptId: "1", setId: "set", model, settingsOf: () => ({}), samples: 1 };

describe("versionsToReplay", () => {
  it("starts a baseline without a run before the candidate", () => {
    expect(versionsToReplay(choice, 3, 2, [])).toEqual([2, 3]);
  });
  it("does not replay a baseline that has a complete run", () => {
    expect(versionsToReplay(choice, "draft", 2, [makeRun("1", 2)])).toEqual(["draft"]);
  });
  it("replays a first version alone", () => {
    expect(versionsToReplay(choice, 1, null, [])).toEqual([1]);
  });
});

describe("baselineIsStale", () => {
  it("asks for the baseline again when the set was edited since its run", () => {
    const candidate = makeRun("2", 3, { setSha256: "s2" });
    expect(baselineIsStale(choice, candidate, 2, [candidate, makeRun("1", 2)])).toBe(true);
  });
  it("is content with a run over the same set", () => {
    const candidate = makeRun("2", 3);
    expect(baselineIsStale(choice, candidate, 2, [candidate, makeRun("1", 2)])).toBe(false);
    expect(baselineIsStale(choice, candidate, null, [])).toBe(false);
  });
});
