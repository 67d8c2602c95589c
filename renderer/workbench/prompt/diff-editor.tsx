import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { TouchedRule } from "../../../shared/domain/ledger.ts";
import { useCommand } from "../../app/index.ts";
import { BlameLine } from "../blame/blame-line.tsx";
import { linesOf, type HunkMark } from "../blame/blame-marks.ts";
import { markHunks } from "../blame/mark-hunks.ts";
import { markTouched } from "../ledger/mark-touched.ts";
import { leaveOnEscape, nameFindBar } from "./editor-keys.ts";
import { editor, editorOptions } from "./monaco.ts";
import { revertAtCursor } from "./revert-hunk.ts";
import { modelOfVersion } from "./version-model.ts";
import styles from "./editor.module.css";

interface DiffEditorProps {
  originalLabel: string;
  modifiedLabel: string;
  original: string;
  modified: editor.ITextModel;
  /** The right side can be typed in when it is the draft. */
  editable: boolean;
  /** What the changes between the two did, as far as somebody asked. */
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
      nameFindBar(host.current),
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
    instance.current?.setModel({ original: modelOfVersion(original), modified });
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
    if (own) code.revealLineInCenterIfOutsideViewport(linesOf(own).from);
    return markHunks(code, marks);
  }, [marks, modified]);

  useEffect(() => {
    const code = instance.current?.getModifiedEditor();
    if (code?.getModel() !== modified || touched.length === 0) return;
    code.updateOptions({ glyphMargin: true });
    return markTouched(code, modified, touched);
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
      const next = nextLine(marks, line);
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
function nextLine(marks: readonly HunkMark[], line: number | null): number | null {
  const own = marks.filter(({ selected }) => selected);
  const lines = (own.length > 0 ? own : marks).map((mark) => linesOf(mark).from).sort((a, b) => a - b);
  return lines.find((one) => one > (line ?? 0)) ?? lines[0] ?? null;
}
