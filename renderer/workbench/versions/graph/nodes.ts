import type { Version } from "../../../../shared/domain/prompt.ts";

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

type Descent = Pick<Version, "number" | "parentNumber" | "mergedNumber">;

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
