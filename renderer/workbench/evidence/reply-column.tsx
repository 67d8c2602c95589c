import { useMemo, type ReactNode } from "react";
import type { Reply, TextDiff } from "../../../shared/domain/comparison.ts";
import { isFigure } from "../../../shared/rules/fact-words.ts";
import type { ReplyFact } from "../../../shared/domain/fact.ts";
import { RenderedText } from "../../rendering/rendered-text.tsx";
import { shortened } from "../../rendering/budget.ts";
import { classes } from "../../ui/index.ts";
import { Judgement } from "../people/judgement.tsx";
import type { Judged } from "../people/judge.ts";
import type { ReplyView } from "./evidence-view.ts";
import { FactChips } from "./fact-chips.tsx";
import { MarkedText } from "./marked-text.tsx";
import { RawRequest } from "./raw-request.tsx";
import { ReplyDiff } from "./reply-diff.tsx";
import { replyFacts } from "./reply-facts.ts";
import { Thinking } from "./thinking.tsx";
import styles from "./evidence.module.css";
import replyStyles from "./reply.module.css";

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
  judged: Judged | null;
  /** Whether it is the reply that keys judge. */
  keyed: boolean;
  /** What else can be done with the reply. */
  more: ReactNode;
}

const nothing: readonly ReplyFact[] = [];
/** A provider's words for why there is no reply, in UTF-16 units. */
const MAX_REASON = 2_000;

/** One side's reply to one turn, with what is known of how it came about. */
export function ReplyColumn({
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
  facts = nothing,
}: ReplyColumnProps) {
  const fresh = useMemo(() => facts.filter((fact) => fact.standing === "new" && !isFigure(fact)), [facts]);
  return (
    <section className={styles.column} aria-label={`Reply of ${name}`}>
      <h4 className={styles.columnName}>{name}</h4>
      {reply === null ? (
        <p className={error === null ? styles.absent : styles.callError}>
          {error === null ? absent : `! ${shortened(error, MAX_REASON)}`}
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
            <div className={replyStyles.text}>
              <MarkedText text={reply.text} marks={fresh} />
            </div>
          )}
          <FactChips facts={facts} />
          <p className={styles.facts}>
            {replyFacts(reply).map((fact) => (
              <span
                key={fact.text}
                className={classes(styles.fact, fact.tone === "warn" && styles.warn)}
                title={fact.more === null ? undefined : shortened(fact.more, MAX_REASON)}
              >
                {shortened(fact.text, MAX_REASON)}
              </span>
            ))}
          </p>
          {judged && <Judgement judged={judged} keyed={keyed} more={more} />}
        </>
      )}
    </section>
  );
}
