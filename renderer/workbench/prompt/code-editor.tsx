import { useEffect, useEffectEvent, useRef } from "react";
import type { Audit } from "../../../shared/domain/audit.ts";
import type { TouchedRule } from "../../../shared/domain/ledger.ts";
import { useAuditView } from "../audit/audit-view.ts";
import { markRules } from "../audit/mark-rules.ts";
import { markTouched } from "../ledger/mark-touched.ts";
import { leaveOnEscape, nameFindBar } from "./editor-keys.ts";
import { gutterMarks } from "./gutter-marks.ts";
import { lineChanges } from "./line-changes.ts";
import { firstChangedLine, markNews, type News } from "./news-mark.ts";
import { editor, editorOptions } from "./monaco.ts";
import styles from "./editor.module.css";

const MARKS_PAUSE_MS = 120;

/** Where the caret and the scroll bar stood when a text was last shown here. */
const places = new WeakMap<editor.ITextModel, editor.ICodeEditorViewState>();

function rememberPlace(code: editor.ICodeEditor): void {
  const model = code.getModel();
  const place = code.saveViewState();
  if (model && place) places.set(model, place);
}

interface CodeEditorProps {
  label: string;
  /** Whose it is decides how long it lives; the editor only shows it. */
  model: editor.ITextModel;
  readOnly: boolean;
  /** The text that change marks are made against; null for none. */
  base: string | null;
  /** What the change against the base did, for the margin; null for nothing to say. */
  news: News | null;
  /** What its lines are worth, as far as somebody asked. */
  audit: Audit | null;
  /** Linked rules that the text changed. */
  touched: readonly TouchedRule[];
  onBlur(): void;
  /** Escape: the focus goes to what stands behind the editor. */
  onLeave(): void;
}

export function CodeEditor(props: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const instance = useRef<editor.IStandaloneCodeEditor>(null);
  const { model, readOnly, base, news, audit, touched, label } = props;
  const jump = useAuditView((state) => state.jump);
  const onBlur = useEffectEvent(props.onBlur);
  const onLeave = useEffectEvent(props.onLeave);

  useEffect(() => {
    if (!host.current) return;
    const code = editor.create(host.current, { ...editorOptions, glyphMargin: true, model: null });
    instance.current = code;
    const held = [
      code,
      nameFindBar(host.current),
      code.onDidBlurEditorWidget(() => onBlur()),
      leaveOnEscape(code, () => onLeave()),
      code.onDidChangeCursorPosition(({ position }) => useAuditView.setState({ line: position.lineNumber })),
    ];
    return () => {
      rememberPlace(code);
      instance.current = null;
      for (const one of held.toReversed()) one.dispose();
    };
  }, []);

  useEffect(() => {
    const code = instance.current;
    if (!code) return;
    rememberPlace(code);
    code.setModel(model);
    const place = places.get(model);
    if (place) code.restoreViewState(place);
  }, [model]);

  useEffect(() => {
    instance.current?.updateOptions({
      readOnly,
      ariaLabel: label,
      readOnlyMessage: { value: "A version never changes. Restore it to go on from it." },
    });
  }, [readOnly, label]);

  useEffect(() => {
    const code = instance.current;
    if (!code || base === null) return;
    const collection = code.createDecorationsCollection();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const mark = (): void => {
      const changes = lineChanges(base, model.getValue());
      collection.set(gutterMarks(changes.marks, model.getLineCount()));
    };
    mark();
    const heard = model.onDidChangeContent(() => {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(mark, MARKS_PAUSE_MS);
    });
    return () => {
      if (timer !== null) clearTimeout(timer);
      heard.dispose();
      collection.clear();
    };
  }, [base, model]);

  useEffect(() => {
    const code = instance.current;
    if (!code || base === null || news === null) return;
    const line = firstChangedLine(lineChanges(base, model.getValue()).marks);
    return line === null ? undefined : markNews(code, Math.min(line, model.getLineCount()), news);
  }, [base, model, news]);

  useEffect(() => {
    const code = instance.current;
    return code && audit ? markRules(code, model, audit) : undefined;
  }, [audit, model]);

  useEffect(() => {
    const code = instance.current;
    return code && touched.length > 0 ? markTouched(code, model, touched) : undefined;
  }, [touched, model]);

  useEffect(() => {
    const code = instance.current;
    if (!code || jump === null) return;
    const lineNumber = Math.min(jump.line, model.getLineCount());
    code.setPosition({ lineNumber, column: 1 });
    code.revealLineInCenterIfOutsideViewport(lineNumber);
    if (jump.focus) code.focus();
    useAuditView.setState({ jump: null });
  }, [jump, model]);

  return <div ref={host} className={styles.host} />;
}
