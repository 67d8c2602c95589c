import type { ConversationComparison, TurnComparison } from "../../../shared/domain/comparison.ts";
import { saysOf } from "../../../shared/rules/standing.ts";
import { PagedText } from "../../rendering/paged-text.tsx";
import { classes } from "../../ui/index.ts";
import { MakeButton } from "../guards/make-conversation.tsx";
import type { GuardQuestion } from "../guards/guard-store.ts";
import type { Judged } from "../people/judge.ts";
import { replyAt } from "../people/selected-reply.ts";
import { turnCauseInWords } from "./cause-words.ts";
import type { ReplyView } from "./evidence-view.ts";
import { ReplyColumn } from "./reply-column.tsx";
import { turnFails, turnShape } from "./turn-shape.ts";
import { VerdictRows } from "./verdict-rows.tsx";
import styles from "./evidence.module.css";
import replyStyles from "./reply.module.css";

/** Both sides of what is being compared, by name and by run. */
export interface EvidenceSides {
  baseline: { name: string; runId: string; running: boolean } | null;
  candidate: { name: string; runId: string; running: boolean };
}

interface TurnEvidenceProps {
  turn: TurnComparison;
  total: number;
  sides: EvidenceSides;
  conversationId: string;
  sample: number;
  view: ReplyView;
  firstDivergent: boolean;
  current: boolean;
  /** The reply that keys judge, on whatever turn. */
  selected: Judged | null;
  /** The runs that hold the replies of this sample. */
  runs: ConversationComparison["runs"];
  /** What to ask of a reply that is to become a conversation. */
  guard: (judged: Judged) => GuardQuestion | null;
}

/** One user turn with what either side replied and what the checks said of it. */
export function TurnEvidence(props: TurnEvidenceProps) {
  const { turn, total, sides, conversationId, sample, view, firstDivergent, current, selected, runs, guard } = props;
  const shape = turnShape(turn);
  const { baseline, candidate } = sides;
  const place = (runId: string) => ({ runId, conversationId, turn: turn.index, sample });
  const baselineName = baseline?.name ?? "";
  const judging = (side: "baseline" | "candidate") => {
    const judged = replyAt(turn, side, { conversationId, sample, runs });
    const { at } = selected ?? {};
    const keyed = judged !== null && at?.turn === turn.index && at.runId === judged.at.runId;
    return { judged, keyed, more: judged && <MakeButton question={guard(judged)} keyed={keyed} /> };
  };
  return (
    <article
      id={`turn-${turn.index}`}
      className={classes(styles.turn, current && styles.current)}
      aria-label={`Turn ${turn.index + 1} of ${total}`}
    >
      <header className={styles.turnHeader}>
        <span>
          Turn {turn.index + 1} of {total}
        </span>
        {firstDivergent && total > 1 && <span className={styles.divergent}>◆ first reply that differs</span>}
        {turn.cause != null && total > 1 && <span>{turnCauseInWords(turn.cause)}</span>}
        {shape === "same" && <span>same reply</span>}
        {shape === "fixed" && <span>fixed reply, not replayed</span>}
        {turn.diff?.by === "sentence" && <span>compared by sentence, the texts are long</span>}
        {turnFails(turn) && <span className={styles.fails}>✗ fails</span>}
      </header>
      <div className={styles.user}>
        <span className={styles.speaker}>User</span>
        <div className={replyStyles.text}>
          <PagedText text={turn.user} />
        </div>
      </div>
      {shape === "fixed" ? (
        <section className={styles.column} aria-label="Fixed reply">
          <h4 className={styles.columnName}>fixed reply</h4>
          <div className={replyStyles.text}>
            <PagedText text={turn.fixed ?? ""} />
          </div>
        </section>
      ) : (
        <div className={classes(styles.columns, (shape === "same" || baseline === null) && styles.single)}>
          {baseline && (shape !== "same" || view === "raw") && (
            <ReplyColumn
              side="baseline"
              name={baseline.name}
              reply={turn.baseline}
              error={turn.baselineError}
              diff={turn.diff}
              view={view}
              place={turn.baseline ? place(baseline.runId) : null}
              absent={baseline.running ? "Not there yet." : "No reply in this run."}
              {...judging("baseline")}
            />
          )}
          <ReplyColumn
            side="candidate"
            name={
              shape === "same" && baseline && view !== "raw" ? `${baseline.name} and ${candidate.name}` : candidate.name
            }
            reply={turn.candidate}
            error={turn.candidateError}
            diff={turn.diff}
            facts={turn.facts ?? []}
            view={view}
            place={turn.candidate ? place(candidate.runId) : null}
            absent={candidate.running ? "Not there yet." : "No reply in this run."}
            {...judging("candidate")}
          />
        </div>
      )}
      <VerdictRows
        verdicts={turn.verdicts}
        baselineName={baselineName}
        candidateName={candidate.name}
        says={{
          baseline: turn.baseline && saysOf(turn.baseline),
          candidate: turn.candidate && saysOf(turn.candidate),
        }}
      />
    </article>
  );
}
