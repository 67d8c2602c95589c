import { useMemo } from "react";
import type { Comparison } from "../../../shared/domain/comparison.ts";
import { problemOf } from "../../engine-client/index.ts";
import { ErrorState, Skeleton } from "../../ui/index.ts";
import { BlameBar } from "../blame/blame-bar.tsx";
import { useBlame } from "../blame/use-blame.ts";
import { useComparison } from "../use-comparison.ts";
import type { Loop } from "../use-loop.ts";
import type { Replay } from "../replay/use-replay.ts";
import { useSettle } from "../replay/use-settle.ts";
import { baselineState, groupRows } from "./group-rows.ts";
import { NothingYet } from "./nothing-yet.tsx";
import { OutcomeHeader } from "./outcome-header.tsx";
import { OutcomeList } from "./outcome-list.tsx";
import { OutcomeNotices } from "./outcome-notices.tsx";
import { OutcomeSummary } from "./outcome-summary.tsx";
import { RecheckBar } from "./recheck-bar.tsx";
import { SettleBar } from "./settle-bar.tsx";
import { useAutoSelect } from "./use-auto-select.ts";
import styles from "./outcomes.module.css";

interface OutcomesPaneProps {
  loop: Loop;
  replay: Replay;
}

/** What the change did: every conversation under its outcome, bad news first. */
export function OutcomesPane({ loop, replay }: OutcomesPaneProps) {
  const { baselineRun, candidateRun } = loop;
  const { comparison, error, retry } = useComparison(baselineRun, candidateRun);
  return (
    <section className={styles.pane} aria-label="Outcomes">
      <OutcomeHeader loop={loop} />
      <OutcomeNotices loop={loop} comparison={comparison} />
      {loop.loading ? (
        <Skeleton label="Reading the outcomes" rows={12} />
      ) : candidateRun === null ? (
        <NothingYet loop={loop} replay={replay} />
      ) : error ? (
        <ErrorState title="The comparison could not be read" message={problemOf(error).message} onRetry={retry} />
      ) : comparison === null ? (
        <Skeleton label="Reading the outcomes" rows={12} />
      ) : (
        <Outcomes loop={loop} comparison={comparison} />
      )}
    </section>
  );
}

function Outcomes({ loop, comparison }: { loop: Loop; comparison: Comparison }) {
  const settle = useSettle(loop, comparison);
  const blaming = useBlame(loop, comparison);
  const baseline = baselineState(comparison);
  const groups = useMemo(() => groupRows(comparison.rows, baseline), [comparison.rows, baseline]);
  useAutoSelect(groups, `${comparison.baseline?.id ?? "none"} ${comparison.candidate.id}`);
  return (
    <>
      <OutcomeSummary comparison={comparison} groups={groups} baseline={baseline} />
      <RecheckBar comparison={comparison} />
      <SettleBar settle={settle} />
      <BlameBar blaming={blaming} />
      <OutcomeList comparison={comparison} groups={groups} baseline={baseline} />
    </>
  );
}
