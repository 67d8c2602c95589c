import type { Audit } from "../../../shared/domain/analysis.ts";
import { editor, Range } from "../../editor/monaco.ts";
import { formatLineStatus, lineSign, lineStatuses } from "./line-status.ts";
import styles from "./audit.module.css";

const MARKS_PAUSE_MS = 150;

/** Puts what each line is worth behind it, and keeps it there while the text changes. Returns how to take it away. */
export function markLineStatuses(code: editor.ICodeEditor, model: editor.ITextModel, audit: Audit): () => void {
  const collection = code.createDecorationsCollection();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const mark = (): void => {
    timer = null;
    const lineCount = model.getLineCount();
    const standings = lineStatuses(audit, model.getValue()).filter(({ line }) => line <= lineCount);
    collection.set(
      standings.map((standing) => {
        const end = model.getLineMaxColumn(standing.line);
        return {
          range: new Range(standing.line, end, standing.line, end),
          options: {
            showIfCollapsed: true,
            hoverMessage: { value: formatLineStatus(standing) },
            after: {
              content: lineSign(standing),
              inlineClassName: `${styles.sign ?? ""} ${styles[standing.status] ?? ""}`,
              cursorStops: editor.InjectedTextCursorStops.None,
            },
          },
        };
      }),
    );
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
}
