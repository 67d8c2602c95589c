import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { MergedConversation, MergeReplies } from "../../shared/domain/merge.ts";
import { plural } from "../../shared/rules/plural.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import { shortened } from "../rendering/budget.ts";
import { Button, classes, ErrorState, MiddleEllipsis, Skeleton } from "../ui/index.ts";
import { percent, tallyInWords } from "../workbench/words.ts";
import { FindingSign, focusFindings } from "./finding-list.tsx";
import { MergeReplyColumn } from "./merge-reply.tsx";
import type { Merge } from "./use-merge.ts";
import styles from "./check.module.css";

interface FindingDetailProps {
  merge: Merge;
  checkId: string;
  finding: MergedConversation;
}

type Side = "base" | "ours" | "merged" | "theirs";

/** One conversation with the replies of both parents and of the merge between them, in the order of the texts above. */
export function FindingDetail({ merge, checkId, finding }: FindingDetailProps) {
  const { names } = merge;
  const [base, setBase] = useState(false);
  const query = useQuery(
    orpc.merge.check.replies.queryOptions({ input: { id: checkId, conversationId: finding.id }, retry: false }),
  );
  const turns = query.data?.turns ?? [];
  const hasBase = turns.some((turn) => turn.base !== null);
  const sides: Side[] = [...(base && hasBase ? (["base"] as const) : []), "ours", "merged", "theirs"];
  const name: Record<Side, string> = { ...names, merged: "the merge" };
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
          <h4 className={styles.name}>{shortened(finding.title === "" ? finding.id : finding.title)}</h4>
          <FindingSign finding={finding.finding} />
        </div>
        <p className={styles.about}>
          <MiddleEllipsis text={shortened(finding.id)} className={styles.id} />
          <span className={styles.told}>{shortened(finding.detail, 2_000)}</span>
          {samples && <span className={styles.quiet}>{talliesInWords(finding, name)}</span>}
          {finding.certainty !== null && finding.certainty < 1 && (
            <span className={styles.quiet}>{percent(finding.certainty)} certain</span>
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
          <Turn key={turn.index} turn={turn} of={turns.length} sides={sides} name={name} finding={finding} />
        ))
      )}
    </section>
  );
}

interface TurnProps {
  turn: MergeReplies["turns"][number];
  of: number;
  sides: readonly Side[];
  name: Record<Side, string>;
  finding: MergedConversation;
}

function Turn({ turn, of, sides, name, finding }: TurnProps) {
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
                  : nothing
              }
            />
          ))}
        </div>
      )}
    </article>
  );
}

const nothing: readonly number[] = [];

/** "v3 2/4, main 4/4, the merge 0/4, pricing 4/4". */
function talliesInWords(finding: MergedConversation, name: Record<Side, string>): string {
  const sides: readonly Side[] = ["base", "ours", "merged", "theirs"];
  const told = sides
    .filter((side) => finding[side].samples > 0)
    .map((side) => `${name[side]} ${tallyInWords(finding[side])}`);
  return `${told.join(", ")} passed in ${plural(finding.calls, "call")}`;
}
