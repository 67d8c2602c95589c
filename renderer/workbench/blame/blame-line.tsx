import { Button } from "../../ui/index.ts";
import { markAt, markInWords, type HunkMark } from "./blame-marks.ts";
import styles from "./blame.module.css";

interface BlameLineProps {
  marks: readonly HunkMark[];
  /** Where the cursor stands. */
  line: number | null;
  /** What is known of the selected conversation. */
  told: string | null;
  /** Null where the text cannot be changed. */
  onRevert: (() => void) | null;
}

/** Below the diff: what the change at the cursor did, else what is known of the selected conversation. */
export function BlameLine({ marks, line, told, onRevert }: BlameLineProps) {
  const mark = markAt(marks, line);
  if (mark === null && told === null) return null;
  return (
    <div className={styles.line} role="group" aria-label="What the change did">
      <span role="status">{mark === null ? told : markInWords(mark)}</span>
      {mark !== null && onRevert !== null && (
        <Button look="quiet" keys="Alt+z" onClick={onRevert}>
          Revert
        </Button>
      )}
    </div>
  );
}
