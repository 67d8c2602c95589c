import { Range, type editor } from "../workbench/prompt/monaco.ts";
import type { LineEdit } from "./take-side.ts";

/** Replaces whole lines in an editor, as one edit that can be undone, and leaves the cursor at their beginning. */
export function applyEdit(code: editor.ICodeEditor, { from, to, text }: LineEdit): void {
  const model = code.getModel();
  if (!model) return;
  const last = to >= model.getLineCount();
  // The last line has no end that could be taken along.
  const range = last ? new Range(from, 1, to, model.getLineMaxColumn(to)) : new Range(from, 1, to + 1, 1);
  code.pushUndoStop();
  code.executeEdits("counterproof.merge", [{ range, text }]);
  code.pushUndoStop();
  code.setPosition({ lineNumber: Math.min(from, model.getLineCount()), column: 1 });
  code.revealLineInCenterIfOutsideViewport(from);
}
