import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOfRow, layOutGraph, graphNodes } from "../../../../../renderer/workbench/versions/graph-layout.ts";
import { anyGraph, history } from "./make-graph.ts";

const none = new Set<number>();

describe("drawRow", () => {
  // Four branches at once from v1: five lanes with the first line.
  const { rows, lanes } = layOutGraph(graphNodes(history("1", "2<1", "3<1", "4<1", "5<1", "6<1")), [2, 6, 5, 4, 3]);

  it("draws each lane in its own column while there is room", () => {
    const drawn = rows.map((row) => columnsOfRow(row, 5, lanes, none));
    expect(drawn.map(({ column }) => column)).toEqual([1, 2, 3, 4, 0, 0]);
    expect(drawn.every(({ bundled, bundle }) => !bundled && bundle === 0)).toBe(true);
  });
  it("bundles what does not fit in the last column and says how many pass there", () => {
    const drawn = rows.map((row) => columnsOfRow(row, 3, lanes, none));
    expect(drawn.map(({ column, bundled, bundle }) => [column, bundled, bundle])).toEqual([
      [1, false, 0],
      [2, true, 1],
      [2, true, 2],
      [2, true, 3],
      [0, false, 3],
      [0, false, 3],
    ]);
    expect(drawn[5]?.into.map(({ lane }) => lane)).toEqual([1, 2]);
  });
  it("shows an emphasised line where several share the column", () => {
    const passing = rows[4];
    if (passing === undefined) throw new Error("there are six rows");
    const line = passing.through.at(-1)?.line ?? -1;
    expect(columnsOfRow(passing, 2, lanes, new Set([line])).above.at(-1)?.line).toBe(line);
  });
  it("never draws outside its columns, never twice in one, and joins up with the row below, for any history", () => {
    fc.assert(
      fc.property(anyGraph, fc.integer({ min: 2, max: 5 }), ({ versions, heads }, columns) => {
        const graph = layOutGraph(graphNodes(versions), heads);
        const drawn = graph.rows.map((row) => columnsOfRow(row, columns, graph.lanes, none));
        drawn.forEach((row, at) => {
          for (const pieces of [row.above, row.below, row.into, row.from]) {
            const at = pieces.map(({ lane }) => lane);
            expect(new Set(at).size).toBe(at.length);
            expect(Math.max(0, row.column, ...at)).toBeLessThan(columns);
          }
          const leaving = new Set([...row.below, ...row.from].map(({ lane }) => lane));
          const below = drawn[at + 1];
          const arriving = new Set([...(below?.above ?? []), ...(below?.into ?? [])].map(({ lane }) => lane));
          expect(leaving).toEqual(arriving);
        });
      }),
    );
  });
});
