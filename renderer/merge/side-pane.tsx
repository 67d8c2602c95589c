import { useEffect, useEffectEvent, useRef } from "react";
import { nameFindBar, leaveOnEscape } from "../workbench/prompt/editor-keys.ts";
import { lineChanges } from "../workbench/prompt/line-changes.ts";
import { editor, editorOptions } from "../workbench/prompt/monaco.ts";
import { modelOfVersion } from "../workbench/prompt/version-model.ts";
import type { Alignment } from "./align-lines.ts";
import { followScroll } from "./follow-scroll.ts";
import { changedBy, sideMarks } from "./mark-conflicts.ts";
import host from "../workbench/prompt/editor.module.css";

interface SidePaneProps {
  side: "ours" | "theirs";
  label: string;
  text: string;
  /** What both sides started from; null while it is read or where there is none. */
  base: string | null;
  /** Where the open conflicts stand in it. */
  conflicts: readonly { from: number; to: number; meant: boolean }[];
  result: editor.ICodeEditor | null;
  /** From lines of the result to lines of this side. */
  alignment: Alignment | null;
  onLeave: () => void;
}

/** One parent of the merge, to read: what it changed beside its line numbers, and where it is in conflict. */
export function SidePane({ side, label, text, base, conflicts, result, alignment, onLeave }: SidePaneProps) {
  const place = useRef<HTMLDivElement>(null);
  const instance = useRef<editor.IStandaloneCodeEditor>(null);
  const leave = useEffectEvent(onLeave);
  const aligned = useRef(alignment);
  const following = useRef<ReturnType<typeof followScroll>>(null);

  useEffect(() => {
    if (!place.current) return;
    const options = {
      ...editorOptions,
      model: null,
      readOnly: true,
      domReadOnly: true,
      renderLineHighlight: "none" as const,
    };
    const code = editor.create(place.current, options);
    instance.current = code;
    const held = [code, nameFindBar(place.current), leaveOnEscape(code, () => leave())];
    return () => {
      instance.current = null;
      for (const one of held.toReversed()) one.dispose();
    };
  }, []);

  useEffect(() => {
    instance.current?.setModel(modelOfVersion(text));
    instance.current?.updateOptions({
      ariaLabel: label,
      readOnlyMessage: { value: "A version never changes. Edit the result between the two." },
    });
  }, [text, label]);

  useEffect(() => {
    const code = instance.current;
    if (!code || base === null) return;
    const marks = lineChanges(base, text).marks;
    const collection = code.createDecorationsCollection(changedBy(side, marks, code.getModel()?.getLineCount() ?? 1));
    return () => collection.clear();
  }, [base, text, side]);

  useEffect(() => {
    const collection = instance.current?.createDecorationsCollection(sideMarks(conflicts, side));
    return () => collection?.clear();
  }, [conflicts, side]);

  useEffect(() => {
    const code = instance.current;
    if (!code || !result) return;
    const begun = followScroll(result, code, () => aligned.current);
    following.current = begun;
    return () => begun.dispose();
  }, [result]);

  useEffect(() => {
    aligned.current = alignment;
    following.current?.now();
  }, [alignment]);

  return <div ref={place} className={host.host} />;
}
