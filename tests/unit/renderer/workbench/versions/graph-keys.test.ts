import { describe, expect, it } from "vitest";
import {
  foldByHand,
  firstFolding,
  isFolded,
  graphKeyAction,
  foldStretches,
  stretchesOf,
} from "../../../../../renderer/workbench/versions/version-graph.ts";
import { layOutGraph, graphNodes } from "../../../../../renderer/workbench/versions/graph-layout.ts";
import { history } from "./make-graph.ts";

const nodes = graphNodes(history("1", "2<1", "3<2", "4<3", "5<4", "6<5", "7<2+6"));
const stretches = stretchesOf(nodes, new Set([7]));
const stretchOf = new Map(stretches.flatMap((one) => one.numbers.map((number) => [number, one] as const)));
const graph = { ...layOutGraph(nodes, [7]), stretchOf };
const folded = { ...layOutGraph(foldStretches(nodes, stretches), [7]), stretchOf };

describe("askedByKey", () => {
  it("moves along the branch and to what was merged, and holds still where there is nothing", () => {
    expect(graphKeyAction(graph, 7, "j")).toEqual({ kind: "select", number: 2 });
    expect(graphKeyAction(graph, 2, "k")).toEqual({ kind: "select", number: 7 });
    expect(graphKeyAction(graph, 7, "m")).toEqual({ kind: "select", number: 6 });
    expect(graphKeyAction(graph, 1, "j")).toEqual({ kind: "stay" });
    expect(graphKeyAction(graph, 2, "m")).toEqual({ kind: "stay" });
  });
  it("folds and opens only where there is a stretch", () => {
    expect(graphKeyAction(graph, 4, "ArrowLeft")).toEqual({ kind: "fold", number: 4, folded: true });
    expect(graphKeyAction(graph, 7, "ArrowLeft")).toBeNull();
    expect(graphKeyAction(folded, 5, "ArrowRight")).toEqual({ kind: "fold", number: 5, folded: false });
    expect(graphKeyAction(folded, 5, "Enter")).toEqual({ kind: "fold", number: 5, folded: false });
    expect(graphKeyAction(folded, 7, "Enter")).toBeNull();
  });
  it("goes along a branch past a folded stretch", () => {
    expect(graphKeyAction(folded, 6, "j")).toEqual({ kind: "select", number: 5 });
    expect(graphKeyAction(folded, 5, "j")).toEqual({ kind: "select", number: 2 });
  });
  it("leaves the keys that go through rows to the list", () => {
    expect(graphKeyAction(graph, 7, "ArrowDown")).toBeNull();
  });
});

describe("isFolded", () => {
  const stretch = { id: 3, numbers: [5, 4, 3] };
  const onLine = new Set([3, 4, 5]);
  it("starts with other branches folded where the history is long", () => {
    expect(firstFolding(60).mode).toBe("none");
    expect(isFolded(stretch, firstFolding(61), new Set())).toBe(true);
    expect(isFolded(stretch, firstFolding(61), onLine)).toBe(false);
  });
  it("goes by hand before it goes by rule", () => {
    expect(isFolded(stretch, foldByHand(firstFolding(500), 3, false), new Set())).toBe(false);
    expect(isFolded(stretch, foldByHand(firstFolding(5), 3, true), onLine)).toBe(true);
  });
});
