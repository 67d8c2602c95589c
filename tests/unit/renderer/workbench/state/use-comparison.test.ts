import { describe, expect, it } from "vitest";
import { placeholderComparison } from "../../../../../renderer/workbench/state/use-comparison.ts";
import type { Comparison } from "../../../../../shared/domain/comparison.ts";
import { makeRow, makeRun } from "../make.ts";

const [v1, v2, v3] = [makeRun("1", 1), makeRun("2", 2), makeRun("3", 3)];
const before: Comparison = {
  baseline: v1,
  candidate: v2,
  counts: { broke: 1, fixed: 0, stillFailing: 0, stillPassing: 1, flaky: 0, undecided: 0, edited: 0, missing: 0 },
  pending: 0,
  changed: 1,
  noiseFloor: null,
  passRate: { baseline: 1, candidate: 0.5, difference: -0.5, interval: null, p: 1 },
  rows: [
    makeRow("broke", {
      title: "Deposit",
      outcome: "broke",
      changed: true,
      review: true,
      flags: 2,
      detail: "one sample",
    }),
    makeRow("same"),
  ],
};

describe("a comparison that is not read yet", () => {
  it("has the conversations of the one before, with nothing known of them", () => {
    const open = placeholderComparison(before, v2, v3);
    expect(open).toMatchObject({ baseline: v2, candidate: v3, pending: 2, changed: 0, counts: { broke: 0 } });
    expect(open.passRate.candidate).toBeNull();
    expect(open.rows.map(({ id }) => id)).toEqual(["broke", "same"]);
    const nothing = { outcome: null, detail: null, changed: false, review: false, flags: 0 };
    expect(open.rows[0]).toMatchObject({ title: "Deposit", ...nothing, candidate: { passed: 0, samples: 0 } });
    expect(before.rows[0]?.outcome).toBe("broke");
  });

  it("is the same one however often it is asked for, and another one for other runs", () => {
    const open = placeholderComparison(before, v2, v3);
    expect(placeholderComparison(before, v2, v3)).toBe(open);
    expect(placeholderComparison(before, null, v3)).not.toBe(open);
    expect(placeholderComparison(before, v2, v1).candidate).toBe(v1);
    expect(placeholderComparison({ ...before }, v2, v1)).not.toBe(placeholderComparison(before, v2, v1));
  });
});
