import { describe, expect, it } from "vitest";
import { versionAncestors } from "../../../shared/domain/prompt.ts";

const history = [
  { number: 1, parent: null, merged: null },
  { number: 2, parent: 1, merged: null },
  { number: 3, parent: 1, merged: null },
  { number: 4, parent: 2, merged: 3 },
  { number: 5, parent: null, merged: null },
];

describe("the ancestors of a version", () => {
  it("are itself and all it comes from, through both parents of a merge", () => {
    expect(versionAncestors(history, 3)).toEqual(new Set([3, 1]));
    expect(versionAncestors(history, 4)).toEqual(new Set([1, 2, 3, 4]));
  });

  it("of several versions are those of each; of none there are none", () => {
    expect(versionAncestors(history, 2, 5)).toEqual(new Set([1, 2, 5]));
    expect(versionAncestors(history)).toEqual(new Set());
  });

  it("end in a history that runs in a circle", () => {
    const circle = [
      { number: 1, parent: 2, merged: null },
      { number: 2, parent: 1, merged: 2 },
    ];
    expect(versionAncestors(circle, 2)).toEqual(new Set([1, 2]));
  });
});
