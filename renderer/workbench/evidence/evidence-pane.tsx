import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { ComparisonRow, ConversationComparison } from "../../../shared/domain/comparison.ts";
import { orpc, problemOf } from "../../engine-client/index.ts";
import { useCommand, useSelection } from "../../shell/index.ts";
import { TextsOnScreen } from "../../rendering/render-budget.ts";
import { EmptyState, ErrorState, Skeleton } from "../../ui/index.ts";
import { sideName, type ComparedSides } from "../state/choose-runs.ts";
import { useComparison } from "../state/use-comparison.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";
import { useLiveRun } from "../state/live-runs.ts";
import { useAddSamples } from "../outcomes/add-samples.tsx";
import { focusOutcomeList } from "../outcomes/outcome-list.tsx";
import { useWatchedComparison, hideWatched, useWatched } from "../watch/watch-state.ts";
import { WatchBand } from "../prompt/watch-strip.tsx";
import { selectedReply, type JudgedReply } from "../annotations/reply-annotations.ts";
import { useVerdictCommands } from "../annotations/reply-verdict.tsx";
import { useRegressionTestCommands } from "../regression-tests/make-test-button.tsx";
import { regressionTestRequest, type RegressionTestRequest } from "../regression-tests/regression-test.ts";
import { BisectButton, useBisectCommands } from "../bisect/start-bisect.tsx";
import { PreferenceLine } from "./judge-verdicts.tsx";
import { EvidenceHeader, usePinnedReplay, type PinnedReplay } from "./evidence-header.tsx";
import { useReplyView, nextTurnToStopAt, turnsToStopAt } from "./evidence-model.ts";
import { TurnEvidence, type EvidenceSides } from "./turn-evidence.tsx";
import { useFactCommand } from "./fact-chips.tsx";
import styles from "./evidence.module.css";

/** Both sides' replies of one conversation in one sample; read again when its row changes. */
function useEvidence(baselineRunId: string | null, candidateRunId: string | null, row: ComparisonRow | null) {
  const [picked, setPicked] = useState<{ id: string; sample: number } | null>(null);
  const sample = picked && picked.id === row?.id ? picked.sample : 0;
  const runs = `${baselineRunId} ${candidateRunId}`;
  const shown = useRef(runs);
  const query = useQuery({
    ...orpc.compare.conversation.queryOptions({
      input: { baselineRunId, candidateRunId: candidateRunId ?? "", conversationId: row?.id ?? "", sample },
      enabled: candidateRunId !== null && row !== null,
    }),
    // Stepping through a list keeps the page still; replies of other runs would stand under the wrong names.
    placeholderData: (before: ConversationComparison | undefined) => (shown.current === runs ? before : undefined),
  });
  const { refetch, isPlaceholderData } = query;
  useEffect(() => {
    if (!isPlaceholderData) shown.current = runs;
  }, [runs, isPlaceholderData]);
  const signature =
    row === null
      ? ""
      : JSON.stringify([row.outcome, row.baseline, row.candidate, row.detail, row.cause, row.review, row.flags]);
  const seen = useRef({ id: row?.id, signature });
  useEffect(() => {
    const before = seen.current;
    seen.current = { id: row?.id, signature };
    if (before.id === row?.id && before.signature !== signature) void refetch();
  }, [row?.id, signature, refetch]);

  return {
    evidence: row === null || candidateRunId === null ? null : (query.data ?? null),
    error: query.error,
    retry: () => void refetch(),
    sample,
    setSample: (next: number): void => {
      if (row) setPicked({ id: row.id, sample: next });
    },
  };
}

/** The user's and both replies. */
const TEXTS_PER_TURN = 3;

/** The proof: what both sides replied in the selected conversation, and what the checks said. */
export function EvidencePane({ workbench }: { workbench: WorkbenchState }) {
  const selected = useSelection((selection) => selection.conversationId);
  const watched = useWatched();
  const quick = useWatchedComparison();
  const main = useComparison(workbench.baselineRun, workbench.candidateRun);
  const watching = watched.shown !== null && watched.run !== null;
  const conversationId = watching ? watched.shown : selected;
  const baselineRun = useLiveRun(watching ? watched.baseline : workbench.baselineRun);
  const candidateRun = useLiveRun(watching ? watched.run : workbench.candidateRun);
  const { comparison } = watching ? quick : main;
  const sides: ComparedSides = watching
    ? { baseline: baselineRun?.versionNumber ?? null, candidate: "draft" }
    : workbench.sides;
  const row = comparison?.rows.find((one) => one.id === conversationId) ?? null;
  const pinned = usePinnedReplay(workbench, main.comparison);
  const settle = useAddSamples(workbench, main.comparison);
  const settleable = settle.rows.filter((one) => one.id === row?.id);
  const onSettle = settle.start && settleable.length > 0 ? () => settle.start?.(settleable) : null;
  useBisectCommands(workbench, watching ? null : main.comparison);
  const { evidence, error, retry, sample, setSample } = useEvidence(
    baselineRun?.id ?? null,
    candidateRun?.id ?? null,
    row,
  );

  return (
    <section
      id="evidence"
      tabIndex={-1}
      className={styles.pane}
      aria-label="Evidence"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        hideWatched();
        focusOutcomeList();
      }}
    >
      {watching && row && <WatchBand conversationId={row.id} back={comparisonName(workbench.sides)} />}
      {error ? (
        <ErrorState title="The replies could not be read" message={problemOf(error).message} onRetry={retry} />
      ) : evidence && candidateRun ? (
        <Evidence
          evidence={evidence}
          stale={row?.id !== evidence.row.id}
          sample={sample}
          onSample={setSample}
          pinned={watching ? null : pinned}
          onSettle={watching ? null : onSettle}
          bisect={watching ? null : <BisectButton row={evidence.row} workbench={workbench} />}
          guard={(judged) => regressionTestRequest(judged, { evidence, sides, candidateRun })}
          sides={{
            baseline:
              baselineRun && sides.baseline !== null
                ? sideOfRun(sideName(sides.baseline), baselineRun, evidence.runs.baseline)
                : null,
            candidate: sideOfRun(sideName(sides.candidate), candidateRun, evidence.runs.candidate),
          }}
        />
      ) : row ? (
        <Skeleton label="Reading the replies" rows={8} />
      ) : (
        <EmptyState
          text={
            candidateRun
              ? "Select a conversation to see what was replied."
              : "What was replied appears here after a replay."
          }
        />
      )}
    </section>
  );
}

