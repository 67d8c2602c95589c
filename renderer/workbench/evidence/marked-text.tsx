import { markPieces, type Mark } from "./mark-pieces.ts";
import styles from "./reply.module.css";

interface MarkedTextProps {
  text: string;
  /** Where the text stands in its reply. */
  from?: number;
  marks: readonly Mark[];
}

/** A text with its new facts underlined. */
export function MarkedText({ text, from = 0, marks }: MarkedTextProps) {
  if (marks.length === 0) return text;
  return markPieces(text, from, marks).map((piece, at) =>
    piece.marked ? (
      <mark key={at} className={styles.flagged} title="Not in the prompt or the conversation">
        {piece.text}
      </mark>
    ) : (
      <span key={at}>{piece.text}</span>
    ),
  );
}
