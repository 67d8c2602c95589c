import { assignLanes, type Span } from "./lanes.ts";
import { linesOf, type Line } from "./lines.ts";
import type { GraphNode } from "./nodes.ts";

/** A part of one lane within a row; `line` says whose it is, for emphasis. */
export interface Piece {
  lane: number;
  line: number;
}

/** A node with all that is drawn in its row. The node stands at half height; down is towards older versions. */
export interface GraphRow extends Piece {
  node: GraphNode;
  /** Whether its own lane goes on above, and below, the node. */
  up: boolean;
  down: boolean;
  /** Lanes that pass by. */
  through: readonly Piece[];
  /** Lanes from above that end at this node: lines that left here, and merges of this version. */
  into: readonly Piece[];
  /** A lane that goes down from this node to what it merged. */
  from: readonly Piece[];
}

export interface Graph {
  rows: readonly GraphRow[];
  /** Lanes in the fullest row. */
  lanes: number;
}

/** The line of the first head, which is the current branch's. */
export const CURRENT_LINE = 0;

interface Strand extends Span {
  line: number;
  /** Rows of merges from which it starts, or which join it on its way. */
  starts: readonly number[];
}

/**
 * The graph as rows, newest first. Lane 0 is the first head's line alone, over its whole height; the others use as
 * few lanes as they can. What a merge took in comes down the merged line's own lane where that line ends there.
 */
export function layOut(nodes: readonly GraphNode[], heads: readonly number[]): Graph {
  const rowOf = new Map(nodes.map((node, row) => [node.number, row]));
  const place = (number: number): number => rowOf.get(number) ?? 0;
  const lines = linesOf(nodes, heads);
  const lineOf = new Map(lines.flatMap((line, index) => line.nodes.map((number) => [number, index] as const)));
  const merges = mergesOf(nodes, place);

  const strands = lines.map((line, index) => strandOf(line, index, merges, place));
  for (const [merged, starts] of merges) {
    const line = lineOf.get(merged) ?? 0;
    if (lines[line]?.nodes[0] === merged) continue;
    strands.push({ top: Math.min(...starts), bottom: place(merged), line, starts });
  }
  const [, ...others] = strands;
  const lanes = [0, ...assignLanes(others, 1)];

  const rows: Mutable[] = nodes.map((node, row) => {
    const line = lineOf.get(node.number) ?? 0;
    const { top, bottom } = strands[line] ?? { top: row, bottom: row };
    const lane = lanes[line] ?? 0;
    return { node, line, lane, up: row > top, down: row < bottom, through: [], into: [], from: [] };
  });
  strands.forEach((strand, index) => draw(rows, strand, lanes[index] ?? 0));
  return { rows, lanes: nodes.length === 0 ? 0 : Math.max(...lanes) + 1 };
}

type Mutable = Omit<GraphRow, "through" | "into" | "from"> & { through: Piece[]; into: Piece[]; from: Piece[] };

/** Which rows merged each node. */
function mergesOf(nodes: readonly GraphNode[], place: (number: number) => number): Map<number, number[]> {
  const merges = new Map<number, number[]>();
  for (const { number, parents } of nodes) {
    for (const merged of parents.slice(1)) merges.set(merged, [...(merges.get(merged) ?? []), place(number)]);
  }
  return merges;
}

function strandOf(line: Line, index: number, merges: Map<number, number[]>, place: (number: number) => number): Strand {
  const head = line.nodes[0] ?? 0;
  const starts = merges.get(head) ?? [];
  return {
    line: index,
    starts,
    top: Math.min(place(head), ...starts),
    bottom: place(line.fork ?? line.nodes.at(-1) ?? head),
  };
}

/** Puts one strand into every row that it touches, but for the nodes on it, which have their own `up` and `down`. */
function draw(rows: readonly Mutable[], { top, bottom, line, starts }: Strand, lane: number): void {
  const started = new Set(starts);
  for (let at = top; at <= bottom; at++) {
    const row = rows[at];
    if (row === undefined) continue;
    if (started.has(at)) row.from.push({ lane, line });
    if (row.line === line && row.lane === lane) continue;
    if (at === bottom) row.into.push({ lane, line });
    else if (at > top) row.through.push({ lane, line });
  }
}
