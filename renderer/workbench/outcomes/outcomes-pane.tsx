import type { Version } from "../../../shared/domain/prompt.ts";
import { isRunOfModel } from "../../../shared/rules/run-of-version.ts";
import { select, useSelection, goTo } from "../../shell/index.ts";
import { Select, type SelectOption, Button, Tooltip, EmptyState, ErrorState, Skeleton } from "../../ui/index.ts";
import { sideName } from "../state/choose-runs.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";
import styles from "./outcomes.module.css";
import { type ReactNode, useEffect, useMemo } from "react";
import type { Comparison } from "../../../shared/domain/comparison.ts";
import { formatChanceShort, formatChance } from "../../../shared/format/comparison-notes.ts";
import { dismissNotice, useReplayStatus } from "../state/replay-options.ts";
import { formatRunEnd } from "../state/format-progress.ts";
import { useLiveRun } from "../state/live-runs.ts";
import { useDraft } from "../state/use-draft.ts";
import { formatPassRateChange, formatPassRate, formatPercent } from "../../../shared/format/values.ts";
import {
  groupName,
  groupOrder,
  type BaselineState,
  type RowGroup,
  conversationToSelect,
  noSelectionHistory,
  type SelectionHistory,
  baselineState,
  groupRows,
} from "./outcome-groups.ts";
import { GroupSign, OutcomeList } from "./outcome-list.tsx";
import { plural } from "../../../shared/format/count.ts";
import { problemOf } from "../../engine-client/index.ts";
import type { Replay } from "../state/use-replay.ts";
import { create } from "zustand";
import { BlameBar, useBlame } from "../blame/blame-bar.tsx";
import { useComparison } from "../state/use-comparison.ts";
import { useAddSamples, AddSamplesBar } from "./add-samples.tsx";
import { RecheckBar } from "./recheck-bar.tsx";

const AUTO_BASELINE = "auto";

/** Which version is looked at, against which one, and how the run was made. */
function OutcomeHeader({ workbench }: { workbench: WorkbenchState }) {
  const picked = useSelection();
  const { versions, followed, sides, candidateRun, model } = workbench;
  const listed = versions.map(versionOption);
  const autoBaseline =
    picked.baseline === null && sides.baseline !== null ? `${sideName(sides.baseline)} (parent)` : "parent";
  const samples = candidateRun?.samples ?? 1;
  const name = model && (!candidateRun || isRunOfModel(candidateRun, model)) ? model.name : candidateRun?.model.model;
  return (
    <div className={styles.header}>
      <Select
        label="Candidate"
        look="quiet"
        value={String(sides.candidate)}
        options={[{ value: "draft", label: "draft" }, ...listed]}
        onValue={(value) => {
          const candidate = value === "draft" ? value : Number(value);
          select({ candidate: candidate === followed ? null : candidate });
        }}
        className={styles.side}
      />
      <Select
        label="Baseline"
        look="quiet"
        prefix="against"
        value={picked.baseline === null ? AUTO_BASELINE : String(sides.baseline ?? AUTO_BASELINE)}
        options={[
          { value: AUTO_BASELINE, label: sides.baseline === null ? "nothing" : autoBaseline },
          ...listed.filter((one) => one.value !== String(sides.candidate)),
        ]}
        onValue={(value) => select({ baseline: value === AUTO_BASELINE ? null : Number(value) })}
        className={styles.side}
      />
      <span className={styles.model} title={name}>
        {name}
        {candidateRun?.sampling ? " × auto" : samples > 1 && ` × ${samples}`}
      </span>
    </div>
  );
}

function versionOption(version: Version): SelectOption<string> {
  const labels = version.labels.length > 0 ? ` (${version.labels.join(", ")})` : "";
  return { value: String(version.number), label: `v${version.number}${labels}`, hint: version.message.slice(0, 40) };
}

