import type { GraphNode } from "./nodes.ts";

/** Versions one after another with nothing else to see: no fork, no merge, no name. Newest first. */
export interface Stretch {
  /** Its oldest version: stays the same when the stretch grows. */
  id: number;
  numbers: readonly number[];
}

/** Fewer rows than this are no shorter as one row that has to be opened. */
const LEAST = 3;

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
    if (id !== undefined && numbers.length >= LEAST) found.push({ id, numbers });
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
