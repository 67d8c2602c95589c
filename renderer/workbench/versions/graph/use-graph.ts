import { useMemo } from "react";
import type { Branch } from "../../../../shared/domain/branch.ts";
import type { Version } from "../../../../shared/domain/prompt.ts";
import type { Loop } from "../../use-loop.ts";
import { branchLine } from "../branch-line.ts";
import { isFolded, type Folding } from "./folding.ts";
import { layOut, type GraphRow } from "./layout.ts";
import { graphNodes } from "./nodes.ts";
import { foldStretches, stretchesOf, type Stretch } from "./stretches.ts";

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
export function useGraph({ versions, branches, followed, sides }: Loop, folding: Folding): VersionGraph {
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
    const graph = layOut(foldStretches(nodes, folded), heads);
    const nameOf = new Map<number, string>();
    for (const { node, line } of graph.rows) {
      const name = headsAt.get(node.number)?.[0]?.name;
      if (name !== undefined && !nameOf.has(line)) nameOf.set(line, name);
    }
    return { ...graph, versionOf, headsAt, nameOf, stretchOf, shownAs };
  }, [nodes, heads, stretches, folding, currentLine, versionOf, headsAt]);
}
