import { useEffect, useEffectEvent, useRef, useState } from "react";
import { leaveOnEscape, nameFindBar } from "../workbench/prompt/editor-keys.ts";
import { editor, editorOptions } from "../workbench/prompt/monaco.ts";
import { rememberPlace } from "./result-model.ts";
import host from "../workbench/prompt/editor.module.css";

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
      nameFindBar(place.current),
      leaveOnEscape(made, () => leave()),
      made.onDidChangeCursorPosition(({ position }) => moved(position.lineNumber)),
    ];
    setCode(made);
    told(made);
    return () => {
      told(null);
      rememberPlace(made);
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
