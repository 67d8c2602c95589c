import type { PairedVerdict } from "../../../shared/domain/comparison.ts";
import type { VerdictStatus } from "../../../shared/domain/check.ts";
import type { PersonSays } from "../../../shared/domain/people.ts";
import { isOutranked } from "../../../shared/rules/standing.ts";
import { shortened } from "../../rendering/budget.ts";
import { classes } from "../../ui/index.ts";
import { checkInWords } from "../words.ts";
import { JudgedBy } from "./judged-by.tsx";
import styles from "./evidence.module.css";

interface VerdictRowsProps {
  verdicts: readonly PairedVerdict[];
  baselineName: string;
  candidateName: string;
  /** What people say of either side's reply: their good outranks what models say. */
  says: { baseline: PersonSays | null; candidate: PersonSays | null };
}

type SideNames = Pick<VerdictRowsProps, "baselineName" | "candidateName">;

const signs: Record<VerdictStatus, { sign: string; word: string }> = {
  pass: { sign: "✓", word: "passes" },
  fail: { sign: "✗", word: "fails" },
  error: { sign: "!", word: "could not be evaluated" },
};

/** A check's reason is some sentences; what a received project holds may be anything. In UTF-16 units. */
const MAX_REASON = 4_000;

/** Every check on a reply, in words, with what it said of each side and why. */
export function VerdictRows({ verdicts, baselineName, candidateName, says }: VerdictRowsProps) {
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
            {candidate && <Status status={candidate.status} of={candidateName} faint={candidate.counts === false} />}
            <span className={styles.verdictText}>
              <code>{shortened(checkInWords(pair.check), MAX_REASON)}</code>
              <Measure pair={pair} />
              <SetAside pair={pair} says={says} />
              {candidate && candidate.reason !== "" && (candidate.status !== "pass" || candidate.judge != null) && (
                <Reason of={candidateName} text={candidate.reason} />
              )}
              {baseline &&
                baseline.reason !== "" &&
                (baseline.status !== "pass" || baseline.judge != null) &&
                baseline.reason !== candidate?.reason && <Reason of={baselineName} text={baseline.reason} />}
              <Judges pair={pair} baselineName={baselineName} candidateName={candidateName} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Who judged either side; once where both stand on the same answers. */
function Judges({ pair: { baseline, candidate }, baselineName, candidateName }: { pair: PairedVerdict } & SideNames) {
  const [was, is] = [baseline?.judge ?? null, candidate?.judge ?? null];
  const same = was !== null && is !== null && was.model === is.model && was.calls.join() === is.calls.join();
  return (
    <>
      {is && <JudgedBy judge={is} of={same ? "" : candidateName} />}
      {was && !same && <JudgedBy judge={was} of={baselineName} />}
    </>
  );
}

/** A model's verdict that a person's, or an approved reply, outranks. */
function SetAside({
  pair: { check, baseline, candidate },
  says,
}: { pair: PairedVerdict } & Pick<VerdictRowsProps, "says">) {
  const idle =
    (baseline !== null && baseline.status !== "pass" && says.baseline === "good") ||
    (candidate !== null && candidate.status !== "pass" && says.candidate === "good");
  if (!idle || !isOutranked(check)) return null;
  return <span className={styles.measure}>set aside: a person says good</span>;
}

/** Scores of both sides, and whether the check has a say at all. */
function Measure({ pair: { baseline, candidate } }: { pair: PairedVerdict }) {
  const scores = [baseline, candidate].flatMap((verdict) => verdict?.score ?? []);
  const measuredOnly = (candidate ?? baseline)?.counts === false;
  if (scores.length === 0 && !measuredOnly) return null;
  const words = scores.length > 0 ? [`score ${[...new Set(scores.map(inShort))].join(" → ")}`] : [];
  if (measuredOnly) words.push("measured only");
  return <span className={styles.measure}>{words.join(", ")}</span>;
}

function inShort(score: number): string {
  return String(Number(score.toFixed(2)));
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
      {of}: {shortened(text, MAX_REASON)}
    </span>
  );
}
