import type { TouchedRule } from "../../../shared/domain/ledger.ts";
import { editor, Range } from "../../editor/monaco.ts";
import styles from "./ledger.module.css";

/** Marks linked rules that the draft changed in the margin; the marks go along with the text. Returns how to take them away. */
export function markTouchedRules(
  code: editor.ICodeEditor,
  model: editor.ITextModel,
  touched: readonly TouchedRule[],
): () => void {
  const last = model.getLineCount();
  const collection = code.createDecorationsCollection(
    touched.map(({ change, line, conversations, why }) => {
      const at = Math.min(last, Math.max(1, line));
      const isGone = change === "deleted" ? (styles.glyphGone ?? "") : "";
      return {
        range: new Range(at, 1, at, 1),
        options: {
          glyphMarginClassName: `${styles.glyph ?? ""} ${isGone}`,
          glyphMargin: { position: editor.GlyphMarginLane.Left },
          glyphMarginHoverMessage: {
            value: `${conversations.join(", ")} ${conversations.length === 1 ? "goes" : "go"} first: ${why}.`,
          },
          stickiness: editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
        },
      };
    }),
  );
  return () => collection.clear();
}
