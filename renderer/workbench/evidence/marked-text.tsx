import { useMemo } from "react";
import { Paged } from "../../rendering/paged-text.tsx";
import { markPieces, type Mark, type Piece } from "./mark-pieces.ts";
import styles from "./reply.module.css";

interface MarkedTextProps {
  text: string;
  marks: readonly Mark[];
}

/** A text with its new facts underlined. */
export function MarkedText({ text, marks }: MarkedTextProps) {
  const pieces = useMemo(() => markPieces(text, 0, marks), [text, marks]);
  return <Paged pieces={pieces} draw={drawPiece} />;
}

function drawPiece(piece: Piece, key: number) {
  return piece.marked ? <FlaggedText key={key} text={piece.text} /> : <span key={key}>{piece.text}</span>;
}

export function FlaggedText({ text }: { text: string }) {
  return (
    <mark className={styles.flagged} title="Not in the prompt or the conversation">
      {text}
    </mark>
  );
}
