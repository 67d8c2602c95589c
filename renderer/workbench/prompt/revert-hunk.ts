import { client } from "../../engine-client/index.ts";
import { toast, toastProblem } from "../../ui/index.ts";
import { type editor, Range } from "./monaco.ts";

/** Takes back the change at the cursor, as one edit that can be undone. `original` is the text on the left. */
export async function revertAtCursor(diff: editor.IStandaloneDiffEditor, original: string): Promise<void> {
  const side = diff.getOriginalEditor().hasTextFocus() ? ("baseline" as const) : ("candidate" as const);
  const code = diff.getModifiedEditor();
  const line = (side === "baseline" ? diff.getOriginalEditor() : code).getPosition()?.lineNumber;
  const model = code.getModel();
  if (!model || line === undefined) return;
  const text = model.getValue();
  try {
    const reverted =
      (await client.blame.revert({ before: original, text, side, line })) ??
      (side === "candidate" ? await removedAt(diff, { before: original, text, line }) : null);
    if (reverted === null) {
      toast({ title: "There is no change in this line" });
    } else if (model.getValue() === text) {
      replaceChanged(code, model, text, reverted.text);
    }
  } catch (error) {
    toastProblem("The change could not be reverted", error);
  }
}

/** Lines that went stand beside the line before them, which itself is the same. */
function removedAt(diff: editor.IStandaloneDiffEditor, at: { before: string; text: string; line: number }) {
  const gone = diff
    .getLineChanges()
    ?.find((change) => change.modifiedEndLineNumber === 0 && change.modifiedStartLineNumber === at.line);
  if (!gone) return null;
  return client.blame.revert({ ...at, side: "baseline", line: gone.originalStartLineNumber });
}

/** Replaces only what differs: the cursor and all else stay where they are. */
function replaceChanged(code: editor.ICodeEditor, model: editor.ITextModel, text: string, wanted: string): void {
  const most = Math.min(text.length, wanted.length);
  let head = 0;
  while (head < most && text[head] === wanted[head]) head += 1;
  let tail = 0;
  while (tail < most - head && text.at(-1 - tail) === wanted.at(-1 - tail)) tail += 1;
  const [from, to] = [model.getPositionAt(head), model.getPositionAt(text.length - tail)];
  const range = new Range(from.lineNumber, from.column, to.lineNumber, to.column);
  code.pushUndoStop();
  code.executeEdits("counterproof.revert", [{ range, text: wanted.slice(head, wanted.length - tail) }]);
  code.pushUndoStop();
}
