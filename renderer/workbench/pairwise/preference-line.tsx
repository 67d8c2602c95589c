import { useCommand } from "../../app/index.ts";
import { Button } from "../../ui/index.ts";
import { JudgedBy } from "../evidence/judged-by.tsx";
import { preferenceInWords, reasonInWords } from "./preference-words.ts";
import { usePairwise, type ComparedRuns } from "./use-pairwise.ts";
import styles from "./pairwise.module.css";

interface PreferenceLineProps {
  runs: ComparedRuns | null;
  names: { baseline: string; candidate: string };
  conversationId: string;
  /** Whether there is anything to prefer. */
  changed: boolean;
}

/** Which side the judge prefers in this conversation; while nobody asked it, how to. */
export function PreferenceLine({ runs, names, conversationId, changed }: PreferenceLineProps) {
  const { status, preference, start, stop } = usePairwise(runs, conversationId);
  useCommand({
    id: "judge-pairwise",
    title: "Judge changed replies pairwise…",
    group: "Evidence",
    run: start,
    enabled: runs !== null && status?.running === false,
  });
  if (runs === null || status === null || (!changed && !status.running)) return null;
  return (
    <div className={styles.line}>
      {preference && changed && (
        <div className={styles.said}>
          <p className={preference.winner === "error" ? styles.error : styles.words}>
            <strong>{preferenceInWords(preference, names)}</strong>: {reasonInWords(preference, names)}
          </p>
          <JudgedBy judge={preference} of="" />
        </div>
      )}
      {status.running ? (
        <span role="status" className={styles.progress}>
          judging pairwise, {status.done}/{status.total}
          <Button look="quiet" className={styles.button} onClick={stop}>
            Stop judging
          </Button>
        </span>
      ) : (
        (preference === null || preference.winner === "error") &&
        changed && (
          <Button
            look="quiet"
            className={styles.button}
            title="A judge model compares both replies of every changed conversation"
            onClick={start}
          >
            Judge changed replies pairwise
          </Button>
        )
      )}
      {status.problem !== null && !status.running && <p className={styles.error}>{status.problem}</p>}
    </div>
  );
}
