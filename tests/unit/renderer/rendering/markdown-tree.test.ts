import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderBudgetFor } from "../../../../renderer/rendering/render-budget.ts";
import { parseMarkdown, type RenderedNode } from "../../../../renderer/rendering/markdown-tree.ts";

const budget = { ...renderBudgetFor(1), nodes: 800 };

function parsed(text: string, marked: readonly string[] = []): readonly RenderedNode[] {
  const result = parseMarkdown(text, marked, budget);
  if ("tooLarge" in result) throw new Error(result.tooLarge);
  return result.tree;
}

function size(nodes: readonly RenderedNode[]): { nodes: number; depth: number } {
  const below = nodes.map((node) => (typeof node === "string" ? { nodes: 0, depth: 0 } : size(node.children)));
  return {
    nodes: below.reduce((sum, one) => sum + 1 + one.nodes, 0),
    depth: nodes.length === 0 ? 0 : 1 + Math.max(...below.map(({ depth }) => depth)),
  };
}

function textOf(nodes: readonly RenderedNode[]): string {
  return nodes.map((node) => (typeof node === "string" ? node : textOf(node.children))).join("");
}

describe("a reply as a tree to draw", () => {
  it("has the elements of Markdown and keeps HTML as text", () => {
    expect(parsed("**Hi** <b onclick=x>you</b>")).toEqual([
      { tag: "p", children: [{ tag: "strong", children: ["Hi"] }, " ", "<b onclick=x>", "you", "</b>"] },
    ]);
    expect(textOf(parsed("<script>alert(1)</script>"))).toBe("<script>alert(1)</script>");
  });

  it("tells where links and pictures lead, for nobody to follow, and has tables and tasks", () => {
    expect(JSON.stringify(parsed("[a](javascript:x) ![b](http://c/d.png)"))).toContain('"address":"http://c/d.png"');
    expect(JSON.stringify(parsed("|a|b|\n|-|:-:|\n|1|2|\n\n- [x] done\n\n3. third"))).toMatch(
      /"table".*"align":"center".*"ticked":true.*"start":3/,
    );
  });

  it("marks texts across the markup round them", () => {
    expect(JSON.stringify(parsed("Call **555-0142** or 555-0142.", ["555-0142"])).match(/"mark"/g)).toHaveLength(2);
  });

  const hostile: Record<string, [text: string, reason: RegExp]> = {
    "more text than the budget": ["x ".repeat(60_000), /longer than 100,000 characters/],
    "block quotes in block quotes": ["> ".repeat(300) + "x", /nests deeper than 40 levels/],
    "emphasis in emphasis": ["**a *b ".repeat(30) + "x" + " c* d**".repeat(30), /nests deeper than 40 levels/],
    "lists in lists": [Array.from({ length: 60 }, (_, at) => `${"  ".repeat(at)}- x`).join("\n"), /nests deeper/],
    "lists and quotes in turn": ["- > ".repeat(60) + "x", /nests deeper than 40 levels/],
    "hundreds of list items": ["- x\n".repeat(300), /more than 800 parts/],
    "a table of hundreds of cells": [`|a|b|\n|-|-|\n${"|1|2|\n".repeat(250)}`, /more than 800 parts/],
    "a table of hundreds of columns": [`${"|a".repeat(150)}\n${"|-".repeat(150)}\n${"|b".repeat(300)}`, /parts/],
    "hundreds of footnotes": [`${"[^a] ".repeat(450)}\n\n[^a]: x`, /more than 800 parts/],
    "hundreds of paragraphs": ["x\n\n".repeat(450), /more than 800 parts/],
    "hundreds of lines broken by hand": ["x  \n".repeat(450), /more than 800 parts/],
    "hundreds of marked texts": ["1 ".repeat(900), /more than 800 parts/],
  };
  for (const [name, [text, reason]] of Object.entries(hostile)) {
    it(`is refused with the reason for ${name}`, () => {
      const result = parseMarkdown(text, ["1"], budget);
      expect("tooLarge" in result ? result.tooLarge : JSON.stringify(size(result.tree))).toMatch(reason);
    });
  }

  it("is never larger than its budget, whatever was written", () => {
    const small = { ...budget, nodes: 60, depth: 8 };
    const piece = fc.constantFrom(
      "> ",
      "- ",
      "1. ",
      "*",
      "**",
      "_",
      "`",
      "```\n",
      "[",
      "](x)",
      "![",
      "|",
      "\n|-|\n",
      "\n\n",
      "\n",
      "  ",
      "<b>",
      "&amp;",
      "[^1]",
      "[^1]: y",
      "~~",
      "# ",
      "www.a.b",
      "a@b.c",
      "text",
      "\\",
      "[x]: /u",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const result = parseMarkdown(pieces.join(""), ["text"], small);
        if ("tooLarge" in result) return;
        const { nodes, depth } = size(result.tree);
        expect(nodes).toBeLessThanOrEqual(small.nodes);
        expect(depth).toBeLessThanOrEqual(small.depth + 1);
      }),
      { numRuns: 150 },
    );
  });
});
