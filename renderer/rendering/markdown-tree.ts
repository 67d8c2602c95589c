import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toHast } from "mdast-util-to-hast";
import { gfm } from "micromark-extension-gfm";
import type { RenderBudget } from "./render-budget.ts";

/** A rehype plugin that puts every occurrence of the texts into a `mark`, whatever the markup around it. */
export function markTexts(texts: readonly string[], className: string) {
  const wanted = texts.filter((text) => text !== "").toSorted((a, b) => b.length - a.length);
  return () =>
    (tree: Node): void => {
      if (wanted.length > 0) markTextsIn(tree, wanted, className);
    };
}

function markTextsIn(node: Node, wanted: readonly string[], className: string): void {
  node.children = node.children?.flatMap((child) => {
    if (child.type !== "text" || child.value === undefined) {
      markTextsIn(child, wanted, className);
      return [child];
    }
    return splitAtTexts(child.value, wanted, className);
  });
}

function splitAtTexts(value: string, wanted: readonly string[], className: string): Node[] {
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

/** A piece of a rendered text: text, or an element that the window knows how to draw. */
export type RenderedNode = string | RenderedElement;

export interface RenderedElement {
  tag: string;
  /** Where a link or a picture leads, told and never followed. */
  address?: string;
  /** A picture's words. */
  alt?: string;
  /** The first number of a list that does not start at 1. */
  start?: number;
  /** Whether a task is ticked. */
  ticked?: boolean;
  align?: "left" | "center" | "right";
  children: RenderedNode[];
}

/** The tree, or why there is none. */
export type ParsedMarkdown = { tree: RenderedNode[] } | { tooLarge: string };

/** As much of a parsed page as is looked at here. */
interface Node {
  type: string;
  value?: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  children?: Node[];
}

class TooLarge extends Error {}

const tags = new Set(
  "p strong em del code pre ul ol li blockquote h1 h2 h3 h4 h5 h6 hr br table thead tbody tr th td a img input sup section mark".split(
    " ",
  ),
);

/**
 * Markdown (GFM) as a tree that is small enough to draw; raw HTML stays text. `marked` texts are put into `mark`s. Takes
 * as long as the parser takes, which is quadratic or worse for some texts: for a worker that can be ended.
 */
export function parseMarkdown(text: string, marked: readonly string[], budget: RenderBudget): ParsedMarkdown {
  if (text.length > budget.markdown) {
    return { tooLarge: `it is longer than ${budget.markdown.toLocaleString("en")} characters` };
  }
  try {
    const document = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    const page: Node = { type: "root", children: [toHast(document, { allowDangerousHtml: true })] };
    markTexts(marked, "")()(page);
    let nodes = 0;
    const draw = (node: Node, depth: number): RenderedNode[] => {
      const isElement = node.type === "element";
      if (depth > budget.depth) throw new TooLarge(`it nests deeper than ${budget.depth} levels`);
      if (node.type === "text" || node.type === "raw") {
        nodes += 1;
      } else if (isElement) nodes += 1;
      if (nodes > budget.nodes) {
        throw new TooLarge(`it has more than ${budget.nodes.toLocaleString("en")} parts`);
      }
      if (node.type === "text" || node.type === "raw") return [node.value ?? ""];
      const children = (node.children ?? []).flatMap((child) => draw(child, isElement ? depth + 1 : depth));
      return isElement ? [elementOf(node, children)] : children;
    };
    return { tree: draw(page, 0) };
  } catch (error) {
    if (error instanceof TooLarge) return { tooLarge: error.message };
    // The parser calls itself for each level, so that what nests without end ends its stack first.
    if (error instanceof RangeError) return { tooLarge: `it nests deeper than ${budget.depth} levels` };
    throw error;
  }
}

function elementOf({ tagName = "", properties = {} }: Node, children: RenderedNode[]): RenderedElement {
  const element: RenderedElement = { tag: tags.has(tagName) ? tagName : "span", children };
  const address = properties["href"] ?? properties["src"];
  if (typeof address === "string") element.address = address;
  if (typeof properties["alt"] === "string") element.alt = properties["alt"];
  if (typeof properties["start"] === "number") element.start = properties["start"];
  if (tagName === "input") element.ticked = properties["checked"] === true;
  const { align } = properties;
  if (align === "left" || align === "center" || align === "right") element.align = align;
  return element;
}
