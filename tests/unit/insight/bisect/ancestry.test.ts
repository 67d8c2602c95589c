import { describe, expect, it } from "vitest";
import { wayBetween } from "../../../../electron/engine/insight/bisect/ancestry.ts";

/** 1 ← 2 ← 3 ← 4, 2 ← 5 ← 6, and 7 on its own; the draft stands on 6. */
const history = [
  { number: 1, parent: null },
  { number: 2, parent: 1 },
  { number: 3, parent: 2 },
  { number: 4, parent: 3 },
  { number: 5, parent: 2 },
  { number: 6, parent: 5 },
  { number: 7, parent: null },
  { number: null, parent: 6 },
];

describe("the way between two versions", () => {
  it.each([
    ["down a line", 1, 4, [1, 2, 3, 4], 0],
    ["back up a line", 4, 2, [4, 3, 2], 2],
    ["over to another branch", 4, 6, [4, 3, 2, 5, 6], 2],
    ["to the draft", 2, null, [2, 5, 6, null], 0],
    ["from the draft", null, 5, [null, 6, 5], 2],
    ["nowhere", 3, 3, [3], 0],
  ] as const)("goes %s", (_, from, to, way, top) => {
    expect(wayBetween(history, from, to)).toEqual({ way, top });
  });

  it("is none where the two come from nothing in common", () => {
    expect(wayBetween(history, 7, 4)).toBeNull();
  });

  it("ends in a history that runs in a circle", () => {
    const circle = [
      { number: 1, parent: 2 },
      { number: 2, parent: 1 },
    ];
    expect(wayBetween(circle, 1, 2)).toEqual({ way: [1, 2], top: 0 });
  });
});
