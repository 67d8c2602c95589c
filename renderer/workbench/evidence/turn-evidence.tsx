import type {
  PairedVerdict,
  Reply,
  TextDiff,
  ConversationComparison,
  TurnComparison,
} from "../../../shared/domain/comparison.ts";
import type { VerdictStatus } from "../../../shared/domain/check.ts";
import type { HumanVerdict } from "../../../shared/domain/annotation.ts";
import { isOverriddenByHuman, humanVerdictOf } from "../../../shared/rules/sample-status.ts";
import { truncateText } from "../../rendering/render-budget.ts";
import { classes, ErrorState, Skeleton } from "../../ui/index.ts";
import { formatCheck } from "../../../shared/format/check.ts";
import { JudgedBy } from "./judge-verdicts.tsx";
import styles from "./evidence.module.css";
import { PagedText, prettyJson } from "../../rendering/paged-text.tsx";
import { plural } from "../../../shared/format/count.ts";
import { useQuery } from "@tanstack/react-query";
import { orpc, problemOf } from "../../engine-client/index.ts";
import { useMemo, type ReactNode } from "react";
import { isFigureFact, type ReplyFact } from "../../../shared/domain/fact.ts";
import { RenderedText } from "../../rendering/rendered-text.tsx";
import { ReplyVerdict } from "../annotations/reply-verdict.tsx";
import { type JudgedReply, replyAt } from "../annotations/reply-annotations.ts";
import { type ReplyView, replyMetadata, formatTurnCause, turnFails, turnShape } from "./evidence-model.ts";
import { FactChips } from "./fact-chips.tsx";
import { MarkedText, ReplyDiff } from "./reply-text.tsx";
import { MakeTestButton } from "../regression-tests/make-test-button.tsx";
import type { RegressionTestRequest } from "../regression-tests/regression-test.ts";

interface VerdictRowsProps {
  verdicts: readonly PairedVerdict[];
  baselineName: string;
  candidateName: string;
  /** What people say of either side's reply: their good outranks what models say. */
  says: { baseline: HumanVerdict | null; candidate: HumanVerdict | null };
}

type SideNames = Pick<VerdictRowsProps, "baselineName" | "candidateName">;

const verdictSigns: Record<VerdictStatus, { sign: string; word: string }> = {
  pass: { sign: "✓", word: "passes" },
  fail: { sign: "✗", word: "fails" },
  error: { sign: "!", word: "could not be evaluated" },
};

/** A check's reason is some sentences; what a received project holds may be anything. In UTF-16 units. */
const MAX_VERDICT_REASON = 4_000;

