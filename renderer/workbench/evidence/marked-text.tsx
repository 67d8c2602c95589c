import { useMemo } from "react";
import { Paged } from "../../rendering/paged-text.tsx";
import { markPieces, type Mark } from "./mark-pieces.ts";
import styles from "./reply.module.css";

interface MarkedTextProps {
  text: string;
  marks: readonly Mark[];
}

/** A text with its new facts underlined. */
export function MarkedText({ text, marks }: MarkedTextProps) {
  const pieces = useMemo(() => markPieces(text, 0, marks), [text, marks]);
  return (
    <Paged
      pieces={pieces}
      draw={(piece, at) =>
        piece.marked ? <FlaggedText key={at} text={piece.text} /> : <span key={at}>{piece.text}</span>
      }
    />
  );
}

export function FlaggedText({ text }: { text: string }) {
  return (
    <mark className={styles.flagged} title="Not in the prompt or the conversation">
      {text}
    </mark>
  );
}
