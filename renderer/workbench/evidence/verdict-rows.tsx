import type { PairedVerdict } from "../../../shared/domain/comparison.ts";
import type { VerdictStatus } from "../../../shared/domain/check.ts";
import { classes } from "../../ui/index.ts";
import { checkInWords } from "../words.ts";
import styles from "./evidence.module.css";

interface VerdictRowsProps {
  verdicts: readonly PairedVerdict[];
  baselineName: string;
  candidateName: string;
}

const signs: Record<VerdictStatus, { sign: string; word: string }> = {
  pass: { sign: "✓", word: "passes" },
  fail: { sign: "✗", word: "fails" },
  error: { sign: "!", word: "could not be evaluated" },
};

/** Every check on a reply, in words, with what it said of each side and why. */
export function VerdictRows({ verdicts, baselineName, candidateName }: VerdictRowsProps) {
  // Nothing can be said yet of a reply that is not there, or not replayed at all.
  const said = verdicts.filter((pair) => pair.baseline !== null || pair.candidate !== null);
  if (said.length === 0) return null;
  return (
    <ul className={styles.verdicts} aria-label="Checks">
      {said.map((pair, at) => {
        const { baseline, candidate } = pair;
        const moved = baseline !== null && candidate !== null && baseline.status !== candidate.status;
        return (
          <li key={at} className={classes(styles.verdict, moved && styles.moved)}>
            {baseline && <Status status={baseline.status} of={baselineName} faint />}
            {baseline && candidate && <span aria-hidden="true">→</span>}
            {candidate && <Status status={candidate.status} of={candidateName} />}
            <span className={styles.verdictText}>
              <code>{checkInWords(pair.check)}</code>
              {candidate && candidate.reason !== "" && candidate.status !== "pass" && (
                <Reason of={candidateName} text={candidate.reason} />
              )}
              {baseline &&
                baseline.reason !== "" &&
                baseline.status !== "pass" &&
                baseline.reason !== candidate?.reason && <Reason of={baselineName} text={baseline.reason} />}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Status({ status, of, faint = false }: { status: VerdictStatus; of: string; faint?: boolean }) {
  const { sign, word } = signs[status];
  return (
    <span
      role="img"
      aria-label={`${of} ${word}`}
      title={`${of} ${word}`}
      className={classes(styles.status, styles[status], faint && styles.faint)}
    >
      {sign}
    </span>
  );
}

function Reason({ of, text }: { of: string; text: string }) {
  return (
    <span className={styles.reason}>
      {of}: {text}
    </span>
  );
}
