import type { GraphRow } from "./layout.ts";

/**
 * The node that stands next along a branch: down to the first parent, up to the version that was made on it.
 * Where a line ends above, up goes on to what merged it, else to the newest line that left here. Null: nowhere.
 */
export function alongBranch(rows: readonly GraphRow[], from: number, way: "older" | "newer"): number | null {
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
