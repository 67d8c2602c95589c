import { editor, Range } from "./monaco.ts";
import type { LineMark } from "./line-changes.ts";
import styles from "./editor.module.css";

/** What a change as a whole broke and fixed, as far as it has been tried. */
export interface News {
  broke: number;
  fixed: number;
}

/** The line (from 1) of the first change: there stands what the change as a whole did. Null without a change. */
export function firstChangedLine(marks: readonly LineMark[]): number | null {
  const [first] = marks;
  if (!first) return null;
  return first.kind === "removed" ? Math.max(1, first.after) : first.from;
}

/** Puts counts into the margin beside a line. Returns how to take them away. */
export function markNews(code: editor.ICodeEditor, line: number, { broke, fixed }: News): () => void {
  const node = document.createElement("div");
  node.className = styles.news ?? "";
  node.title = `The change as a whole, in the quick replay: ${broke} broke, ${fixed} fixed`;
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", node.title);
  if (broke > 0) node.append(countSign("▼", broke, styles.newsBroke));
  if (fixed > 0) node.append(countSign("▲", fixed, styles.newsFixed));
  const widget: editor.IGlyphMarginWidget = {
    getId: () => "counterproof.news",
    getDomNode: () => node,
    getPosition: () => ({
      lane: editor.GlyphMarginLane.Center,
      zIndex: 1,
      range: new Range(line, 1, line, 1),
    }),
  };
  code.addGlyphMarginWidget(widget);
  return () => code.removeGlyphMarginWidget(widget);
}

/** A sign with its number, for the margin. */
export function countSign(sign: string, many: number, className: string | undefined): HTMLElement {
  const part = document.createElement("span");
  part.className = className ?? "";
  part.textContent = `${sign}${many > 99 ? "99" : many}`;
  return part;
}
