import { createContext, useContext } from "react";

/**
 * How much of what others wrote the window draws at once. A reply, a judge's reason or a received conversation may be of
 * any size and shape; whatever it is, the window has to answer keys. Everything that draws such text keeps to this.
 */
export interface RenderBudget {
  /** UTF-16 units of plain text on screen at once; the rest is a page further on. */
  page: number;
  /** Lines of plain text on screen at once: each is laid out. */
  lines: number;
  /** Elements that a page of plain text may be cut into, by marks. */
  pieces: number;
  /** UTF-16 units of Markdown that are parsed at all. */
  markdown: number;
  /** Milliseconds for parsing, off the window's thread, from when the parser turns to this text. */
  parseMs: number;
  /** Elements and texts of a rendered reply. */
  nodes: number;
  /** Levels that a rendered reply nests. */
  depth: number;
}

const fullBudget: RenderBudget = {
  page: 40_000,
  lines: 1_500,
  pieces: 2_000,
  markdown: 100_000,
  parseMs: 1_000,
  nodes: 8_000,
  depth: 40,
};

/** Of one text where `texts` of them are on screen: they share what the window can hold, down to a readable least. */
export function renderBudgetFor(texts: number): RenderBudget {
  const share = (all: number, least: number, most: number): number =>
    Math.round(Math.min(most, Math.max(least, all / Math.max(1, texts))));
  return {
    ...fullBudget,
    page: share(1_000_000, 4_000, fullBudget.page),
    lines: share(20_000, 100, fullBudget.lines),
    pieces: share(40_000, 200, fullBudget.pieces),
    nodes: share(60_000, 1_000, fullBudget.nodes),
  };
}

/** How many texts share the screen. */
export const TextsOnScreen = createContext(1);

export function useRenderBudget(): RenderBudget {
  return renderBudgetFor(useContext(TextsOnScreen));
}

/** At most `most` UTF-16 units, with an ellipsis where something was cut. For one-line names, hints and reasons. */
export function truncateText(text: string, most = 300): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
