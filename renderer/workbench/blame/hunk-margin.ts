import { countSign } from "../../editor/editor-marks.ts";
import { editor, Range } from "../../editor/monaco.ts";
import { markedLines, formatHunkMark, type HunkMark } from "./blame-marks.ts";
import news from "../../editor/editor.module.css";
import styles from "./blame.module.css";

/** Puts what each hunk did into the margin. Returns how to take that away; typing does so as well. */
export function markHunks(code: editor.ICodeEditor, marks: readonly HunkMark[]): () => void {
  const model = code.getModel();
  if (!model || marks.length === 0) return () => undefined;
  const lineCount = model.getLineCount();
  const clamp = (line: number): number => Math.min(lineCount, Math.max(1, line));
  const byLine = new Map<number, HunkMark[]>();
  for (const mark of marks) {
    const line = clamp(markedLines(mark).from);
    byLine.set(line, [...(byLine.get(line) ?? []), mark]);
  }
  code.updateOptions({ glyphMargin: true });
  const widgets = [...byLine].map(([line, here]) => widgetAt(line, here));
  for (const widget of widgets) code.addGlyphMarginWidget(widget);
  const lines = code.createDecorationsCollection(
    marks
      .filter(({ selected }) => selected)
      .map((mark) => ({
        range: new Range(clamp(markedLines(mark).from), 1, clamp(markedLines(mark).to), 1),
        options: { isWholeLine: true, className: styles.selected ?? "" },
      })),
  );
  const clear = (): void => {
    heard.dispose();
    for (const widget of widgets) code.removeGlyphMarginWidget(widget);
    lines.clear();
  };
  // What was found out is about the text as it was.
  const heard = model.onDidChangeContent(clear);
  return clear;
}

function widgetAt(line: number, marks: readonly HunkMark[]): editor.IGlyphMarginWidget {
  const node = document.createElement("div");
  const words = marks.map(formatHunkMark).join("\n");
  // The editor puts classes of its own on the node itself.
  const counts = document.createElement("div");
  counts.className = styles.counts ?? "";
  node.append(counts);
  node.title = words;
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", words);
  const broke = new Set(marks.flatMap((mark) => mark.broke.map(({ id }) => id))).size;
  const fixed = new Set(marks.flatMap((mark) => mark.fixed.map(({ id }) => id))).size;
  if (broke > 0) counts.append(countSign("▼", broke, news.newsBroke));
  if (fixed > 0) counts.append(countSign("▲", fixed, news.newsFixed));
  return {
    getId: () => `counterproof.blame.${line}`,
    getDomNode: () => node,
    getPosition: () => ({ lane: editor.GlyphMarginLane.Center, zIndex: 1, range: new Range(line, 1, line, 1) }),
  };
}
