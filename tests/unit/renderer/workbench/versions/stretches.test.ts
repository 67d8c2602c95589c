import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphNodes, layOutGraph } from "../../../../../renderer/workbench/versions/graph-layout.ts";
import { foldStretches, stretchesOf } from "../../../../../renderer/workbench/versions/version-graph.ts";
import { anyGraph, history, readEdges } from "./make-graph.ts";

const line = history("1", "2<1", "3<2", "4<3", "5<4", "6<5");

describe("stretchesOf", () => {
  it("finds what lies between the ends of a line", () => {
    expect(stretchesOf(graphNodes(line), new Set([6]))).toEqual([{ id: 2, numbers: [5, 4, 3, 2] }]);
  });
  it("leaves in sight what is kept", () => {
    expect(stretchesOf(graphNodes(line), new Set([6, 3]))).toEqual([]);
    expect(stretchesOf(graphNodes(line), new Set([6, 2]))).toEqual([{ id: 3, numbers: [5, 4, 3] }]);
  });
  it("breaks at forks, at merges and at what was merged", () => {
    const forked = history("1", "2<1", "3<2", "4<3", "5<4", "6<3", "7<5+6", "8<7");
    expect(stretchesOf(graphNodes(forked), new Set([8]))).toEqual([]);
  });
});

describe("foldStretches", () => {
  it("puts one node in the place of a stretch", () => {
    const nodes = graphNodes(line);
    expect(foldStretches(nodes, stretchesOf(nodes, new Set([6])))).toEqual([
      { number: 6, oldest: 6, count: 1, parents: [5], cut: false },
      { number: 5, oldest: 2, count: 4, parents: [1], cut: false },
      { number: 1, oldest: 1, count: 1, parents: [], cut: false },
    ]);
  });
  it("keeps every version, every way between those in sight, and the order, for any history", () => {
    fc.assert(
      fc.property(anyGraph, fc.infiniteStream(fc.boolean()), ({ versions, heads }, coin) => {
        const nodes = graphNodes(versions);
        const some = stretchesOf(nodes, new Set(heads)).filter(() => coin.next().value);
        const folded = foldStretches(nodes, some);
        expect(folded.reduce((sum, { count }) => sum + count, 0)).toBe(nodes.length);
        const rowOf = new Map(folded.map(({ number }, row) => [number, row]));
        for (const { number, parents } of folded) {
          for (const parent of parents) expect(rowOf.get(parent)).toBeGreaterThan(rowOf.get(number) ?? Infinity);
        }
        for (const head of heads) expect(folded.find(({ number }) => number === head)?.count ?? 1).toBe(1);
        const edges = folded.flatMap(({ number, parents }) => parents.map((parent) => `${number}-${parent}`));
        expect(readEdges(layOutGraph(folded, heads).rows)).toEqual(edges.sort());
        expect(nodes.flatMap(({ parents }) => parents).length - edges.length).toBe(nodes.length - folded.length);
      }),
    );
  });
});
