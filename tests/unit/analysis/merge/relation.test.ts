import { describe, expect, it } from "vitest";
import { relationOf } from "../../../../electron/engine/analysis/merge/merge-branches.ts";

/** Versions as `number: parents`. */
function history(parents: Record<number, [number?, number?]>) {
  return Object.entries(parents).map(([number, [parent, merged]]) => ({
    number: Number(number),
    parent: parent ?? null,
    merged: merged ?? null,
  }));
}

describe("relationOf", () => {
  const forked = history({ 1: [], 2: [1], 3: [2], 4: [2], 5: [4] });

  it("finds the nearest version that both come from", () => {
    expect(relationOf(forked, 3, 5)).toEqual({ relation: "apart", base: 2 });
    expect(relationOf(forked, 5, 3)).toEqual({ relation: "apart", base: 2 });
  });

  it("sees that there is nothing to merge, and that one side only has to move on", () => {
    expect(relationOf(forked, 5, 2)).toEqual({ relation: "upToDate", base: 2 });
    expect(relationOf(forked, 5, 5)).toEqual({ relation: "upToDate", base: 5 });
    expect(relationOf(forked, 2, 5)).toEqual({ relation: "fastForward", base: 2 });
    expect(relationOf(forked, 3, null)).toEqual({ relation: "upToDate", base: null });
    expect(relationOf(forked, null, 3)).toEqual({ relation: "fastForward", base: null });
  });

  it("counts what an earlier merge brought in", () => {
    const merged = history({ 1: [], 2: [1], 3: [1], 4: [2, 3], 5: [3], 6: [4] });
    expect(relationOf(merged, 6, 5)).toEqual({ relation: "apart", base: 3 });
    expect(relationOf(merged, 6, 3)).toEqual({ relation: "upToDate", base: 3 });
    expect(relationOf(merged, 3, 6)).toEqual({ relation: "fastForward", base: 3 });
  });

  it("takes the newest of several where two branches were merged crosswise", () => {
    const crossed = history({ 1: [], 2: [1], 3: [1], 4: [2, 3], 5: [3, 2], 6: [4], 7: [5] });
    expect(relationOf(crossed, 6, 7)).toEqual({ relation: "apart", base: 3 });
  });

  it("knows versions that have nothing in common", () => {
    expect(relationOf(history({ 1: [], 2: [1], 3: [], 4: [3] }), 2, 4)).toEqual({ relation: "unrelated", base: null });
  });
});
