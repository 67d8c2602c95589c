import { describe, expect, it } from "vitest";
import { layOut } from "../../../../../renderer/workbench/versions/graph/layout.ts";
import { alongBranch, mergedParent } from "../../../../../renderer/workbench/versions/graph/move.ts";
import { graphNodes } from "../../../../../renderer/workbench/versions/graph/nodes.ts";
import { history } from "./make-graph.ts";

// main: 1 2 5 6(merge of 4); side: 3 4, from 2; loose: 7, from 2.
const { rows } = layOut(graphNodes(history("1", "2<1", "3<2", "4<3", "5<2", "6<5+4", "7<2")), [6, 4, 7]);

describe("alongBranch", () => {
  it("stays on the line, past rows of other branches", () => {
    expect(alongBranch(rows, 6, "older")).toBe(5);
    expect(alongBranch(rows, 5, "older")).toBe(2);
    expect(alongBranch(rows, 2, "newer")).toBe(5);
  });
  it("goes on below where a branch left, and above to what merged it", () => {
    expect(alongBranch(rows, 3, "older")).toBe(2);
    expect(alongBranch(rows, 3, "newer")).toBe(4);
    expect(alongBranch(rows, 4, "newer")).toBe(6);
  });
  it("stops at the ends", () => {
    expect(alongBranch(rows, 1, "older")).toBeNull();
    expect(alongBranch(rows, 6, "newer")).toBeNull();
    expect(alongBranch(rows, 99, "newer")).toBeNull();
  });
});

describe("mergedParent", () => {
  it("names what a merge took in", () => {
    expect(mergedParent(rows, 6)).toBe(4);
    expect(mergedParent(rows, 5)).toBeNull();
  });
});
