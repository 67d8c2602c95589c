import { useMemo } from "react";
import { PagedPieces } from "../../rendering/paged-text.tsx";
import { splitAtMarks, type TextMark, type MarkedPiece, withOffsets, segmentsOfSide } from "./evidence-model.ts";
import styles from "./reply-text.module.css";
import type { DiffSegment } from "../../../shared/domain/comparison.ts";

interface MarkedTextProps {
  text: string;
  marks: readonly TextMark[];
}

/** A text with its new facts underlined. */
export function MarkedText({ text, marks }: MarkedTextProps) {
  const pieces = useMemo(() => splitAtMarks(text, 0, marks), [text, marks]);
  return <PagedPieces pieces={pieces} draw={drawMarkedPiece} />;
}

function drawMarkedPiece(piece: MarkedPiece, key: number) {
  return piece.marked ? <FlaggedText key={key} text={piece.text} /> : <span key={key}>{piece.text}</span>;
}

function FlaggedText({ text }: { text: string }) {
  return (
    <mark className={styles.flagged} title="Not in the prompt or the conversation">
      {text}
    </mark>
  );
}

interface ReplyDiffProps {
  segments: readonly DiffSegment[];
  side: "baseline" | "candidate";
  /** In offsets into this side's reply. */
  marks?: readonly TextMark[];
}

const noMarks: readonly TextMark[] = [];

/** One side of a reply: what went is struck through, what came is underlined, in tones of their own. */
export function ReplyDiff({ segments, side, marks = noMarks }: ReplyDiffProps) {
  const pieces = useMemo(
    () =>
      withOffsets(segmentsOfSide(segments, side)).flatMap(({ text, from, kind }) =>
        splitAtMarks(text, from, marks).map((piece) => ({ ...piece, kind })),
      ),
    [segments, side, marks],
  );
  return (
    <div className={styles.text}>
      <PagedPieces pieces={pieces} draw={drawDiffPiece} />
    </div>
  );
}

function drawDiffPiece({ text, marked, kind }: MarkedPiece & Pick<DiffSegment, "kind">, key: number) {
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
