import { client } from "../../engine-client/index.ts";
import { toast, toastProblem } from "../../ui/index.ts";
import { editor, Range, leaveOnEscape, labelFindBar, editorOptions, versionModel } from "../../editor/monaco.ts";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { TouchedRule } from "../../../shared/domain/ledger.ts";
import { useCommand } from "../../shell/index.ts";
import { BlameLine } from "../blame/blame-bar.tsx";
import { markedLines, type HunkMark } from "../blame/blame-marks.ts";
import { markHunks } from "../blame/hunk-margin.ts";
import { markTouchedRules } from "../ledger/touched-rule-marks.ts";
import styles from "../../editor/editor.module.css";

/** Takes back the change at the cursor, as one edit that can be undone. `original` is the text on the left. */
async function revertAtCursor(diff: editor.IStandaloneDiffEditor, original: string): Promise<void> {
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

/** Removed lines are shown next to the line before them, which itself is the same. */
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

interface DiffEditorProps {
  originalLabel: string;
  modifiedLabel: string;
  original: string;
  modified: editor.ITextModel;
  /** The right side can be typed in when it is the draft. */
  editable: boolean;
  /** What blame found about the changes between the two. */
  marks: readonly HunkMark[];
  /** What is known of the selected conversation. */
  told: string | null;
  /** Linked rules that the draft changed. */
  touched: readonly TouchedRule[];
  onBlur(): void;
  /** Escape: the focus goes to what stands behind the editor. */
  onLeave(): void;
}

const diffOptions: editor.IStandaloneDiffEditorConstructionOptions = {
  ...editorOptions,
  diffWordWrap: "on",
  hideUnchangedRegions: { enabled: true, contextLineCount: 3, minimumLineCount: 6 },
  originalEditable: false,
  renderGutterMenu: false,
  renderMarginRevertIcon: false,
  renderOverviewRuler: false,
  renderSideBySideInlineBreakpoint: 620,
  useInlineViewWhenSpaceIsLimited: true,
};

export function DiffEditor(props: DiffEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const instance = useRef<editor.IStandaloneDiffEditor>(null);
  const { original, modified, editable, marks, told, touched, originalLabel, modifiedLabel } = props;
  const [line, setLine] = useState<number | null>(null);
  const onBlur = useEffectEvent(props.onBlur);
  const onLeave = useEffectEvent(props.onLeave);

  useEffect(() => {
    if (!host.current) return;
    const diff = editor.createDiffEditor(host.current, diffOptions);
    instance.current = diff;
    const side = diff.getModifiedEditor();
    const held = [
      diff,
      labelFindBar(host.current),
      side.onDidBlurEditorWidget(() => onBlur()),
      leaveOnEscape(side, () => onLeave()),
      side.onDidChangeCursorPosition(({ position }) => setLine(position.lineNumber)),
    ];
    return () => {
      instance.current = null;
      for (const one of held.toReversed()) one.dispose();
    };
  }, []);

  useEffect(() => {
    instance.current?.setModel({ original: versionModel(original), modified });
  }, [original, modified]);

  useEffect(() => {
    instance.current?.updateOptions({ readOnly: !editable });
    instance.current?.getOriginalEditor().updateOptions({ ariaLabel: originalLabel });
    instance.current?.getModifiedEditor().updateOptions({ ariaLabel: modifiedLabel });
  }, [editable, originalLabel, modifiedLabel]);

  useEffect(() => {
    const code = instance.current?.getModifiedEditor();
    if (code?.getModel() !== modified) return;
    const own = marks.find(({ selected }) => selected);
    if (own) code.revealLineInCenterIfOutsideViewport(markedLines(own).from);
    return markHunks(code, marks);
  }, [marks, modified]);

  useEffect(() => {
    const code = instance.current?.getModifiedEditor();
    if (code?.getModel() !== modified || touched.length === 0) return;
    code.updateOptions({ glyphMargin: true });
    return markTouchedRules(code, modified, touched);
  }, [touched, modified]);

  const revert = (): void => {
    if (instance.current) void revertAtCursor(instance.current, original);
  };
  useCommand({
    id: "revert-change",
    title: "Revert the change at the cursor",
    keys: "Alt+z",
    group: "Prompt",
    run: revert,
    enabled: editable,
  });
  useCommand({
    id: "go-to-blame",
    title: "Go to the next line that did it",
    keys: "Alt+l",
    group: "Prompt",
    enabled: marks.length > 0,
    run: () => {
      const code = instance.current?.getModifiedEditor();
      const next = nextMarkedLine(marks, line);
      if (!code || next === null) return;
      code.setPosition({ lineNumber: next, column: 1 });
      code.revealLineInCenterIfOutsideViewport(next);
      code.focus();
    },
  });
  return (
    <>
      <div ref={host} className={styles.host} />
      <BlameLine marks={marks} line={line} told={told} onRevert={editable ? revert : null} />
    </>
  );
}

/** Those of the selected conversation where it has any, else all, round and round. */
function nextMarkedLine(marks: readonly HunkMark[], line: number | null): number | null {
  const own = marks.filter(({ selected }) => selected);
  const lines = (own.length > 0 ? own : marks).map((mark) => markedLines(mark).from).sort((a, b) => a - b);
  return lines.find((one) => one > (line ?? 0)) ?? lines[0] ?? null;
}
