import type { DiffSegment } from "../../../shared/domain/comparison.ts";
import { segmentsOf } from "./turn-shape.ts";
import styles from "./reply.module.css";

interface ReplyDiffProps {
  segments: readonly DiffSegment[];
  side: "baseline" | "candidate";
}

/** One side of a reply: what went is struck through, what came is underlined, in tones of their own. */
export function ReplyDiff({ segments, side }: ReplyDiffProps) {
  return (
    <div className={styles.text}>
      {segmentsOf(segments, side).map((segment, at) => {
        if (segment.kind === "same") return <span key={at}>{segment.text}</span>;
        return segment.kind === "added" ? (
          <ins key={at} className={styles.added}>
            {segment.text}
          </ins>
        ) : (
          <del key={at} className={styles.removed}>
            {segment.text}
          </del>
        );
      })}
    </div>
  );
}
