import type { GraphRow, Piece } from "./layout.ts";

/** A row as drawn in so many columns. Where there are more lanes, the last column stands for all the rest. */
export interface DrawnRow {
  /** The node's column. */
  column: number;
  /** True where the node stands in the last column together with other lanes. */
  bundled: boolean;
  /** Each once; halves of a column above and below the node's height. */
  above: readonly Piece[];
  below: readonly Piece[];
  /** Columns joined to the node's by a curve, from above and to below. */
  into: readonly Piece[];
  from: readonly Piece[];
  /** How many lanes the last column stands for in this row; 0 where it is a lane like the others. */
  bundle: number;
}

/** `emphasised` lines win where several lanes share the last column. */
export function drawRow(row: GraphRow, columns: number, lanes: number, emphasised: ReadonlySet<number>): DrawnRow {
  const last = columns - 1;
  const isBundle = lanes > columns;
  const columnOf = (lane: number): number => Math.min(lane, last);
  const column = columnOf(row.lane);
  const distinct = (pieces: readonly Piece[]): Piece[] => {
    const byColumn = new Map<number, Piece>();
    for (const { lane, line } of pieces) {
      const at = columnOf(lane);
      const known = byColumn.get(at);
      if (known === undefined || emphasised.has(line)) byColumn.set(at, { lane: at, line });
    }
    return [...byColumn.values()];
  };
  const own: Piece = { lane: row.lane, line: row.line };
  const straightInto = row.into.filter(({ lane }) => columnOf(lane) === column);
  const straightFrom = row.from.filter(({ lane }) => columnOf(lane) === column);
  return {
    column,
    bundled: isBundle && row.lane >= last,
    above: distinct([...row.through, ...straightInto, ...(row.up ? [own] : [])]),
    below: distinct([...row.through, ...straightFrom, ...(row.down ? [own] : [])]),
    into: distinct(row.into.filter(({ lane }) => columnOf(lane) !== column)),
    from: distinct(row.from.filter(({ lane }) => columnOf(lane) !== column)),
    bundle: isBundle ? [...row.through, ...row.into, own].filter(({ lane }) => lane >= last).length : 0,
  };
}
