import type { Version } from "../../../shared/domain/prompt.ts";

type Descent = Pick<Version, "number" | "parentNumber" | "mergedNumber">;

/** A branch's own way: its head and what led there by first parents, oldest first. */
export function branchLine<T extends Descent>(versions: readonly T[], head: number | null): T[] {
  const byNumber = new Map(versions.map((version) => [version.number, version]));
  const line: T[] = [];
  for (let at = byNumber.get(head ?? 0); at !== undefined; at = byNumber.get(at.parentNumber ?? 0)) line.push(at);
  return line.reverse();
}

/**
 * What stands on the strip: the branch's line and, after it, versions of other branches that are looked at or
 * compared against.
 */
export function stripVersions<T extends Descent>(
  versions: readonly T[],
  head: number | null,
  looked: readonly (number | "draft" | null)[],
): { line: T[]; besides: T[] } {
  const line = branchLine(versions, head);
  const onLine = new Set(line.map(({ number }) => number));
  return { line, besides: versions.filter(({ number }) => looked.includes(number) && !onLine.has(number)) };
}

/**
 * What `[` and `]` go to: the neighbour on the line, the draft after its end. From a version of another branch, the
 * one it was made on, and back to the line.
 */
export function neighbourVersion(
  { line, besides }: { line: readonly Descent[]; besides: readonly Descent[] },
  from: number | "draft",
  by: 1 | -1,
): number | "draft" | null {
  const away = besides.find(({ number }) => number === from);
  if (away !== undefined) return by < 0 ? away.parentNumber : (line.at(-1)?.number ?? "draft");
  const all = [...line.map(({ number }) => number), "draft" as const];
  return all[all.indexOf(from) + by] ?? null;
}

/** The versions that have this one among their ancestors, by either parent, and itself. */
export function descendants(versions: readonly Descent[], number: number): ReadonlySet<number> {
  const found = new Set([number]);
  // Parents have lower numbers than their children.
  for (const version of versions.toSorted((a, b) => a.number - b.number)) {
    const { parentNumber, mergedNumber } = version;
    if (found.has(parentNumber ?? 0) || found.has(mergedNumber ?? 0)) found.add(version.number);
  }
  return found;
}

/** One row of the graph: a version, or a stretch of versions folded into one. */
export interface GraphNode {
  /** Its newest version; rows stand in this order, newest first, so that a parent is always below its children. */
  number: number;
  /** Its oldest version: the same number unless it is a folded stretch. */
  oldest: number;
  /** How many versions it stands for. */
  count: number;
  /** The first parent first. Only nodes that are there. */
  parents: readonly number[];
  /** True where a parent is no longer listed, because it was deleted. */
  cut: boolean;
}

/** Versions in any order, as nodes, newest first. A version that merges has two parents. */
export function graphNodes(versions: readonly Descent[]): GraphNode[] {
  const listed = new Set(versions.map(({ number }) => number));
  return versions
    .toSorted((a, b) => b.number - a.number)
    .map(({ number, parentNumber, mergedNumber }) => {
      const named = [...new Set([parentNumber, mergedNumber])].filter((parent) => parent !== null);
      const parents = named.filter((parent) => listed.has(parent));
      return { number, oldest: number, count: 1, parents, cut: parents.length < named.length };
    });
}

/** Nodes that follow each other by first parent, newest first: what is drawn as one straight line. */
interface GraphLine {
  nodes: readonly number[];
  /** The node of another line that it left; null for one that begins with a first version. */
  fork: number | null;
}

/**
 * Every node on exactly one line. Lines are made from `heads`, in their order, so that a version that several
 * branches have is drawn on the first one's; then from what is left, newest first. The first line comes first.
 */
function straightLines(nodes: readonly GraphNode[], heads: readonly number[]): GraphLine[] {
  const byNumber = new Map(nodes.map((node) => [node.number, node]));
  const taken = new Set<number>();
  const lines: GraphLine[] = [];
  for (const start of [...heads, ...nodes.map(({ number }) => number)]) {
    if (taken.has(start) || !byNumber.has(start)) continue;
    const line: number[] = [];
    let at: number | null = start;
    while (at !== null && !taken.has(at)) {
      taken.add(at);
      line.push(at);
      at = byNumber.get(at)?.parents[0] ?? null;
    }
    lines.push({ nodes: line, fork: at });
  }
  return lines;
}

/** What takes up a lane from one row to another, both included. */
interface LaneSpan {
  top: number;
  bottom: number;
}

/**
 * A lane for each span, counted from `first`, so that no two share a row of one lane. Taken from the top, each in
 * the leftmost lane that is free: this needs as few lanes as there are spans in the fullest row (interval colouring).
 */
