import type { Audit } from "../../../shared/domain/audit.ts";
import { editor, Range } from "../prompt/monaco.ts";
import { lineInWords, signOf } from "./audit-words.ts";
import { placeRules } from "./place-rules.ts";
import styles from "./audit.module.css";

const PAUSE_MS = 150;

/** Puts what each line is worth behind it, and keeps it there while the text changes. Returns how to take it away. */
export function markRules(code: editor.ICodeEditor, model: editor.ITextModel, audit: Audit): () => void {
  const collection = code.createDecorationsCollection();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const mark = (): void => {
    timer = null;
    const lineCount = model.getLineCount();
    const standings = placeRules(audit, model.getValue()).filter(({ line }) => line <= lineCount);
    collection.set(
      standings.map((standing) => {
        const end = model.getLineMaxColumn(standing.line);
        return {
          range: new Range(standing.line, end, standing.line, end),
          options: {
            showIfCollapsed: true,
            hoverMessage: { value: lineInWords(standing) },
            after: {
              content: signOf(standing),
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
    timer = setTimeout(mark, PAUSE_MS);
  });
  return () => {
    if (timer !== null) clearTimeout(timer);
    heard.dispose();
    collection.clear();
  };
}
