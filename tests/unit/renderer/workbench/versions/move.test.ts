import { describe, expect, it } from "vitest";
import { layOutGraph, graphNodes } from "../../../../../renderer/workbench/versions/graph-layout.ts";
import { nextAlongBranch, mergedParent } from "../../../../../renderer/workbench/versions/version-graph.ts";
import { history } from "./make-graph.ts";

// main: 1 2 5 6(merge of 4); side: 3 4, from 2; loose: 7, from 2.
const { rows } = layOutGraph(graphNodes(history("1", "2<1", "3<2", "4<3", "5<2", "6<5+4", "7<2")), [6, 4, 7]);

describe("alongBranch", () => {
  it("stays on the line, past rows of other branches", () => {
    expect(nextAlongBranch(rows, 6, "older")).toBe(5);
    expect(nextAlongBranch(rows, 5, "older")).toBe(2);
    expect(nextAlongBranch(rows, 2, "newer")).toBe(5);
  });
  it("goes on below where a branch left, and above to what merged it", () => {
    expect(nextAlongBranch(rows, 3, "older")).toBe(2);
    expect(nextAlongBranch(rows, 3, "newer")).toBe(4);
    expect(nextAlongBranch(rows, 4, "newer")).toBe(6);
  });
  it("stops at the ends", () => {
    expect(nextAlongBranch(rows, 1, "older")).toBeNull();
    expect(nextAlongBranch(rows, 6, "newer")).toBeNull();
    expect(nextAlongBranch(rows, 99, "newer")).toBeNull();
  });
});

describe("mergedParent", () => {
  it("names what a merge took in", () => {
    expect(mergedParent(rows, 6)).toBe(4);
    expect(mergedParent(rows, 5)).toBeNull();
  });
});