function assignLanes(spans: readonly LaneSpan[], first: number): number[] {
  const order = spans.map((_span, index) => index).sort((a, b) => (spans[a]?.top ?? 0) - (spans[b]?.top ?? 0) || a - b);
  const ends: number[] = [];
  const lanes = spans.map(() => first);
  for (const index of order) {
    const span = spans[index];
    if (span === undefined) continue;
    const free = ends.findIndex((end) => end < span.top);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = span.bottom;
    lanes[index] = first + lane;
  }
  return lanes;
}

/** A part of one lane within a row; `line` says whose it is, for emphasis. */
interface LanePiece {
  lane: number;
  line: number;
}

/** A node with all that is drawn in its row. The node stands at half height; down is towards older versions. */
export interface GraphRow extends LanePiece {
  node: GraphNode;
  /** Whether its own lane goes on above, and below, the node. */
  up: boolean;
  down: boolean;
  /** Lanes that pass by. */
  through: readonly LanePiece[];
  /** Lanes from above that end at this node: lines that left here, and merges of this version. */
  into: readonly LanePiece[];
  /** A lane that goes down from this node to what it merged. */
  from: readonly LanePiece[];
}

interface Graph {
  rows: readonly GraphRow[];
  /** Lanes in the fullest row. */
  lanes: number;
}

/** The line of the first head, which is the current branch's. */
export const CURRENT_LINE = 0;

interface Strand extends LaneSpan {
  line: number;
  /** Rows of merges from which it starts, or which join it on its way. */
  starts: readonly number[];
}

/**
 * The graph as rows, newest first. Lane 0 is the first head's line alone, over its whole height; the others use as
 * few lanes as they can. What a merge took in comes down the merged line's own lane where that line ends there.
 */
export function layOutGraph(nodes: readonly GraphNode[], heads: readonly number[]): Graph {
  const rowOf = new Map(nodes.map((node, row) => [node.number, row]));
  const place = (number: number): number => rowOf.get(number) ?? 0;
  const lines = straightLines(nodes, heads);
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

  const rows: MutableRow[] = nodes.map((node, row) => {
    const line = lineOf.get(node.number) ?? 0;
    const { top, bottom } = strands[line] ?? { top: row, bottom: row };
    const lane = lanes[line] ?? 0;
    return { node, line, lane, up: row > top, down: row < bottom, through: [], into: [], from: [] };
  });
  strands.forEach((strand, index) => drawStrand(rows, strand, lanes[index] ?? 0));
  return { rows, lanes: nodes.length === 0 ? 0 : Math.max(...lanes) + 1 };
}

type MutableRow = Omit<GraphRow, "through" | "into" | "from"> & {
  through: LanePiece[];
  into: LanePiece[];
  from: LanePiece[];
};

/** Which rows merged each node. */
function mergesOf(nodes: readonly GraphNode[], place: (number: number) => number): Map<number, number[]> {
  const merges = new Map<number, number[]>();
  for (const { number, parents } of nodes) {
    for (const merged of parents.slice(1)) merges.set(merged, [...(merges.get(merged) ?? []), place(number)]);
  }
  return merges;
}

function strandOf(
  line: GraphLine,
  index: number,
  merges: Map<number, number[]>,
  place: (number: number) => number,
): Strand {
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
function drawStrand(rows: readonly MutableRow[], { top, bottom, line, starts }: Strand, lane: number): void {
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

/** A row as drawn in so many columns. Where there are more lanes, the last column stands for all the rest. */
interface DrawnRow {
  /** The node's column. */
  column: number;
  /** True where the node stands in the last column together with other lanes. */
  bundled: boolean;
  /** Each once; halves of a column above and below the node's height. */
  above: readonly LanePiece[];
  below: readonly LanePiece[];
  /** Columns joined to the node's by a curve, from above and to below. */
  into: readonly LanePiece[];
  from: readonly LanePiece[];
  /** How many lanes the last column stands for in this row; 0 where it is a lane like the others. */
  bundle: number;
}

/** `emphasised` lines win where several lanes share the last column. */
export function columnsOfRow(row: GraphRow, columns: number, lanes: number, emphasised: ReadonlySet<number>): DrawnRow {
  const last = columns - 1;
  const isBundle = lanes > columns;
  const columnOf = (lane: number): number => Math.min(lane, last);
  const column = columnOf(row.lane);
  const distinct = (pieces: readonly LanePiece[]): LanePiece[] => {
    const byColumn = new Map<number, LanePiece>();
    for (const { lane, line } of pieces) {
      const at = columnOf(lane);
      const known = byColumn.get(at);
      if (known === undefined || emphasised.has(line)) byColumn.set(at, { lane: at, line });
    }
    return [...byColumn.values()];
  };
  const own: LanePiece = { lane: row.lane, line: row.line };
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
