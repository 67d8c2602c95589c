import { formatCertainty } from "../../shared/format/values.ts";
import type { MergeReply, MergeFinding, MergedConversation, MergeReplies } from "../../shared/domain/merge.ts";
import type { VerdictStatus } from "../../shared/domain/check.ts";
import { classes, MiddleEllipsis, VirtualList, Button, ErrorState, Skeleton } from "../ui/index.ts";
import { RenderedText } from "../rendering/rendered-text.tsx";
import { formatPassCount } from "../../shared/format/values.ts";
import { formatCheck } from "../../shared/format/check.ts";
import styles from "./merge-check.module.css";
import { useMemo, useState } from "react";
import { truncateText } from "../rendering/render-budget.ts";
import { type FindingRow, findingStyles } from "./merge-findings.ts";
import { useQuery } from "@tanstack/react-query";
import { plural } from "../../shared/format/count.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import type { OpenMergeState } from "./merge-state.ts";

const verdictSigns: Record<VerdictStatus, { sign: string; word: string }> = {
  pass: { sign: "✓", word: "passes" },
  fail: { sign: "✗", word: "fails" },
  error: { sign: "!", word: "could not be evaluated" },
};

interface MergeReplyColumnProps {
  name: string;
  merged: boolean;
  /** Null where it was not replayed. */
  reply: MergeReply | null;
  /** Places of the checks that neither parent fails. */
  fresh: readonly number[];
}

