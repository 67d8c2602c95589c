import type { ReactNode } from "react";
import type { ComparisonRow, ConversationComparison } from "../../../shared/domain/comparison.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { shortened } from "../../rendering/budget.ts";
import { PagedText } from "../../rendering/paged-text.tsx";
import { Badge, Button, MiddleEllipsis, OutcomeSign, outcomeKind, Segmented } from "../../ui/index.ts";
import { useReplyView } from "./evidence-view.ts";
import { causeInWords } from "./cause-words.ts";
import { SamplePicker } from "./sample-picker.tsx";
import type { Pinned } from "./use-pinned.ts";
import styles from "./evidence.module.css";

/** In the header of one conversation. */
const MAX_TAGS = 30;

interface EvidenceHeaderProps {
  evidence: ConversationComparison;
  /** Nothing to compare with: then there is no outcome to show. */
  alone: boolean;
  sample: number;
  onSample: (sample: number) => void;
  pinned: Pinned | null;
  /** Takes the samples that would settle it; null where none would. */
  onSettle: (() => void) | null;
  /** The way to the search for the version that broke it. */
  bisect: ReactNode;
}

/** Whether the edit itself changed the answer; where that is not known, how to find out. */
function CauseOfChange({ row, pinned }: { row: ComparisonRow; pinned: Pinned | null }) {
  if (row.cause != null) return <span className={styles.cause}>{causeInWords(row.cause)}</span>;
  if (pinned?.running) {
    const { recorded, replies } = pinned.running.progress;
    return (
      <span role="status">
        replaying with pinned history, {recorded}/{replies}
      </span>
    );
  }
  if (!pinned?.start) return null;
  return (
    <Button
      look="quiet"
      className={styles.pin}
      title="Once more with the baseline's replies before each turn: did the edit itself change the answer?"
      onClick={pinned.start}
    >
      Replay with pinned history too
    </Button>
  );
}

export function EvidenceHeader({ evidence, alone, sample, onSample, pinned, onSettle, bisect }: EvidenceHeaderProps) {
  const { row, notes } = evidence;
  const { view } = useReplyView();
  const passes = row.candidate.samples > 0 && row.candidate.passed === row.candidate.samples;
  return (
    <header className={styles.header}>
      <div className={styles.headline}>
        {alone ? (
          <span className={passes ? styles.pass : styles.fail}>
            {row.candidate.samples === 0 ? "" : passes ? "✓ passes" : "✗ fails"}
          </span>
        ) : (
          <OutcomeSign kind={outcomeKind(row)} withWord className={styles.outcome} />
        )}
        <h3 className={styles.title} title={shortened(row.title || row.id)}>
          {shortened(row.title || row.id)}
        </h3>
        <Segmented
          label="Show replies as"
          value={view}
          options={[
            { value: "diff", label: "Diff" },
            { value: "rendered", label: "Rendered" },
            { value: "raw", label: "Request" },
          ]}
          onValue={(next) => useReplyView.setState({ view: next })}
        />
      </div>
      <div className={styles.about}>
        {row.title !== "" && <MiddleEllipsis text={shortened(row.id)} className={styles.id} />}
        {row.turns > 1 && (
          <span>
            {row.firstDivergentTurn === null
              ? plural(row.turns, "turn")
              : `turn ${row.firstDivergentTurn + 1} of ${row.turns}`}
          </span>
        )}
        {row.tags.slice(0, MAX_TAGS).map((tag) => (
          <Badge key={tag}>{shortened(tag, 60)}</Badge>
        ))}
        {onSettle && (
          <Button look="quiet" className={styles.pin} keys="Shift+t" onClick={onSettle}>
            Settle it
          </Button>
        )}
        {bisect}
        {row.turns > 1 && row.changed && !alone && <CauseOfChange row={row} pinned={pinned} />}
        {row.detail !== null && !alone && <span className={styles.detail}>{shortened(row.detail, 2_000)}</span>}
      </div>
      <SamplePicker evidence={evidence} sample={sample} onSample={onSample} />
      {notes !== "" && (
        <p className={styles.notes}>
          <PagedText text={notes} />
        </p>
      )}
    </header>
  );
}