/** What must be known before the outcomes are read: what went wrong, and what they cannot say. */
function OutcomeNotices({ workbench, comparison }: { workbench: WorkbenchState; comparison: Comparison | null }) {
  const { notice } = useReplayStatus();
  const candidate = useLiveRun(workbench.candidateRun);
  const draft = useDraft(workbench.prompt?.id ?? null);
  const lines: ReactNode[] = [];
  if (notice && notice.code !== "unchanged") {
    const toSettings = ["no-model-key", "unknown-model", "not-allowed"].includes(notice.code);
    lines.push(
      <p key="notice" role="alert" className={styles.warning}>
        <span>
          <strong>{notice.title}.</strong> {notice.message}
        </span>
        {toSettings && <Button onClick={() => void goTo("settings")}>Open settings</Button>}
        <Button look="quiet" onClick={dismissNotice}>
          Dismiss
        </Button>
      </p>,
    );
  }
  const lastError = candidate?.progress.lastError ?? null;
  if (candidate && (formatRunEnd(candidate.progress) !== null || lastError !== null)) {
    lines.push(
      <p key="end" className={styles.warning}>
        <span>{formatRunEnd(candidate.progress) ?? lastError}</span>
      </p>,
    );
  }
  if (candidate?.versionNumber === null && draft && draft.state.savedAt > candidate.createdAt) {
    lines.push(
      <p key="moved" className={styles.note}>
        <span>The draft was edited after this replay.</span>
      </p>,
    );
  }
  const byChance = comparison && formatChance(comparison);
  if (comparison && byChance) {
    lines.push(
      <p key="chance" className={styles.note} title={byChance}>
        <span>{formatChanceShort(comparison)}</span>
      </p>,
    );
  }
  if (comparison && comparison.rows.length > 0 && comparison.rows.every((row) => row.checks === 0)) {
    lines.push(
      <p key="unchecked" className={styles.note}>
        <span>This set has no checks: changes can be seen, but nothing can be called broke or fixed.</span>
        <Button look="quiet" onClick={() => void goTo("conversations")}>
          Add checks
        </Button>
      </p>,
    );
  }
  return lines.length === 0 ? null : <div className={styles.notices}>{lines}</div>;
}

interface OutcomeSummaryProps {
  comparison: Comparison;
  groups: readonly RowGroup[];
  baseline: BaselineState;
}

/** What the comparison says of the set as a whole: a count for each outcome, and what became of the pass rate. */
function OutcomeSummary({ comparison, groups, baseline }: OutcomeSummaryProps) {
  const { passRate, noiseFloor } = comparison;
  const rate = formatPassRate(passRate);
  const difference = formatPassRateChange(passRate);
  const sizes = new Map(groups.map(({ group, rows }) => [group, rows.length]));
  // The two that everybody looks for keep their places, even at none.
  const shown = groupOrder.filter(
    (group) => sizes.has(group) || (baseline !== "alone" && (group === "broke" || group === "fixed")),
  );
  return (
    <div className={styles.summary} aria-label="Summary" role="group">
      <span className={styles.counts}>
        {shown.map((group) => {
          const count = (sizes.get(group) ?? 0).toLocaleString("en");
          const name = groupName(group, baseline);
          return (
            <span key={group} className={styles.count} data-none={!sizes.has(group)} title={`${count} ${name}`}>
              <GroupSign group={group} />
              {count}
              <span className="visually-hidden"> {name}</span>
            </span>
          );
        })}
      </span>
      <Tooltip
        label={
          <span className={styles.explained}>
            Share of the conversations that could be judged in both runs and pass.
            {difference !== null && <span>{difference}</span>}
            {noiseFloor !== null && (
              <span>
                Noise floor: {formatPercent(noiseFloor)} of verdicts differ between two samples of the baseline itself.
              </span>
            )}
          </span>
        }
      >
        <span className={styles.rate} tabIndex={0}>
          pass rate {rate ?? "–"}
          <small className={styles.difference}>{difference ?? "\u00a0"}</small>
        </span>
      </Tooltip>
    </div>
  );
}

