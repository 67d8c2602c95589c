import { describe, expect, it } from "vitest";
import { pathBetweenVersions } from "../../../../electron/engine/analysis/bisect/version-path.ts";

const made = (number: number | null, parent: number | null, merged: number | null = null) => ({
  number,
  parent,
  merged,
});

/** 1 ← 2 ← 3 ← 4, 2 ← 5 ← 6, and 7 on its own; the draft stands on 6. */
const history = [
  made(1, null),
  made(2, 1),
  made(3, 2),
  made(4, 3),
  made(5, 2),
  made(6, 5),
  made(7, null),
  made(null, 6),
];

describe("the path between two versions", () => {
  it.each([
    ["down a line", 1, 4, [1, 2, 3, 4], 0],
    ["back up a line", 4, 2, [4, 3, 2], 2],
    ["over to another branch", 4, 6, [4, 3, 2, 5, 6], 2],
    ["to the draft", 2, null, [2, 5, 6, null], 0],
    ["from the draft", null, 5, [null, 6, 5], 2],
    ["nowhere", 3, 3, [3], 0],
    ["nowhere from the draft", null, null, [null], 0],
  ] as const)("goes %s", (_, from, to, versions, topIndex) => {
    expect(pathBetweenVersions(history, from, to)).toEqual({ versions, topIndex, mergesPassed: [] });
  });

  it("is none where the two come from nothing in common", () => {
    expect(pathBetweenVersions(history, 7, 4)).toBeNull();
  });

  it("ends in a history that runs in a circle", () => {
    expect(pathBetweenVersions([made(1, 2), made(2, 1)], 1, 2)).toEqual({
      versions: [1, 2],
      topIndex: 0,
      mergesPassed: [],
    });
  });
});

/** The same, with 8 merging 6 into 4, and 9 on 8; 10 merges the stranger 7 into 9. */
const merged = [...history.slice(0, -1), made(8, 4, 6), made(9, 8), made(10, 9, 7)];

describe("the path through a merge", () => {
  it.each([
    ["follows the second parent where only that one comes from the good version", 5, 9, [5, 6, 8, 9], 0],
    ["follows the first parent where only that one does", 3, 9, [3, 4, 8, 9], 0],
    ["goes into a line that was merged in", 7, 10, [7, 10], 0],
    ["goes back through the line that was merged in", 9, 6, [9, 8, 6], 2],
  ] as const)("%s", (_, from, to, versions, topIndex) => {
    expect(pathBetweenVersions(merged, from, to)).toEqual({ versions, topIndex, mergesPassed: [] });
  });

  it("takes the first parent where both come from the good version, and says which line it left out", () => {
    const mergesPassed = [{ merge: 8, left: 6 }];
    expect(pathBetweenVersions(merged, 2, 10)).toEqual({ versions: [2, 3, 4, 8, 9, 10], topIndex: 0, mergesPassed });
    expect(pathBetweenVersions(merged, 9, 1)).toEqual({ versions: [9, 8, 4, 3, 2, 1], topIndex: 5, mergesPassed });
  });

  it("meets at the newest of several common ancestors of lines merged into each other", () => {
    const crossed = [made(1, null), made(2, 1), made(3, 1), made(4, 2, 3), made(5, 3, 2)];
    expect(pathBetweenVersions(crossed, 4, 5)).toEqual({ versions: [4, 3, 5], topIndex: 1, mergesPassed: [] });
  });
});
