import { type GraphNode, type GraphRow, branchLine, layOutGraph, graphNodes } from "./graph-layout.ts";
import { useMemo } from "react";
import type { Branch, Version } from "../../../shared/domain/prompt.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";

/** Versions one after another with nothing else to see: no fork, no merge, no name. Newest first. */
interface Stretch {
  /** Its oldest version: stays the same when the stretch grows. */
  id: number;
  numbers: readonly number[];
}

/** Fewer rows than this are no shorter as one row that has to be opened. */
const MIN_STRETCH = 3;

/** The stretches of a graph. `kept` are versions that stay in sight: heads, labels, what is looked at. */
export function stretchesOf(nodes: readonly GraphNode[], kept: ReadonlySet<number>): Stretch[] {
  const children = new Map<number, GraphNode[]>();
  for (const node of nodes) {
    for (const parent of node.parents) {
      const known = children.get(parent);
      if (known) known.push(node);
      else children.set(parent, [node]);
    }
  }
  const byNumber = new Map(nodes.map((node) => [node.number, node]));
  const isPlain = (node: GraphNode): boolean => {
    const [child, ...others] = children.get(node.number) ?? [];
    const goesOn = child !== undefined && others.length === 0 && child.parents[0] === node.number;
    return goesOn && node.parents.length === 1 && !node.cut && !kept.has(node.number);
  };
  const plain = new Set(nodes.filter(isPlain).map(({ number }) => number));
  const found: Stretch[] = [];
  const seen = new Set<number>();
  for (const node of nodes) {
    const numbers: number[] = [];
    let at: GraphNode | undefined = node;
    while (at !== undefined && plain.has(at.number) && !seen.has(at.number)) {
      seen.add(at.number);
      numbers.push(at.number);
      at = byNumber.get(at.parents[0] ?? -1);
    }
    const id = numbers.at(-1);
    if (id !== undefined && numbers.length >= MIN_STRETCH) found.push({ id, numbers });
  }
  return found;
}

/** The graph with these stretches as one node each, at the place of their newest version. */
export function foldStretches(nodes: readonly GraphNode[], stretches: readonly Stretch[]): GraphNode[] {
  const into = new Map<number, { newest: number; stretch: Stretch }>();
  for (const stretch of stretches) {
    for (const number of stretch.numbers) into.set(number, { newest: stretch.numbers[0] ?? number, stretch });
  }
  const byNumber = new Map(nodes.map((node) => [node.number, node]));
  const folded: GraphNode[] = [];
  for (const node of nodes) {
    const fold = into.get(node.number);
    const parents = (fold ? (byNumber.get(fold.stretch.id)?.parents ?? []) : node.parents).map(
      (parent) => into.get(parent)?.newest ?? parent,
    );
    if (!fold) folded.push({ ...node, parents });
    else if (fold.newest === node.number) {
      folded.push({ ...node, oldest: fold.stretch.id, count: fold.stretch.numbers.length, parents });
    }
  }
  return folded;
}

/** Which stretches are folded before a person opens or folds one by hand. */
export type FoldMode = "none" | "others" | "all";

export interface Folding {
  mode: FoldMode;
  /** What was opened (false) or folded (true) by hand, by the stretch's id. */
  byHand: ReadonlyMap<number, boolean>;
}

/** Up to here everything fits in a few screens. */
const MAX_UNFOLDED_VERSIONS = 60;

/** A long history starts with the other branches folded, so that the current one is to be seen. */
export function firstFolding(versions: number): Folding {
  return { mode: versions > MAX_UNFOLDED_VERSIONS ? "others" : "none", byHand: new Map() };
}

export function isFolded({ id }: Stretch, { mode, byHand }: Folding, currentLine: ReadonlySet<number>): boolean {
  return byHand.get(id) ?? (mode === "all" || (mode === "others" && !currentLine.has(id)));
}

export function foldByHand(folding: Folding, id: number, folded: boolean): Folding {
  return { ...folding, byHand: new Map(folding.byHand).set(id, folded) };
}

/**
 * The node that stands next along a branch: down to the first parent, up to the version that was made on it.
 * Where a line ends above, up goes on to what merged it, else to the newest line that left here. Null: nowhere.
 */
export function nextAlongBranch(rows: readonly GraphRow[], from: number, way: "older" | "newer"): number | null {
  const here = rows.find(({ node }) => node.number === from);
  if (here === undefined) return null;
  if (way === "older") return here.node.parents[0] ?? null;
  const children = rows.filter(({ node }) => node.parents.includes(from));
  const sameLine = children.find(({ node, line }) => line === here.line && node.parents[0] === from);
  const merging = children.find(({ node }) => node.parents[0] !== from);
  return (sameLine ?? merging ?? children[0])?.node.number ?? null;
}

