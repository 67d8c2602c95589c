import type { GraphNode } from "./nodes.ts";

/** Nodes that follow each other by first parent, newest first: what is drawn as one straight line. */
export interface Line {
  nodes: readonly number[];
  /** The node of another line that it left; null for one that begins with a first version. */
  fork: number | null;
}

/**
 * Every node on exactly one line. Lines are made from `heads`, in their order, so that a version that several
 * branches have is drawn on the first one's; then from what is left, newest first. The first line comes first.
 */
export function linesOf(nodes: readonly GraphNode[], heads: readonly number[]): Line[] {
  const byNumber = new Map(nodes.map((node) => [node.number, node]));
  const taken = new Set<number>();
  const lines: Line[] = [];
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
