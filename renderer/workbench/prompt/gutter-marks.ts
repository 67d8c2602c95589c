import { Range, type editor } from "./monaco.ts";
import type { LineMark } from "./line-changes.ts";
import styles from "./editor.module.css";

/** Change marks beside the line numbers, against the version that the text started from. */
export function gutterMarks(marks: readonly LineMark[], lineCount: number): editor.IModelDeltaDecoration[] {
  return marks.map((mark) => {
    const [from, to] = mark.kind === "removed" ? [mark.after, mark.after] : [mark.from, mark.to];
    const top = mark.kind === "removed" && mark.after === 0;
    const clamp = (line: number): number => Math.min(lineCount, Math.max(1, line));
    return {
      range: new Range(clamp(from), 1, clamp(to), 1),
      options: {
        isWholeLine: true,
        linesDecorationsClassName: top ? (styles.removedAbove ?? "") : (styles[mark.kind] ?? ""),
        linesDecorationsTooltip: tooltips[mark.kind],
      },
    };
  });
}

const tooltips: Record<LineMark["kind"], string> = {
  added: "Added",
  changed: "Changed",
  removed: "Lines were removed here",
};