/** What a merge took in. Null where the node merges nothing. */
export function mergedParent(rows: readonly GraphRow[], from: number): number | null {
  return rows.find(({ node }) => node.number === from)?.node.parents[1] ?? null;
}

export interface VersionGraph {
  rows: readonly GraphRow[];
  lanes: number;
  versionOf: ReadonlyMap<number, Version>;
  /** The branches whose head a version is, the current one first. */
  headsAt: ReadonlyMap<number, readonly Branch[]>;
  /** What a line is called: by the newest branch head on it. */
  nameOf: ReadonlyMap<number, string>;
  /** The stretch that a version is in, folded or not. */
  stretchOf: ReadonlyMap<number, Stretch>;
  /** The node that stands for a version: itself, or what it is folded into. */
  shownAs: (number: number) => number;
}

/** The history as a graph: the current branch's line leftmost, stretches folded as asked. */
export function useGraph({ versions, branches, followed, sides }: WorkbenchState, folding: Folding): VersionGraph {
  const plain = useMemo(() => {
    const ordered = branches.toSorted((a, b) => Number(b.current) - Number(a.current));
    const headsAt = new Map<number, Branch[]>();
    for (const branch of ordered) {
      if (branch.headNumber === null) continue;
      headsAt.set(branch.headNumber, [...(headsAt.get(branch.headNumber) ?? []), branch]);
    }
    return {
      nodes: graphNodes(versions),
      versionOf: new Map(versions.map((version) => [version.number, version])),
      headsAt,
      heads: [...(followed === null ? [] : [followed]), ...headsAt.keys()],
      currentLine: new Set(branchLine(versions, followed).map(({ number }) => number)),
    };
  }, [versions, branches, followed]);
  const { nodes, versionOf, headsAt, heads, currentLine } = plain;

  const { candidate, baseline } = sides;
  const stretches = useMemo(() => {
    const labelled = versions.filter(({ labels }) => labels.length > 0).map(({ number }) => number);
    const looked = [candidate, baseline].filter((side) => typeof side === "number");
    return stretchesOf(nodes, new Set([...heads, ...labelled, ...looked]));
  }, [nodes, heads, versions, candidate, baseline]);

  return useMemo(() => {
    const folded = stretches.filter((stretch) => isFolded(stretch, folding, currentLine));
    const stretchOf = new Map(stretches.flatMap((one) => one.numbers.map((number) => [number, one] as const)));
    const isHidden = new Set(folded);
    const shownAs = (number: number): number => {
      const stretch = stretchOf.get(number);
      return stretch && isHidden.has(stretch) ? (stretch.numbers[0] ?? number) : number;
    };
    const graph = layOutGraph(foldStretches(nodes, folded), heads);
    const nameOf = new Map<number, string>();
    for (const { node, line } of graph.rows) {
      const name = headsAt.get(node.number)?.[0]?.name;
      if (name !== undefined && !nameOf.has(line)) nameOf.set(line, name);
    }
    return { ...graph, versionOf, headsAt, nameOf, stretchOf, shownAs };
  }, [nodes, heads, stretches, folding, currentLine, versionOf, headsAt]);
}

/** What a key asks of the graph: another node, or to fold or open the stretch that a node is in. */
type GraphKeyAction =
  | { kind: "select"; number: number }
  | { kind: "fold"; number: number; folded: boolean }
  | { kind: "stay" };

/** Null for keys that mean nothing here; they move through the rows as in any list. */
export function graphKeyAction(
  { rows, stretchOf }: Pick<VersionGraph, "rows" | "stretchOf">,
  selected: number,
  key: string,
): GraphKeyAction | null {
  const node = rows.find((row) => row.node.number === selected)?.node;
  const isFold = node !== undefined && node.count > 1;
  switch (key) {
    case "j":
      return selectAction(nextAlongBranch(rows, selected, "older"));
    case "k":
      return selectAction(nextAlongBranch(rows, selected, "newer"));
    case "m":
      return selectAction(mergedParent(rows, selected));
    case "ArrowRight":
      return isFold ? { kind: "fold", number: selected, folded: false } : null;
    case "ArrowLeft":
      return !isFold && stretchOf.has(selected) ? { kind: "fold", number: selected, folded: true } : null;
    case "Enter":
      return isFold ? { kind: "fold", number: selected, folded: false } : null;
    default:
      return null;
  }
}

function selectAction(number: number | null): GraphKeyAction {
  return number === null ? { kind: "stay" } : { kind: "select", number };
}
