/** As much of a rendered page's tree as is looked at here. */
interface Node {
  type: string;
  value?: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  children?: Node[];
}

/** A rehype plugin that puts every occurrence of the texts into a `mark`, whatever the markup around it. */
export function markRendered(texts: readonly string[], className: string) {
  const wanted = texts.filter((text) => text !== "").toSorted((a, b) => b.length - a.length);
  return () =>
    (tree: Node): void => {
      if (wanted.length > 0) markIn(tree, wanted, className);
    };
}

function markIn(node: Node, wanted: readonly string[], className: string): void {
  node.children = node.children?.flatMap((child) => {
    if (child.type !== "text" || child.value === undefined) {
      markIn(child, wanted, className);
      return [child];
    }
    return cut(child.value, wanted, className);
  });
}

function cut(value: string, wanted: readonly string[], className: string): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  while (at < value.length) {
    const next = wanted
      .map((text) => ({ text, found: value.indexOf(text, at) }))
      .filter(({ found }) => found >= 0)
      .sort((a, b) => a.found - b.found)[0];
    if (!next) break;
    if (next.found > at) nodes.push({ type: "text", value: value.slice(at, next.found) });
    nodes.push({
      type: "element",
      tagName: "mark",
      properties: { className: [className] },
      children: [{ type: "text", value: next.text }],
    });
    at = next.found + next.text.length;
  }
  if (at < value.length) nodes.push({ type: "text", value: value.slice(at) });
  return nodes;
}
