import type { DraftSaver } from "../state/draft-saver.ts";
import {
  editor,
  PROMPT_LANGUAGE,
  leaveOnEscape,
  labelFindBar,
  editorOptions,
  versionModel,
} from "../../editor/monaco.ts";
import { useEffect, useEffectEvent, useRef } from "react";
import type { Audit } from "../../../shared/domain/analysis.ts";
import type { TouchedRule } from "../../../shared/domain/ledger.ts";
import { useAuditView } from "../audit/use-audit.ts";
import { markLineStatuses } from "../audit/audit-marks.ts";
import { markTouchedRules } from "../ledger/touched-rule-marks.ts";
import {
  lineChangeDecorations,
  firstChangedLine,
  showOutcomeBadge,
  type OutcomeBadge,
} from "../../editor/editor-marks.ts";
import { lineChanges } from "../../editor/line-changes.ts";
import styles from "../../editor/editor.module.css";
import type { HunkMark } from "../blame/blame-marks.ts";
import { DiffEditor } from "./diff-editor.tsx";

const draftModels = new Map<DraftSaver, editor.ITextModel>();

/** One text model per draft for as long as the window lives: every view of the draft shares its undo history. */
function draftModel(saver: DraftSaver): editor.ITextModel {
  const known = draftModels.get(saver);
  if (known) return known;
  const model = editor.createModel(saver.state().text, PROMPT_LANGUAGE);
  draftModels.set(saver, model);
  let { replaced, branch } = saver.state();
  model.onDidChangeContent(() => saver.edit(model.getValue()));
  saver.subscribe(() => {
    const state = saver.state();
    const sameBranch = state.branch === branch;
    branch = state.branch;
    if (state.replaced === replaced) return;
    replaced = state.replaced;
    if (model.getValue() === state.text) return;
    // Undo must not bring the words of one branch into the draft of another.
    if (!sameBranch) return model.setValue(state.text);
    // As an edit, so that undo can go back behind it.
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text: state.text }], () => null);
  });
  return model;
}

const MARKS_PAUSE_MS = 120;

/** Where the caret and the scroll bar stood when a text was last shown here. */
const editorPositions = new WeakMap<editor.ITextModel, editor.ICodeEditorViewState>();

function saveEditorPosition(code: editor.ICodeEditor): void {
  const model = code.getModel();
  const place = code.saveViewState();
  if (model && place) editorPositions.set(model, place);
}

interface CodeEditorProps {
  label: string;
  /** Whose it is decides how long it lives; the editor only shows it. */
  model: editor.ITextModel;
  readOnly: boolean;
  /** The text that change marks are made against; null for none. */
  base: string | null;
  /** What the change against the base did, for the margin; null for nothing to say. */
  news: OutcomeBadge | null;
  /** The newest audit of its lines, if there is one. */
  audit: Audit | null;
  /** Linked rules that the text changed. */
  touched: readonly TouchedRule[];
  onBlur(): void;
  /** Escape: the focus goes to what stands behind the editor. */
  onLeave(): void;
}

function CodeEditor(props: CodeEditorProps) {
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
      labelFindBar(host.current),
      code.onDidBlurEditorWidget(() => onBlur()),
      leaveOnEscape(code, () => onLeave()),
      code.onDidChangeCursorPosition(({ position }) => useAuditView.setState({ line: position.lineNumber })),
    ];
    return () => {
      saveEditorPosition(code);
      instance.current = null;
      for (const one of held.toReversed()) one.dispose();
    };
  }, []);

  useEffect(() => {
    const code = instance.current;
    if (!code) return;
    saveEditorPosition(code);
    code.setModel(model);
    const place = editorPositions.get(model);
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
      collection.set(lineChangeDecorations(changes.marks, model.getLineCount()));
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
    return line === null ? undefined : showOutcomeBadge(code, Math.min(line, model.getLineCount()), news);
  }, [base, model, news]);

  useEffect(() => {
    const code = instance.current;
    return code && audit ? markLineStatuses(code, model, audit) : undefined;
  }, [audit, model]);

  useEffect(() => {
    const code = instance.current;
    return code && touched.length > 0 ? markTouchedRules(code, model, touched) : undefined;
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

/** What the editor shows: the working text, or a version, which never changes. */
type ShownText =
  | { kind: "draft"; saver: DraftSaver; base: string | null }
  | { kind: "version"; name: string; text: string };

interface EditorAreaProps {
  shown: ShownText;
  /** Shown beside it as a diff; null for the plain editor. */
  against: { name: string; text: string } | null;
  readOnly: boolean;
  /** What blame found about the changes against it. */
  blame: { marks: readonly HunkMark[]; told: string | null };
  /** The newest audit of the lines, if there is one. */
  audit: Audit | null;
  /** Linked rules that the draft changed. */
  touched: readonly TouchedRule[];
  /** What the draft's change did, for the margin. */
  news: OutcomeBadge | null;
  onLeave: () => void;
}

/** Loaded on its own: Monaco is larger than the rest of the window together. */
export default function EditorArea(props: EditorAreaProps) {
  const { shown, against, blame, audit, touched, readOnly, news, onLeave } = props;
  const model = shown.kind === "draft" ? draftModel(shown.saver) : versionModel(shown.text);
  const name = shown.kind === "draft" ? "draft" : shown.name;
  const onBlur = (): void => {
    if (shown.kind === "draft") void shown.saver.flush();
  };
  const editable = shown.kind === "draft" && !readOnly;
  if (against) {
    return (
      <DiffEditor
        originalLabel={`Prompt text of ${against.name}`}
        modifiedLabel={`Prompt text of ${name}`}
        original={against.text}
        modified={model}
        editable={editable}
        marks={blame.marks}
        told={blame.told}
        touched={touched}
        onBlur={onBlur}
        onLeave={onLeave}
      />
    );
  }
  return (
    <CodeEditor
      label={shown.kind === "draft" ? "Prompt text" : `Prompt text of ${name}, read only`}
      model={model}
      readOnly={!editable}
      base={shown.kind === "draft" ? shown.base : null}
      news={shown.kind === "draft" ? news : null}
      audit={audit}
      touched={touched}
      onBlur={onBlur}
      onLeave={onLeave}
    />
  );
}
