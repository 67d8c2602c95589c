import { describe, expect, it } from "vitest";
import { markSingleSampleRows } from "../../../electron/engine/compare/single-sample-chance.ts";
import { SINGLE_SAMPLE_DETAIL } from "../../../electron/engine/statistics/classify-outcomes.ts";
import { formatChance } from "../../../shared/format/comparison-notes.ts";
import { makeRow, makeRun } from "../renderer/workbench/make.ts";

const broke = makeRow("a", { outcome: "broke", confirmed: false });
const fixed = makeRow("b", { outcome: "fixed", confirmed: false });

describe("chanceInWords", () => {
  it("says how many break by chance and which run showed it", () => {
    const chance = { rows: 40, breaks: 3.6, noiseFloor: 0.18, runId: "7" };
    expect(formatChance({ rows: [broke, fixed], chance })).toBe(
      "1 broke and 1 fixed on one sample of a model that answers differently each time. With nothing changed, about 4 of 40 conversations would break by chance (noise floor 18%, run 7). Replay with auto-samples to be sure.",
    );
  });
  it("does not take an unknown share for none", () => {
    const chance = { rows: 40, breaks: null, noiseFloor: null, runId: null };
    expect(formatChance({ rows: [broke], chance })).toContain("How many break by chance is unknown here");
  });
  it("says nothing where nothing broke or was fixed by one sample", () => {
    expect(formatChance({ rows: [makeRow("a", { outcome: "broke" }), makeRow("b", { confirmed: false })] })).toBeNull();
  });
});

describe("markUnconfirmed", () => {
  const random = makeRun("1", 1, { random: true });
  const steady = makeRun("2", 2, { random: false });
  const one = { passed: 1, samples: 1 };
  const many = { passed: 5, samples: 5 };
  const marked = (before: typeof one, after: typeof one, runs = [random, random], more = {}) => {
    const row = makeRow("a", {
      baseline: before,
      candidate: after,
      outcome: "broke",
      detail: SINGLE_SAMPLE_DETAIL,
      ...more,
    });
    markSingleSampleRows([row], runs[0] ?? random, runs[1] ?? random);
    return [row.confirmed ?? true, row.detail === SINGLE_SAMPLE_DETAIL];
  };

  it("marks what rests on one sample of a random model, on either side", () => {
    expect(marked(one, one)[0]).toBe(false);
    expect(marked(many, one)[0]).toBe(false);
    expect(marked(one, many)[0]).toBe(false);
    expect(marked(many, many)[0]).toBe(true);
    expect(marked(one, one, [steady, random])[0]).toBe(false);
    expect(marked(one, many, [steady, random])[0]).toBe(true);
  });
  it("says nothing of chance where a model always answers the same", () => {
    expect(marked(one, one, [steady, steady])).toEqual([true, false]);
    expect(marked(one, one)[1]).toBe(true);
  });
  it.each(["edited", "missing", "undecided", "flaky", null] as const)(
    "leaves %s alone: it claims nothing",
    (outcome) => {
      expect(marked(one, one, [random, random], { outcome })[0]).toBe(true);
    },
  );
});
