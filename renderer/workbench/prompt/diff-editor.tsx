import { useEffect, useEffectEvent, useRef } from "react";
import { leaveOnEscape, nameFindBar } from "./editor-keys.ts";
import { editor, editorOptions } from "./monaco.ts";
import { modelOfVersion } from "./version-model.ts";
import styles from "./editor.module.css";

interface DiffEditorProps {
  originalLabel: string;
  modifiedLabel: string;
  original: string;
  modified: editor.ITextModel;
  /** The right side can be typed in when it is the draft. */
  editable: boolean;
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
  const { original, modified, editable, originalLabel, modifiedLabel } = props;
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

  return <div ref={host} className={styles.host} />;
}