/** The next step, where there is nothing to show: a sentence and a button. */
function NothingYet({ workbench, replay }: { workbench: WorkbenchState; replay: Replay }) {
  const { set, model, prompt, sides } = workbench;
  if (prompt === null) return <EmptyState text="Outcomes appear here once there is a prompt to replay." />;
  if (set === null || set.conversations === 0) {
    return (
      <EmptyState
        text="A replay needs conversations: what people ask, turn by turn, and what must hold for the replies."
        action={
          <Button look="primary" onClick={() => void goTo("conversations")}>
            Import or write conversations
          </Button>
        }
      />
    );
  }
  if (model === null) {
    return (
      <EmptyState
        text="A replay needs a model to reply. Add one, with its key where it takes one."
        action={
          <Button look="primary" onClick={() => void goTo("settings")}>
            Add a model
          </Button>
        }
      />
    );
  }
  const name = sides.candidate === "draft" ? "the draft" : sideName(sides.candidate);
  return (
    <EmptyState
      text={`${sides.candidate === "draft" ? "The draft" : name} has not been replayed with ${model.name} yet.`}
      action={
        <Button
          look="primary"
          disabled={!replay.ready || replay.starting}
          onClick={() => void replay.replay(sides.candidate)}
        >
          Replay {name} over {plural(set.conversations, "conversation")}
        </Button>
      }
    />
  );
}

/** Outlives the list, which goes and comes between two comparisons. */
const selectionHistory = create<SelectionHistory & { seen: string | null }>(() => ({
  ...noSelectionHistory,
  seen: null,
}));

/** Shows the first bad news of a comparison by itself, unless a person is looking at something. */
function useAutoSelect(groups: readonly RowGroup[], comparison: string): void {
  const selected = useSelection((selection) => selection.conversationId);
  useEffect(() => {
    const { auto, seen } = selectionHistory.getState();
    if (selected !== seen)
      selectionHistory.setState({ seen: selected, ...(selected !== auto && { handIn: comparison }) });
    const next = conversationToSelect(groups, selected, selectionHistory.getState(), comparison);
    if (next === null) return;
    selectionHistory.setState({ auto: next, seen: next, handIn: null });
    select({ conversationId: next });
  }, [groups, selected, comparison]);
}

interface OutcomesPaneProps {
  workbench: WorkbenchState;
  replay: Replay;
}

/** What the change did: every conversation under its outcome, bad news first. */
export function OutcomesPane({ workbench, replay }: OutcomesPaneProps) {
  const { baselineRun, candidateRun } = workbench;
  const { comparison, error, retry } = useComparison(baselineRun, candidateRun);
  return (
    <section className={styles.pane} aria-label="Outcomes">
      <OutcomeHeader workbench={workbench} />
      <OutcomeNotices workbench={workbench} comparison={comparison} />
      {workbench.loading ? (
        <Skeleton label="Reading the outcomes" rows={12} />
      ) : candidateRun === null ? (
        <NothingYet workbench={workbench} replay={replay} />
      ) : error ? (
        <ErrorState title="The comparison could not be read" message={problemOf(error).message} onRetry={retry} />
      ) : comparison === null ? (
        <Skeleton label="Reading the outcomes" rows={12} />
      ) : (
        <Outcomes workbench={workbench} comparison={comparison} />
      )}
    </section>
  );
}

function Outcomes({ workbench, comparison }: { workbench: WorkbenchState; comparison: Comparison }) {
  const settle = useAddSamples(workbench, comparison);
  const blaming = useBlame(workbench, comparison);
  const baseline = baselineState(comparison);
  const groups = useMemo(() => groupRows(comparison.rows, baseline), [comparison.rows, baseline]);
  useAutoSelect(groups, `${comparison.baseline?.id ?? "none"} ${comparison.candidate.id}`);
  return (
    <>
      <OutcomeSummary comparison={comparison} groups={groups} baseline={baseline} />
      <RecheckBar comparison={comparison} />
      <AddSamplesBar settle={settle} />
      <BlameBar blaming={blaming} />
      <OutcomeList comparison={comparison} groups={groups} baseline={baseline} />
    </>
  );
}
