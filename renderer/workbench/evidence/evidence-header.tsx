import type {
  Comparison,
  ConversationComparison,
  SampleGroup,
  ComparisonRow,
} from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { useCommand } from "../../shell/index.ts";
import { useCanWrite } from "../../shell/selection.ts";
import { client } from "../../engine-client/index.ts";
import { useDraft } from "../state/use-draft.ts";
import { attemptWithNotice } from "../state/use-replay.ts";
import { useReplayStatus } from "../state/replay-options.ts";
import { useLiveRun } from "../state/live-runs.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";
import {
  conversationsToPin,
  findPinnedRun,
  sampleGroupAloud,
  nextSampleInGroup,
  sampleChips,
  type SampleChip,
  useReplyView,
  formatCause,
} from "./evidence-model.ts";
import { plural } from "../../../shared/format/count.ts";
import { classes, Badge, Button, MiddleEllipsis, OutcomeSign, outcomeKind, Segmented } from "../../ui/index.ts";
import styles from "./evidence.module.css";
import type { ReactNode } from "react";
import { truncateText } from "../../rendering/render-budget.ts";
import { PagedText } from "../../rendering/paged-text.tsx";

export interface PinnedReplay {
  /** Starts it; null where there is nothing to explain, or nothing to explain it with. */
  start: (() => void) | null;
  /** The run that is under way. */
  running: Run | null;
}

/**
 * The candidate once more, with the baseline's replies before each turn: it tells what the edit itself changed
 * from what an earlier turn led to. Only changed conversations of several turns are replayed.
 */
export function usePinnedReplay(workbench: WorkbenchState, comparison: Comparison | null): PinnedReplay {
  const { baselineRun, candidateRun, sides } = workbench;
  const canWrite = useCanWrite();
  const { starting } = useReplayStatus();
  const draft = useDraft(workbench.prompt?.id ?? null);
  const pinned = useLiveRun(findPinnedRun(workbench.runs, baselineRun, candidateRun));
  const running = pinned?.progress.status === "running" ? pinned : null;
  // Another text than the one that was replayed would explain nothing.
  const moved = sides.candidate === "draft" && draft !== null && draft.state.savedAt > (candidateRun?.createdAt ?? "");
  const ids = comparison === null ? [] : conversationsToPin(comparison);
  const can = canWrite && !moved && !starting && running === null && ids.length > 0;

  const start = (): void => {
    if (!baselineRun || candidateRun?.setId == null) return;
    const { promptId, setId, model, samples } = candidateRun;
    void attemptWithNotice("The replay with pinned history could not be started", async () => {
      await client.runs.start({
        promptId,
        setId,
        model,
        samples,
        version: sides.candidate,
        history: "pinned",
        baselineRunId: baselineRun.id,
        conversationIds: ids,
      });
    });
  };
  useCommand({
    id: "replay-pinned",
    title: "Replay with pinned history too",
    group: "Replay",
    run: start,
    enabled: can,
  });
  return { start: can ? start : null, running };
}

interface SamplePickerProps {
  evidence: Pick<ConversationComparison, "samples" | "groups">;
  sample: number;
  onSample: (sample: number) => void;
}

const sampleSigns: Record<NonNullable<SampleGroup["candidate"]>, string> = {
  passed: "✓",
  failed: "✗",
  unevaluated: "!",
  mixed: "≈",
};

/** Which sample is read. Equal ones share a chip that says how many they are; pressing it again shows the next of them. */
function SamplePicker({ evidence, sample, onSample }: SamplePickerProps) {
  const { samples } = evidence;
  if (samples <= 1) return null;
  const { chips, more } = sampleChips(evidence.groups ?? [], samples);
  return (
    <div role="group" aria-label="Sample" className={styles.samples}>
      {chips.map((chip) => (
        <SampleChipButton key={chip.samples[0]} chip={chip} sample={sample} onSample={onSample} />
      ))}
      {more && (
        <input
          type="number"
          aria-label="Sample number"
          min={1}
          max={samples}
          value={sample + 1}
          onChange={(event) =>
            onSample(Math.min(samples, Math.max(1, Math.trunc(event.target.valueAsNumber) || 1)) - 1)
          }
        />
      )}
    </div>
  );
}

function SampleChipButton({
  chip,
  sample,
  onSample,
}: {
  chip: SampleChip;
  sample: number;
  onSample: (sample: number) => void;
}) {
  const { samples, candidate } = chip;
  const picked = samples.includes(sample);
  const several = samples.length > 1;
  const place = several && picked ? `, sample ${sample + 1}` : "";
  return (
    <button
      type="button"
      aria-label={sampleGroupAloud(chip)}
      aria-pressed={picked}
      title={
        several ? `${plural(samples.length, "sample")} with the same replies: press again for the next` : undefined
      }
      className={classes(styles.chip, picked && styles.picked)}
      onClick={() => onSample(nextSampleInGroup(samples, sample))}
    >
      {candidate !== null && (
        <span aria-hidden="true" className={styles[sampleTones[candidate]]}>
          {sampleSigns[candidate]}{" "}
        </span>
      )}
      {several ? `${samples.length} × the same${place}` : (samples[0] ?? 0) + 1}
    </button>
  );
}

const sampleTones: Record<NonNullable<SampleGroup["candidate"]>, "pass" | "fail" | "error" | "warn"> = {
  passed: "pass",
  failed: "fail",
  unevaluated: "error",
  mixed: "warn",
};

/** In the header of one conversation. */
const MAX_TAGS = 30;

interface EvidenceHeaderProps {
  evidence: ConversationComparison;
  /** Nothing to compare with: then there is no outcome to show. */
  alone: boolean;
  sample: number;
  onSample: (sample: number) => void;
  pinned: PinnedReplay | null;
  /** Adds the samples that would decide it; null where none would. */
  onSettle: (() => void) | null;
  /** The way to the search for the version that broke it. */
  bisect: ReactNode;
}

/** Whether the edit itself changed the answer; where that is not known, how to find out. */
function CauseOfChange({ row, pinned }: { row: ComparisonRow; pinned: PinnedReplay | null }) {
  if (row.cause != null) return <span className={styles.cause}>{formatCause(row.cause)}</span>;
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
        <h3 className={styles.title} title={truncateText(row.title || row.id)}>
          {truncateText(row.title || row.id)}
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
        {row.title !== "" && <MiddleEllipsis text={truncateText(row.id)} className={styles.id} />}
        {row.turns > 1 && (
          <span>
            {row.firstDivergentTurn === null
              ? plural(row.turns, "turn")
              : `turn ${row.firstDivergentTurn + 1} of ${row.turns}`}
          </span>
        )}
        {row.tags.slice(0, MAX_TAGS).map((tag) => (
          <Badge key={tag}>{truncateText(tag, 60)}</Badge>
        ))}
        {onSettle && (
          <Button look="quiet" className={styles.pin} keys="Shift+t" onClick={onSettle}>
            Add samples
          </Button>
        )}
        {bisect}
        {row.turns > 1 && row.changed && !alone && <CauseOfChange row={row} pinned={pinned} />}
        {row.detail !== null && !alone && <span className={styles.detail}>{truncateText(row.detail, 2_000)}</span>}
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
