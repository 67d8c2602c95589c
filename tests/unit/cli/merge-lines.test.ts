import { describe, expect, it } from "vitest";
import { locateConflicts, mergePlanLine } from "../../../electron/cli/commands/merge.ts";
import { mergeTexts } from "../../../electron/engine/analysis/merge/merge-texts.ts";

describe("conflictsAt", () => {
  it("counts lines in the text that has ours in each conflict before", () => {
    const base = "one\ntwo\nthree\nfour\nfive\n";
    const { pieces } = mergeTexts(base, "one\n2\n2b\nthree\nfour\n5", "one\nzwei\nthree\nfour\nfünf\n");
    expect(locateConflicts(pieces).map(({ line, ours }) => [line, ours])).toEqual([
      [2, "2\n2b\n"],
      [6, "5"],
    ]);
  });
});

describe("mergePlanLine", () => {
  const plan = { conversations: 8, unchecked: 0, calls: 36, likely: 27, cost: 0, random: false, alike: null };

  it("says what it costs only where that is something", () => {
    expect(mergePlanLine(plan)).toContain("at most 36 calls, about 27 where");
    expect(mergePlanLine({ ...plan, cost: 0.0123 })).toContain("about 27, about $0.0123 where");
    expect(mergePlanLine({ ...plan, cost: null })).toContain("about 27, price unknown where");
    expect(mergePlanLine({ ...plan, alike: "theirs" })).toBe("Nothing has to be replayed.");
  });
});
