import { editor, PROMPT_LANGUAGE, leaveOnEscape, labelFindBar, editorOptions, versionModel } from "../editor/monaco.ts";
import { nearestAlignedLine, type Alignment } from "./line-alignment.ts";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import host from "../editor/editor.module.css";
import { lineChanges } from "../editor/line-changes.ts";
import { changeDecorations, sideConflictDecorations } from "./conflict-marks.ts";

/** Scrolls a side with the result: what stands in the middle of the one stands at the same height in the other. */
function syncScroll(
  result: editor.ICodeEditor,
  side: editor.ICodeEditor,
  alignment: () => Alignment | null,
): { now(): void; dispose(): void } {
  let frame: number | null = null;
  const follow = (): void => {
    frame = null;
    const aligned = alignment();
    const [seen] = result.getVisibleRanges();
    if (!aligned || !seen) return;
    const line = Math.floor((seen.startLineNumber + seen.endLineNumber) / 2);
    const height = result.getTopForLineNumber(line) - result.getScrollTop();
    const there = Math.min(nearestAlignedLine(aligned, line), side.getModel()?.getLineCount() ?? 1);
    side.setScrollTop(side.getTopForLineNumber(there) - height);
  };
  const later = (): void => {
    frame ??= requestAnimationFrame(follow);
  };
  const heard = [result.onDidScrollChange(later), result.onDidLayoutChange(later)];
  return {
    now: later,
    dispose: () => {
      if (frame !== null) cancelAnimationFrame(frame);
      for (const one of heard) one.dispose();
    },
  };
}

const MAX_RESULT_MODELS = 8;
const resultModels = new Map<string, editor.ITextModel>();

/** One text model per merge for as long as the window lives: who leaves the screen comes back to the same undo. */
export function resultModel(key: string, text: string): editor.ITextModel {
  const known = resultModels.get(key);
  resultModels.delete(key);
  const model = known ?? editor.createModel(text, PROMPT_LANGUAGE);
  resultModels.set(key, model);
  const [oldest] = resultModels;
  if (resultModels.size > MAX_RESULT_MODELS && oldest) {
    resultModels.delete(oldest[0]);
    oldest[1].dispose();
  }
  return model;
}

/** Where the caret and the scroll bar stood when a result was last shown. */
const resultPositions = new WeakMap<editor.ITextModel, editor.ICodeEditorViewState>();

function saveResultPosition(code: editor.ICodeEditor): void {
  const model = code.getModel();
  const place = code.saveViewState();
  if (model && place) resultPositions.set(model, place);
}

/** Goes back there; false where it was not shown before. */
export function restoreResultPosition(code: editor.ICodeEditor): boolean {
  const model = code.getModel();
  const place = model && resultPositions.get(model);
  if (place) code.restoreViewState(place);
  return Boolean(place);
}

/** Puts a text in place of all of it, as an edit that can be undone. */
export function replaceResult(key: string, text: string): void {
  const model = resultModels.get(key);
  if (!model || model.getValue() === text) return;
  model.pushStackElement();
  model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
  model.pushStackElement();
}

interface ResultPaneProps {
  model: editor.ITextModel;
  readOnly: boolean;
  /** What is drawn into it: conflicts and where lines come from. */
  marks: readonly editor.IModelDeltaDecoration[];
  /** The editor, once it is there; null when it goes. */
  onEditor: (code: editor.IStandaloneCodeEditor | null) => void;
  onLine: (line: number) => void;
  onLeave: () => void;
}

/** The merged text, to be edited. */
export function ResultPane({ model, readOnly, marks, onEditor, onLine, onLeave }: ResultPaneProps) {
  const place = useRef<HTMLDivElement>(null);
  const [code, setCode] = useState<editor.IStandaloneCodeEditor | null>(null);
  const told = useEffectEvent(onEditor);
  const moved = useEffectEvent(onLine);
  const leave = useEffectEvent(onLeave);

  useEffect(() => {
    if (!place.current) return;
    const made = editor.create(place.current, { ...editorOptions, ariaLabel: "Result of the merge", model: null });
    const held = [
      made,
      labelFindBar(place.current),
      leaveOnEscape(made, () => leave()),
      made.onDidChangeCursorPosition(({ position }) => moved(position.lineNumber)),
    ];
    setCode(made);
    told(made);
    return () => {
      told(null);
      saveResultPosition(made);
      for (const one of held.toReversed()) one.dispose();
    };
  }, []);

  useEffect(() => code?.setModel(model), [code, model]);
  useEffect(() => {
    code?.updateOptions({ readOnly, readOnlyMessage: { value: "The project can only be read." } });
  }, [code, readOnly]);
  useEffect(() => {
    const collection = code?.createDecorationsCollection([...marks]);
    return () => collection?.clear();
  }, [code, marks]);

  return <div ref={place} className={host.host} />;
}

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

/** One parent of the merge, to read: what it changed, next to its line numbers, and where it is in conflict. */
export function SidePane({ side, label, text, base, conflicts, result, alignment, onLeave }: SidePaneProps) {
  const place = useRef<HTMLDivElement>(null);
  const instance = useRef<editor.IStandaloneCodeEditor>(null);
  const leave = useEffectEvent(onLeave);
  const aligned = useRef(alignment);
  const following = useRef<ReturnType<typeof syncScroll>>(null);

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
    const held = [code, labelFindBar(place.current), leaveOnEscape(code, () => leave())];
    return () => {
      instance.current = null;
      for (const one of held.toReversed()) one.dispose();
    };
  }, []);

  useEffect(() => {
    instance.current?.setModel(versionModel(text));
    instance.current?.updateOptions({
      ariaLabel: label,
      readOnlyMessage: { value: "A version never changes. Edit the result between the two." },
    });
  }, [text, label]);

  useEffect(() => {
    const code = instance.current;
    if (!code || base === null) return;
    const marks = lineChanges(base, text).marks;
    const collection = code.createDecorationsCollection(
      changeDecorations(side, marks, code.getModel()?.getLineCount() ?? 1),
    );
    return () => collection.clear();
  }, [base, text, side]);

  useEffect(() => {
    const collection = instance.current?.createDecorationsCollection(sideConflictDecorations(conflicts, side));
    return () => collection?.clear();
  }, [conflicts, side]);

  useEffect(() => {
    const code = instance.current;
    if (!code || !result) return;
    const begun = syncScroll(result, code, () => aligned.current);
    following.current = begun;
    return () => begun.dispose();
  }, [result]);

  useEffect(() => {
    aligned.current = alignment;
    following.current?.now();
  }, [alignment]);

  return <div ref={place} className={host.host} />;
}
