import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layOutGraph, type GraphRow, graphNodes } from "../../../../../renderer/workbench/versions/graph-layout.ts";
import { anyGraph, history, readEdges } from "./make-graph.ts";

const of = (written: string[], heads: number[]) => layOutGraph(graphNodes(history(...written)), heads);

/** One row as text: `*` the node, `|` a lane that passes, `/` one that ends here, `\` one that begins. */
function sketch({ rows, lanes }: { rows: readonly GraphRow[]; lanes: number }): string[] {
  return rows.map((row) => {
    const cells = Array.from({ length: lanes }, () => " ");
    for (const { lane } of row.through) cells[lane] = "|";
    for (const { lane } of row.into) cells[lane] = "/";
    for (const { lane } of row.from) cells[lane] = "\\";
    cells[row.lane] = "*";
    return `${cells.join("")} ${row.node.number}`.trimEnd();
  });
}

describe("layOut", () => {
  it("draws a history without branches as one line", () => {
    expect(sketch(of(["1", "2<1", "3<2"], [3]))).toEqual(["* 3", "* 2", "* 1"]);
  });
  it("keeps the first head's line leftmost, though other branches are newer", () => {
    expect(sketch(of(["1", "2<1", "3<1", "4<3"], [2, 4]))).toEqual([" * 4", " * 3", "*| 2", "*/ 1"]);
  });
  it("brings what was merged down the merged line's own lane", () => {
    expect(sketch(of(["1", "2<1", "3<1", "4<2+3", "5<4"], [5]))).toEqual(["*  5", "*\\ 4", "|* 3", "*| 2", "*/ 1"]);
  });
  it("gives a merge a lane of its own where the merged branch went on", () => {
    expect(sketch(of(["1", "2<1", "3<1+2", "4<2"], [3, 4]))).toEqual([" *  4", "*|\\ 3", "|*/ 2", "*/  1"]);
  });
  it("takes a lane again once it is free", () => {
    const { lanes } = of(["1", "2<1", "3<1+2", "4<3", "5<4", "6<4+5", "7<6", "8<7", "9<7+8"], [9]);
    expect(lanes).toBe(2);
  });
  it("knows a deleted parent as a cut", () => {
    const { rows } = of(["3<2", "4<3"], [4]);
    expect(rows.map(({ node, down }) => [node.number, node.cut, down])).toEqual([
      [4, false, true],
      [3, true, false],
    ]);
  });
  it("has no rows without versions", () => {
    expect(of([], [])).toEqual({ rows: [], lanes: 0 });
  });
});

describe("layOut, for any history", () => {
  it("draws every edge once, from the child's node to the parent's", () => {
    fc.assert(
      fc.property(anyGraph, ({ versions, heads }) => {
        const nodes = graphNodes(versions);
        const edges = nodes.flatMap(({ number, parents }) => parents.map((parent) => `${number}-${parent}`));
        expect(readEdges(layOutGraph(nodes, heads).rows)).toEqual(edges.sort());
      }),
    );
  });
  it("never has two things in one lane of one row", () => {
    fc.assert(
      fc.property(anyGraph, ({ versions, heads }) => {
        for (const row of layOutGraph(graphNodes(versions), heads).rows) {
          const above = [...row.through, ...row.into].map(({ lane }) => lane);
          expect(new Set([row.lane, ...above]).size).toBe(above.length + 1);
          for (const { lane } of row.from) expect(lane).not.toBe(row.lane);
        }
      }),
    );
  });
  it("uses no more lanes than the fullest row needs, and one for the first line", () => {
    fc.assert(
      fc.property(anyGraph, ({ versions, heads }) => {
        const { rows, lanes } = layOutGraph(graphNodes(versions), heads);
        const used = rows.map((row) => {
          const all = [row.lane, ...[...row.through, ...row.into, ...row.from].map(({ lane }) => lane)];
          return new Set(all.filter((lane) => lane > 0)).size + 1;
        });
        expect(lanes).toBe(rows.length === 0 ? 0 : Math.max(...used));
      }),
    );
  });
  it("keeps lane 0 for the first head's line", () => {
    fc.assert(
      fc.property(anyGraph, ({ versions, heads }) => {
        const { rows } = layOutGraph(graphNodes(versions), heads);
        const byNumber = new Map(rows.map(({ node }) => [node.number, node]));
        const line: number[] = [];
        for (let at = heads[0] ?? rows[0]?.node.number; at !== undefined; at = byNumber.get(at)?.parents[0])
          line.push(at);
        const there = rows.filter(({ lane }) => lane === 0).map(({ node }) => node.number);
        expect(there).toEqual(rows.length === 0 ? [] : line);
      }),
    );
  });
});