/** Every check on a reply, in words, with what it said of each side and why. */
function VerdictRows({ verdicts, baselineName, candidateName, says }: VerdictRowsProps) {
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
            {baseline && <VerdictSign status={baseline.status} of={baselineName} faint />}
            {baseline && candidate && <span aria-hidden="true">→</span>}
            {candidate && (
              <VerdictSign status={candidate.status} of={candidateName} faint={candidate.counts === false} />
            )}
            <span className={styles.verdictText}>
              <code>{truncateText(formatCheck(pair.check), MAX_VERDICT_REASON)}</code>
              <ScoreNote pair={pair} />
              <OutrankedVerdict pair={pair} says={says} />
              {candidate && candidate.reason !== "" && (candidate.status !== "pass" || candidate.judge != null) && (
                <VerdictReason of={candidateName} text={candidate.reason} />
              )}
              {baseline &&
                baseline.reason !== "" &&
                (baseline.status !== "pass" || baseline.judge != null) &&
                baseline.reason !== candidate?.reason && <VerdictReason of={baselineName} text={baseline.reason} />}
              <JudgesOfPair pair={pair} baselineName={baselineName} candidateName={candidateName} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Who judged either side; once where both stand on the same answers. */
function JudgesOfPair({
  pair: { baseline, candidate },
  baselineName,
  candidateName,
}: { pair: PairedVerdict } & SideNames) {
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
function OutrankedVerdict({
  pair: { check, baseline, candidate },
  says,
}: { pair: PairedVerdict } & Pick<VerdictRowsProps, "says">) {
  const idle =
    (baseline !== null && baseline.status !== "pass" && says.baseline === "good") ||
    (candidate !== null && candidate.status !== "pass" && says.candidate === "good");
  if (!idle || !isOverriddenByHuman(check)) return null;
  return <span className={styles.measure}>set aside: a person says good</span>;
}

/** Scores of both sides, and whether the check has a say at all. */
function ScoreNote({ pair: { baseline, candidate } }: { pair: PairedVerdict }) {
  const scores = [baseline, candidate].flatMap((verdict) => verdict?.score ?? []);
  const measuredOnly = (candidate ?? baseline)?.counts === false;
  if (scores.length === 0 && !measuredOnly) return null;
  const words = scores.length > 0 ? [`score ${[...new Set(scores.map(formatScore))].join(" → ")}`] : [];
  if (measuredOnly) words.push("measured only");
  return <span className={styles.measure}>{words.join(", ")}</span>;
}

function formatScore(score: number): string {
  return String(Number(score.toFixed(2)));
}

function VerdictSign({ status, of, faint = false }: { status: VerdictStatus; of: string; faint?: boolean }) {
  const { sign, word } = verdictSigns[status];
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

function VerdictReason({ of, text }: { of: string; text: string }) {
  return (
    <span className={styles.reason}>
      {of}: {truncateText(text, MAX_VERDICT_REASON)}
    </span>
  );
}

interface ThinkingProps {
  text: string;
  /** As the provider counted them; null where it did not. */
  tokens: number | null;
}

/** What the model thought before it answered: no part of the reply, and folded until it is opened. */
function Thinking({ text, tokens }: ThinkingProps) {
  const size = tokens === null ? plural(text.length, "character") : plural(tokens, "token");
  return (
    <details className={styles.thinking}>
      <summary>Thinking · {size}</summary>
      <div className={styles.thought}>
        <PagedText text={text} />
      </div>
    </details>
  );
}

interface RawRequestProps {
  runId: string;
  conversationId: string;
  turn: number;
  sample: number;
}

/** What was sent for one reply and what the provider counted, read only when it is shown. */
function RawRequest(place: RawRequestProps) {
  const query = useQuery(orpc.compare.request.queryOptions({ input: place }));
  if (query.error) {
    const { message } = problemOf(query.error);
    return <ErrorState title="The request could not be read" message={message} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton label="Reading the request" rows={4} />;
  const { request, library, usage } = query.data;
  return (
    <div className={styles.raw}>
      <p className={styles.rawNote}>Sent by {library}. Line breaks added for reading.</p>
      <pre tabIndex={0} aria-label="Request body">
        <PagedText text={prettyJson(request)} />
      </pre>
      <p className={styles.rawNote}>Usage, as the provider gave it</p>
      <pre tabIndex={0} aria-label="Usage">
        <PagedText text={prettyJson(usage)} />
      </pre>
    </div>
  );
}

interface ReplyColumnProps {
  side: "baseline" | "candidate";
  /** "v6", "draft", or "v6 and draft" where both say the same. */
  name: string;
  reply: Reply | null;
  error: string | null;
  diff: TextDiff | null;
  /** What the reply says that its prompt and its conversation do not. */
  facts?: readonly ReplyFact[];
  view: ReplyView;
  /** Where the reply stands, for its request. */
  place: { runId: string; conversationId: string; turn: number; sample: number } | null;
  /** What to say while there is no reply and no error. */
  absent: string;
  judged: JudgedReply | null;
  /** Whether it is the reply that keys judge. */
  keyed: boolean;
  /** What else can be done with the reply. */
  more: ReactNode;
}

const noFacts: readonly ReplyFact[] = [];
/** A provider's words for why there is no reply, in UTF-16 units. */
const MAX_CALL_ERROR = 2_000;

/** One side's reply to one turn, with what is known of how it came about. */
function ReplyColumn({
  side,
  name,
  reply,
  error,
  diff,
  view,
  place,
  absent,
  judged,
  keyed,
  more,
  facts = noFacts,
}: ReplyColumnProps) {
  const fresh = useMemo(() => facts.filter((fact) => fact.standing === "new" && !isFigureFact(fact)), [facts]);
  return (
    <section className={styles.column} aria-label={`Reply of ${name}`}>
      <h4 className={styles.columnName}>{name}</h4>
      {reply === null ? (
        <p className={error === null ? styles.absent : styles.callError}>
          {error === null ? absent : `! ${truncateText(error, MAX_CALL_ERROR)}`}
        </p>
      ) : (
        <>
          {reply.reasoning != null && <Thinking text={reply.reasoning} tokens={reply.reasoningTokens ?? null} />}
          {view === "raw" && place ? (
            <RawRequest {...place} />
          ) : reply.text === "" ? (
            <em>{reply.reasoning == null ? "The reply is empty." : "There is no answer behind the thinking."}</em>
          ) : view === "rendered" ? (
            <RenderedText text={reply.text} marked={fresh.map((fact) => fact.text)} />
          ) : diff ? (
            <ReplyDiff segments={diff.segments} side={side} marks={fresh} />
          ) : (
            <div className={styles.plainText}>
              <MarkedText text={reply.text} marks={fresh} />
            </div>
          )}
          <FactChips facts={facts} />
          <p className={styles.facts}>
            {replyMetadata(reply).map((fact) => (
              <span
                key={fact.text}
                className={classes(styles.fact, fact.tone === "warn" && styles.warn)}
                title={fact.more === null ? undefined : truncateText(fact.more, MAX_CALL_ERROR)}
              >
                {truncateText(fact.text, MAX_CALL_ERROR)}
              </span>
            ))}
          </p>
          {judged && <ReplyVerdict judged={judged} keyed={keyed} more={more} />}
        </>
      )}
    </section>
  );
}

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
  selected: JudgedReply | null;
  /** The runs that hold the replies of this sample. */
  runs: ConversationComparison["runs"];
  /** What to ask of a reply that is to become a conversation. */
  guard: (judged: JudgedReply) => RegressionTestRequest | null;
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
    return { judged, keyed, more: judged && <MakeTestButton question={guard(judged)} keyed={keyed} /> };
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
        {turn.cause != null && total > 1 && <span>{formatTurnCause(turn.cause)}</span>}
        {shape === "same" && <span>same reply</span>}
        {shape === "fixed" && <span>fixed reply, not replayed</span>}
        {turn.diff?.by === "sentence" && <span>compared by sentence, the texts are long</span>}
        {turnFails(turn) && <span className={styles.fails}>✗ fails</span>}
      </header>
      <div className={styles.user}>
        <span className={styles.speaker}>User</span>
        <div className={styles.plainText}>
          <PagedText text={turn.user} />
        </div>
      </div>
      {shape === "fixed" ? (
        <section className={styles.column} aria-label="Fixed reply">
          <h4 className={styles.columnName}>fixed reply</h4>
          <div className={styles.plainText}>
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
          baseline: turn.baseline && humanVerdictOf(turn.baseline),
          candidate: turn.candidate && humanVerdictOf(turn.candidate),
        }}
      />
    </article>
  );
}
