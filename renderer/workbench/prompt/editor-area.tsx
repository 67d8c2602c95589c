import type { Audit } from "../../../shared/domain/audit.ts";
import type { TouchedRule } from "../../../shared/domain/ledger.ts";
import type { HunkMark } from "../blame/blame-marks.ts";
import { CodeEditor } from "./code-editor.tsx";
import { DiffEditor } from "./diff-editor.tsx";
import { modelOfDraft } from "./draft-model.ts";
import type { DraftSaver } from "./draft-saver.ts";
import type { News } from "./news-mark.ts";
import { modelOfVersion } from "./version-model.ts";

/** What the editor shows: the working text, or a version, which never changes. */
type Shown =
  | { kind: "draft"; saver: DraftSaver; base: string | null }
  | { kind: "version"; name: string; text: string };

interface EditorAreaProps {
  shown: Shown;
  /** Shown beside it as a diff; null for the plain editor. */
  against: { name: string; text: string } | null;
  readOnly: boolean;
  /** What the changes against it did, as far as somebody asked. */
  blame: { marks: readonly HunkMark[]; told: string | null };
  /** What the lines are worth, as far as somebody asked. */
  audit: Audit | null;
  /** Linked rules that the draft changed. */
  touched: readonly TouchedRule[];
  /** What the draft's change did, for the margin. */
  news: News | null;
  onLeave: () => void;
}

/** Loaded on its own: Monaco is larger than the rest of the window together. */
export default function EditorArea(props: EditorAreaProps) {
  const { shown, against, blame, audit, touched, readOnly, news, onLeave } = props;
  const model = shown.kind === "draft" ? modelOfDraft(shown.saver) : modelOfVersion(shown.text);
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
