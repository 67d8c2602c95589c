import fc from "fast-check";
import type { GraphRow } from "../../../../../renderer/workbench/versions/graph-layout.ts";

export interface Descended {
  number: number;
  parentNumber: number | null;
  mergedNumber: number | null;
}

/** `8<6+7` is version 8 with the parent 6 that merges 7; `1` is a first version. */
export function history(...written: string[]): Descended[] {
  return written.map((one) => {
    const [number, parents] = one.split("<");
    const [parent, merged] = (parents ?? "").split("+");
    return {
      number: Number(number),
      parentNumber: parent ? Number(parent) : null,
      mergedNumber: merged ? Number(merged) : null,
    };
  });
}

const step = fc.record({ back: fc.nat(12), merge: fc.option(fc.nat(12), { freq: 3 }), root: fc.nat(30) });

/** Any history: each version has an earlier parent, or none, and some merge a second earlier one. */
export const anyHistory = fc.array(step, { minLength: 0, maxLength: 60 }).map((steps) =>
  steps.map(({ back, merge, root }, index): Descended => {
    const number = index + 1;
    const parentNumber = index === 0 || root === 0 ? null : Math.max(1, index - back);
    const second = merge === null ? 0 : index - merge;
    return { number, parentNumber, mergedNumber: second >= 1 && parentNumber !== null ? second : null };
  }),
);

/** Any history with some of its versions as heads. */
export const anyGraph = anyHistory.chain((versions) =>
  fc.record({
    versions: fc.constant(versions),
    heads: fc.uniqueArray(
      fc.nat(Math.max(0, versions.length - 1)).map((index) => index + 1),
      { maxLength: 8 },
    ),
  }),
);

/** What is drawn, read as an eye would: from each node down every lane that leaves it to the node where it ends. */
export function readEdges(rows: readonly GraphRow[]): string[] {
  const edges: string[] = [];
  rows.forEach((row, at) => {
    const leaving = [...(row.down ? [row.lane] : []), ...row.from.map(({ lane }) => lane)];
    for (const lane of leaving) edges.push(`${row.node.number}-${follow(rows, at, lane)}`);
  });
  return edges.sort();
}

function follow(rows: readonly GraphRow[], from: number, lane: number): number | string {
  for (const row of rows.slice(from + 1)) {
    if (row.up && row.lane === lane) return row.node.number;
    if (row.into.some((piece) => piece.lane === lane)) return row.node.number;
    if (!row.through.some((piece) => piece.lane === lane)) return `broken at ${row.node.number}`;
  }
  return "the end";
}
