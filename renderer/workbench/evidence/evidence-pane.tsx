import { useEffect, useRef, useState, type ReactNode } from "react";
import type { ConversationComparison } from "../../../shared/domain/comparison.ts";
import { useCommand, useSelection } from "../../app/index.ts";
import { problemOf } from "../../engine-client/index.ts";
import { TextsOnScreen } from "../../rendering/budget.ts";
import { EmptyState, ErrorState, Skeleton } from "../../ui/index.ts";
import { sideName, type Sides } from "../run-choice.ts";
import { useComparison } from "../use-comparison.ts";
import type { Loop } from "../use-loop.ts";
import { useLive } from "../replay/use-live-runs.ts";
import { useSettle } from "../replay/use-settle.ts";
import { focusList } from "../outcomes/focus-list.ts";
import { useWatchedComparison } from "../watch/use-watched-comparison.ts";
import { WatchBand } from "../watch/watch-band.tsx";
import { leaveWatched, useWatched } from "../watch/watch-store.ts";
import { selectedReply } from "../people/selected-reply.ts";
import { useJudging } from "../people/use-judging.ts";
import { useGuardCommands } from "../guards/make-conversation.tsx";
import { questionOf } from "../guards/question-of.ts";
import type { GuardQuestion } from "../guards/guard-store.ts";
import type { Judged } from "../people/judge.ts";
import { BisectButton, useBisectCommands } from "../bisect/bisect-entry.tsx";
import { PreferenceLine } from "../pairwise/preference-line.tsx";
import { EvidenceHeader } from "./evidence-header.tsx";
import { useReplyView } from "./evidence-view.ts";
import { TurnEvidence, type EvidenceSides } from "./turn-evidence.tsx";
import { nextStop, stops } from "./turn-shape.ts";
import { usePinned, type Pinned } from "./use-pinned.ts";
import { useFactCommand } from "./use-fact-command.ts";
import { useEvidence } from "./use-evidence.ts";
import styles from "./evidence.module.css";

/** The user's and both replies. */
const TEXTS_OF_A_TURN = 3;

/** The proof: what both sides replied in the selected conversation, and what the checks said. */
export function EvidencePane({ loop }: { loop: Loop }) {
  const selected = useSelection((selection) => selection.conversationId);
  const watched = useWatched();
  const quick = useWatchedComparison();
  const main = useComparison(loop.baselineRun, loop.candidateRun);
  const watching = watched.shown !== null && watched.run !== null;
  const conversationId = watching ? watched.shown : selected;
  const baselineRun = useLive(watching ? watched.baseline : loop.baselineRun);
  const candidateRun = useLive(watching ? watched.run : loop.candidateRun);
  const { comparison } = watching ? quick : main;
  const sides: Sides = watching ? { baseline: baselineRun?.versionNumber ?? null, candidate: "draft" } : loop.sides;
  const row = comparison?.rows.find((one) => one.id === conversationId) ?? null;
  const pinned = usePinned(loop, main.comparison);
  const settle = useSettle(loop, main.comparison);
  const settleable = settle.rows.filter((one) => one.id === row?.id);
  const onSettle = settle.start && settleable.length > 0 ? () => settle.start?.(settleable) : null;
  useBisectCommands(loop, watching ? null : main.comparison);
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
        leaveWatched();
        focusList();
      }}
    >
      {watching && row && <WatchBand conversationId={row.id} back={comparisonName(loop.sides)} />}
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
          bisect={watching ? null : <BisectButton row={evidence.row} loop={loop} />}
          guard={(judged) => questionOf(judged, { evidence, sides, candidateRun })}
          sides={{
            baseline:
              baselineRun && sides.baseline !== null
                ? side(sideName(sides.baseline), baselineRun, evidence.runs.baseline)
                : null,
            candidate: side(sideName(sides.candidate), candidateRun, evidence.runs.candidate),
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

function comparisonName({ baseline, candidate }: Sides): string {
  return baseline === null ? sideName(candidate) : `${sideName(baseline)} → ${sideName(candidate)}`;
}

/** `holder` is the run that holds the replies on screen, where it is another one. */
function side(name: string, run: { id: string; progress: { status: string } }, holder: string | null) {
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
  pinned: Pinned | null;
  onSettle: (() => void) | null;
  bisect: ReactNode;
  guard: (judged: Judged) => GuardQuestion | null;
}

function Evidence({ evidence, stale, sides, sample, onSample, pinned, onSettle, bisect, guard }: EvidenceProps) {
  const { view } = useReplyView();
  const { row, turns } = evidence;
  const scroller = useRef<HTMLDivElement>(null);
  const [picked, setPicked] = useState<{ id: string; turn: number } | null>(null);
  useFactCommand(turns);
  const all = stops(turns);
  const first = all[0] ?? null;
  const current = picked?.id === row.id ? picked.turn : first;

  const selected = selectedReply(turns, current, {
    conversationId: row.id,
    sample: evidence.sample,
    runs: evidence.runs,
  });
  // A verdict may end a turn's being a stop: the keys stay with the turn all the same.
  useJudging(stale ? null : selected, (turn) => setPicked({ id: row.id, turn }));

  useGuardCommands(stale || selected === null ? null : guard(selected));

  const jump = (step: 1 | -1): void => {
    const turn = nextStop(all, current, step);
    if (turn === null) return;
    setPicked({ id: row.id, turn });
    reveal(scroller.current, turn);
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
    if (first !== null && first > 0 && pane.scrollTop === 0) reveal(pane, first);
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
        <TextsOnScreen value={turns.length * TEXTS_OF_A_TURN}>
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

function reveal(pane: HTMLElement | null, turn: number): void {
  pane?.querySelector(`#turn-${turn}`)?.scrollIntoView({ block: "start" });
}
