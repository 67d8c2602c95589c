import { Range, editor } from "./monaco.ts";
import type { LineMark } from "./line-changes.ts";
import styles from "./editor.module.css";

/** Change marks next to the line numbers, against the version that the text started from. */
export function lineChangeDecorations(marks: readonly LineMark[], lineCount: number): editor.IModelDeltaDecoration[] {
  return marks.map((mark) => {
    const [from, to] = mark.kind === "removed" ? [mark.after, mark.after] : [mark.from, mark.to];
    const top = mark.kind === "removed" && mark.after === 0;
    const clamp = (line: number): number => Math.min(lineCount, Math.max(1, line));
    return {
      range: new Range(clamp(from), 1, clamp(to), 1),
      options: {
        isWholeLine: true,
        linesDecorationsClassName: top ? (styles.removedAbove ?? "") : (styles[mark.kind] ?? ""),
        linesDecorationsTooltip: changeTooltips[mark.kind],
      },
    };
  });
}

const changeTooltips: Record<LineMark["kind"], string> = {
  added: "Added",
  changed: "Changed",
  removed: "Lines were removed here",
};

/** What a change as a whole broke and fixed, as far as it has been tried. */
export interface OutcomeBadge {
  broke: number;
  fixed: number;
}

/** The line (from 1) of the first change: there stands what the change as a whole did. Null without a change. */
export function firstChangedLine(marks: readonly LineMark[]): number | null {
  const [first] = marks;
  if (!first) return null;
  return first.kind === "removed" ? Math.max(1, first.after) : first.from;
}

/** Puts counts into the margin of a line. Returns how to take them away. */
export function showOutcomeBadge(code: editor.ICodeEditor, line: number, { broke, fixed }: OutcomeBadge): () => void {
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
