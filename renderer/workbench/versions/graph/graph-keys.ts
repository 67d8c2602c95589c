import { alongBranch, mergedParent } from "./move.ts";
import type { VersionGraph } from "./use-graph.ts";

/** What a key asks of the graph: another node, or to fold or open the stretch that a node is in. */
type Asked = { kind: "select"; number: number } | { kind: "fold"; number: number; folded: boolean } | { kind: "stay" };

/** Null for keys that mean nothing here; they move through the rows as in any list. */
export function askedByKey(
  { rows, stretchOf }: Pick<VersionGraph, "rows" | "stretchOf">,
  selected: number,
  key: string,
): Asked | null {
  const node = rows.find((row) => row.node.number === selected)?.node;
  const isFold = node !== undefined && node.count > 1;
  switch (key) {
    case "j":
      return selecting(alongBranch(rows, selected, "older"));
    case "k":
      return selecting(alongBranch(rows, selected, "newer"));
    case "m":
      return selecting(mergedParent(rows, selected));
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

function selecting(number: number | null): Asked {
  return number === null ? { kind: "stay" } : { kind: "select", number };
}