/** What one of them says to a turn, with each check. */
function MergeReplyColumn({ name, merged, reply, fresh }: MergeReplyColumnProps) {
  return (
    <section className={classes(styles.column, merged && styles.merged)} aria-label={`Reply of ${name}`}>
      <h5 className={styles.columnName}>
        {name}
        {reply && <ReplyStatus verdicts={reply.verdicts} />}
      </h5>
      {reply === null ? (
        <p className={styles.absent}>Not replayed.</p>
      ) : (
        <>
          {reply.text === "" ? <em>The reply is empty.</em> : <RenderedText text={reply.text} />}
          {reply.verdicts.length > 0 && (
            <ul className={styles.verdicts} aria-label={`Checks of ${name}`}>
              {reply.verdicts.map(({ check, status }, at) => (
                <li key={at} className={classes(styles.verdict, fresh.includes(at) && styles.fresh)}>
                  <span role="img" aria-label={verdictSigns[status].word} className={styles[status]}>
                    {verdictSigns[status].sign}
                  </span>
                  <span className={styles.verdictText}>
                    <code>{formatCheck(check)}</code>
                    {fresh.includes(at) && <span className={styles.fail}> with neither parent</span>}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}

/** Checks of weight 0 are told, and decide nothing. */
function ReplyStatus({ verdicts }: Pick<MergeReply, "verdicts">) {
  const counted = verdicts.filter(({ counts }) => counts).map(({ status }) => status);
  if (counted.length === 0) return <span className={styles.quiet}>no check</span>;
  const status = counted.includes("fail") ? "fail" : counted.includes("error") ? "error" : "pass";
  return (
    <span className={styles[status]}>
      {verdictSigns[status].sign} {verdictSigns[status].word}
    </span>
  );
}

const FINDING_LIST_NAME = "Conversations by finding";

interface FindingListProps {
  rows: readonly FindingRow[];
  selectedId: string | null;
  onSelect: (id: string) => void;
  onOpen: () => void;
}

/** Conversations that are worth a look, those that speak against the merge first. */
export function FindingList({ rows, selectedId, onSelect, onOpen }: FindingListProps) {
  const several = useMemo(() => rows.some((row) => row.kind === "row" && row.row.merged.samples > 1), [rows]);
  return (
    <VirtualList
      label={FINDING_LIST_NAME}
      className={styles.list}
      items={rows}
      idOf={(row) => (row.kind === "group" ? row.finding : row.row.id)}
      isHeading={(row) => row.kind === "group"}
      selectedId={selectedId}
      onSelect={onSelect}
      onOpen={onOpen}
      renderItem={(row) =>
        row.kind === "group" ? (
          <span className={styles.group}>
            <FindingSign finding={row.finding} count={row.count} />
          </span>
        ) : (
          <span
            className={styles.row}
            title={truncateText([row.row.title, row.row.id, row.row.detail].filter(Boolean).join("\n"), 1_000)}
          >
            <span role="img" aria-label={findingStyles[row.row.finding].word} style={findingTone(row.row.finding)}>
              {findingStyles[row.row.finding].sign}
            </span>
            {row.row.title === "" ? (
              <MiddleEllipsis text={truncateText(row.row.id)} className={styles.title} />
            ) : (
              <span className={styles.title}>{truncateText(row.row.title)}</span>
            )}
            {several && <span className={styles.tally}>{formatPassCount(row.row.merged)}</span>}
          </span>
        )
      }
    />
  );
}

export function focusFindings(): void {
  document.querySelector<HTMLElement>(`[role="listbox"][aria-label="${FINDING_LIST_NAME}"]`)?.focus();
}

/** A finding as sign, word and tone, with how many there are. */
function FindingSign({ finding, count }: { finding: MergeFinding; count?: number }) {
  const { sign, word } = findingStyles[finding];
  return (
    <span className={styles.sign} style={findingTone(finding)}>
      <span aria-hidden="true">{sign}</span> {count === undefined ? word : `${count.toLocaleString("en")} ${word}`}
    </span>
  );
}

function findingTone(finding: MergeFinding): { color: string } {
  return { color: `var(${findingStyles[finding].tone})` };
}

interface FindingDetailProps {
  merge: OpenMergeState;
  checkId: string;
  finding: MergedConversation;
}

type ReplySide = "base" | "ours" | "merged" | "theirs";

/** One conversation with the replies of both parents and of the merge between them, in the order of the texts above. */
export function FindingDetail({ merge, checkId, finding }: FindingDetailProps) {
  const { names } = merge;
  const [base, setBase] = useState(false);
  const query = useQuery(
    orpc.merge.check.replies.queryOptions({ input: { id: checkId, conversationId: finding.id }, retry: false }),
  );
  const turns = query.data?.turns ?? [];
  const hasBase = turns.some((turn) => turn.base !== null);
  const sides: ReplySide[] = [...(base && hasBase ? (["base"] as const) : []), "ours", "merged", "theirs"];
  const name: Record<ReplySide, string> = { ...names, merged: "the merge" };
  const samples = finding.merged.samples > 1;
  return (
    <section
      key={finding.id}
      className={styles.detail}
      aria-label="Replies"
      tabIndex={-1}
      id="merge-replies"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        focusFindings();
      }}
    >
      <header className={styles.detailHeader}>
        <div className={styles.headline}>
          <h4 className={styles.name}>{truncateText(finding.title === "" ? finding.id : finding.title)}</h4>
          <FindingSign finding={finding.finding} />
        </div>
        <p className={styles.about}>
          <MiddleEllipsis text={truncateText(finding.id)} className={styles.id} />
          <span className={styles.told}>{truncateText(finding.detail, 2_000)}</span>
          {samples && <span className={styles.quiet}>{formatPassCounts(finding, name)}</span>}
          {finding.certainty !== null && finding.certainty < 1 && (
            <span className={styles.quiet}>{formatCertainty(finding.certainty)} certain</span>
          )}
          {finding.checks === 0 && <span className={styles.warn}>It has no check, so it passes whatever is said.</span>}
          {hasBase && (
            <Button look="quiet" aria-pressed={base} onClick={() => setBase(!base)}>
              {base ? `Hide ${names.base}` : `Show ${names.base} too`}
            </Button>
          )}
        </p>
      </header>
      {query.error !== null ? (
        <ErrorState
          title="The replies could not be read"
          message={problemOf(query.error).message}
          onRetry={() => void query.refetch()}
        />
      ) : query.data === undefined ? (
        <Skeleton label="Reading the replies" rows={6} />
      ) : (
        turns.map((turn) => (
          <FindingTurn key={turn.index} turn={turn} of={turns.length} sides={sides} name={name} finding={finding} />
        ))
      )}
    </section>
  );
}

interface FindingTurnProps {
  turn: MergeReplies["turns"][number];
  of: number;
  sides: readonly ReplySide[];
  name: Record<ReplySide, string>;
  finding: MergedConversation;
}

function FindingTurn({ turn, of, sides, name, finding }: FindingTurnProps) {
  return (
    <article className={styles.turn} aria-label={`Turn ${turn.index + 1}`}>
      <p className={styles.user}>
        <span className={styles.speaker}>{of > 1 ? `Turn ${turn.index + 1} of ${of}, user` : "User"}</span>
        {turn.user}
      </p>
      {turn.fixed !== null ? (
        <p className={styles.user}>
          <span className={styles.speaker}>Fixed reply</span>
          {turn.fixed}
        </p>
      ) : (
        <div className={classes(styles.columns, sides.length > 3 && styles.four)}>
          {sides.map((side) => (
            <MergeReplyColumn
              key={side}
              name={name[side]}
              merged={side === "merged"}
              reply={turn[side]}
              fresh={
                side === "merged"
                  ? finding.newFailures.filter((failure) => failure.turn === turn.index).map(({ at }) => at)
                  : noNewFailures
              }
            />
          ))}
        </div>
      )}
    </article>
  );
}

const noNewFailures: readonly number[] = [];

/** "v3 2/4, main 4/4, the merge 0/4, pricing 4/4". */
function formatPassCounts(finding: MergedConversation, name: Record<ReplySide, string>): string {
  const sides: readonly ReplySide[] = ["base", "ours", "merged", "theirs"];
  const told = sides
    .filter((side) => finding[side].samples > 0)
    .map((side) => `${name[side]} ${formatPassCount(finding[side])}`);
  return `${told.join(", ")} passed in ${plural(finding.calls, "call")}`;
}