function comparisonName({ baseline, candidate }: ComparedSides): string {
  return baseline === null ? sideName(candidate) : `${sideName(baseline)} → ${sideName(candidate)}`;
}

/** `holder` is the run that holds the replies on screen, where it is another one. */
function sideOfRun(name: string, run: { id: string; progress: { status: string } }, holder: string | null) {
  return { name, runId: holder ?? run.id, running: run.progress.status === "running" };
}

interface EvidenceProps {
  evidence: ConversationComparison;
  /** Still shown while another conversation's replies are read: keys are not about it any more. */
  stale: boolean;
  sides: EvidenceSides;
  sample: number;
  onSample: (sample: number) => void;
  /** Null where no replay with pinned history is to be had. */
  pinned: PinnedReplay | null;
  onSettle: (() => void) | null;
  bisect: ReactNode;
  guard: (judged: JudgedReply) => RegressionTestRequest | null;
}

function Evidence({ evidence, stale, sides, sample, onSample, pinned, onSettle, bisect, guard }: EvidenceProps) {
  const { view } = useReplyView();
  const { row, turns } = evidence;
  const scroller = useRef<HTMLDivElement>(null);
  const [picked, setPicked] = useState<{ id: string; turn: number } | null>(null);
  useFactCommand(turns);
  const all = turnsToStopAt(turns);
  const first = all[0] ?? null;
  const current = picked?.id === row.id ? picked.turn : first;

  const selected = selectedReply(turns, current, {
    conversationId: row.id,
    sample: evidence.sample,
    runs: evidence.runs,
  });
  // A verdict may end a turn's being a stop: the keys stay with the turn all the same.
  useVerdictCommands(stale ? null : selected, (turn) => setPicked({ id: row.id, turn }));

  useRegressionTestCommands(stale || selected === null ? null : guard(selected));

  const jump = (step: 1 | -1): void => {
    const turn = nextTurnToStopAt(all, current, step);
    if (turn === null) return;
    setPicked({ id: row.id, turn });
    scrollToTurn(scroller.current, turn);
  };
  const enabled = all.length > 0;
  const group = "Evidence";
  useCommand({
    id: "next-difference",
    title: "Next difference or failure",
    keys: "n",
    group,
    run: () => jump(1),
    enabled,
  });
  useCommand({
    id: "previous-difference",
    title: "Previous difference or failure",
    keys: "p",
    group,
    run: () => jump(-1),
    enabled,
  });

  // A conversation opens where it first goes another way, not at a greeting that is the same; who has begun to
  // read it is left alone.
  const opened = useRef<string | null>(null);
  useEffect(() => {
    const pane = scroller.current;
    if (!pane) return;
    if (opened.current !== row.id) pane.scrollTop = 0;
    opened.current = row.id;
    if (first !== null && first > 0 && pane.scrollTop === 0) scrollToTurn(pane, first);
  }, [row.id, first]);

  return (
    <>
      <EvidenceHeader
        evidence={evidence}
        alone={sides.baseline === null}
        sample={sample}
        onSample={onSample}
        pinned={pinned}
        onSettle={onSettle}
        bisect={bisect}
      />
      <PreferenceLine
        runs={sides.baseline && { baselineRunId: sides.baseline.runId, candidateRunId: sides.candidate.runId }}
        names={{ baseline: sides.baseline?.name ?? "", candidate: sides.candidate.name }}
        conversationId={row.id}
        changed={row.changed}
      />
      <div ref={scroller} className={styles.turns} tabIndex={0} role="region" aria-label="Turns">
        <TextsOnScreen value={turns.length * TEXTS_PER_TURN}>
          {turns.map((turn) => (
            <TurnEvidence
              key={turn.index}
              turn={turn}
              total={turns.length}
              sides={sides}
              conversationId={row.id}
              sample={sample}
              view={view}
              firstDivergent={turn.index === row.firstDivergentTurn}
              current={turn.index === current}
              selected={selected}
              runs={evidence.runs}
              guard={guard}
            />
          ))}
        </TextsOnScreen>
      </div>
    </>
  );
}

function scrollToTurn(pane: HTMLElement | null, turn: number): void {
  pane?.querySelector(`#turn-${turn}`)?.scrollIntoView({ block: "start" });
}
