import type { DiffSegment } from "../../../shared/domain/comparison.ts";
import { placed, type Mark } from "./mark-pieces.ts";
import { MarkedText } from "./marked-text.tsx";
import { segmentsOf } from "./turn-shape.ts";
import styles from "./reply.module.css";

interface ReplyDiffProps {
  segments: readonly DiffSegment[];
  side: "baseline" | "candidate";
  /** In offsets into this side's reply. */
  marks?: readonly Mark[];
}

/** One side of a reply: what went is struck through, what came is underlined, in tones of their own. */
export function ReplyDiff({ segments, side, marks = [] }: ReplyDiffProps) {
  return (
    <div className={styles.text}>
      {placed(segmentsOf(segments, side)).map((segment, at) => {
        const text = <MarkedText text={segment.text} from={segment.from} marks={marks} />;
        if (segment.kind === "same") return <span key={at}>{text}</span>;
        return segment.kind === "added" ? (
          <ins key={at} className={styles.added}>
            {text}
          </ins>
        ) : (
          <del key={at} className={styles.removed}>
            {text}
          </del>
        );
      })}
    </div>
  );
}
