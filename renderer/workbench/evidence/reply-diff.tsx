import { useMemo } from "react";
import type { DiffSegment } from "../../../shared/domain/comparison.ts";
import { Paged } from "../../rendering/paged-text.tsx";
import { markPieces, placed, type Mark, type Piece } from "./mark-pieces.ts";
import { FlaggedText } from "./marked-text.tsx";
import { segmentsOf } from "./turn-shape.ts";
import styles from "./reply.module.css";

interface ReplyDiffProps {
  segments: readonly DiffSegment[];
  side: "baseline" | "candidate";
  /** In offsets into this side's reply. */
  marks?: readonly Mark[];
}

const none: readonly Mark[] = [];

/** One side of a reply: what went is struck through, what came is underlined, in tones of their own. */
export function ReplyDiff({ segments, side, marks = none }: ReplyDiffProps) {
  const pieces = useMemo(
    () =>
      placed(segmentsOf(segments, side)).flatMap(({ text, from, kind }) =>
        markPieces(text, from, marks).map((piece) => ({ ...piece, kind })),
      ),
    [segments, side, marks],
  );
  return (
    <div className={styles.text}>
      <Paged pieces={pieces} draw={drawPiece} />
    </div>
  );
}

function drawPiece({ text, marked, kind }: Piece & Pick<DiffSegment, "kind">, key: number) {
  const drawn = marked ? <FlaggedText text={text} /> : text;
  if (kind === "same") return <span key={key}>{drawn}</span>;
  return kind === "added" ? (
    <ins key={key} className={styles.added}>
      {drawn}
    </ins>
  ) : (
    <del key={key} className={styles.removed}>
      {drawn}
    </del>
  );
}
