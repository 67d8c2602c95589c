import type { Comparison, ComparisonRow } from "../../../shared/domain/comparison.ts";
import { useCanWrite } from "../../shell/selection.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { useDraft } from "../state/use-draft.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";
import { rowsForMoreSamples, sampleLimitFor, formatMoreSamples } from "./outcome-groups.ts";
import { useReplayStatus, useSamples } from "../state/replay-options.ts";
import { attemptWithNotice } from "../state/use-replay.ts";
import { useCommand, useSelection } from "../../shell/index.ts";
import { Button } from "../../ui/index.ts";
import styles from "./outcomes.module.css";

interface AddSamples {
  /** Conversations that further samples would decide. */
  rows: readonly ComparisonRow[];
  /** Takes them for these; null where that cannot be done now. */
  start: ((rows: readonly ComparisonRow[]) => void) | null;
}

/**
 * Further samples where they would decide what is undecided. A run with auto-samples is continued; of one with a fixed
 * number a run with auto-samples is made, whose first samples the cache has.
 */
export function useAddSamples(workbench: WorkbenchState, comparison: Comparison | null): AddSamples {
  const { baselineRun, candidateRun, sides } = workbench;
  const canWrite = useCanWrite();
  const { starting } = useReplayStatus();
  const draft = useDraft(workbench.prompt?.id ?? null);
  const rows = comparison === null ? [] : rowsForMoreSamples(comparison);
  const running = [baselineRun, candidateRun].some((run) => run?.progress.status === "running");
  const goesOn = candidateRun?.sampling != null && candidateRun.baselineRunId === baselineRun?.id;
  // Another text than the one that was replayed would settle nothing.
  const moved = sides.candidate === "draft" && draft !== null && draft.state.savedAt > (candidateRun?.createdAt ?? "");
  const can = canWrite && !starting && !running && (goesOn || !moved) && baselineRun !== null && candidateRun !== null;

  const start = (picked: readonly ComparisonRow[]): void => {
    if (!baselineRun || !candidateRun || picked.length === 0) return;
    void attemptWithNotice("The samples could not be added", async () => {
      if (goesOn) {
        const more = Math.max(...picked.map((row) => row.more ?? 0));
        await client.runs.settle({ runId: candidateRun.id, conversationIds: picked.map((row) => row.id), more });
      } else {
        if (candidateRun.setId === null) throw new Error("The set of this run was deleted: replay another one.");
        await client.runs.start({
          promptId: candidateRun.promptId,
          setId: candidateRun.setId,
          version: sides.candidate,
          model: candidateRun.model,
          samples: "auto",
          sampleLimit: sampleLimitFor(picked),
          baselineRunId: baselineRun.id,
        });
        useSamples.setState({ samples: "auto" });
      }
      await queryClient.invalidateQueries({ queryKey: orpc.runs.key() });
    });
  };
  return { rows, start: can && rows.length > 0 ? start : null };
}

/** What further samples would decide, and the button that adds them. */
export function AddSamplesBar({ settle }: { settle: AddSamples }) {
  const { rows, start } = settle;
  const selectedId = useSelection((selection) => selection.conversationId);
  const selected = rows.filter((row) => row.id === selectedId);
  useCommand({
    id: "settle",
    title: "Add samples where the outcome is undecided",
    keys: "t",
    group: "Outcomes",
    run: () => start?.(rows),
    enabled: start !== null,
  });
  useCommand({
    id: "settle-one",
    title: "Add samples to this conversation",
    keys: "Shift+t",
    group: "Outcomes",
    run: () => start?.(selected),
    enabled: start !== null && selected.length > 0,
  });
  if (rows.length === 0 || start === null) return null;
  const { short, whole } = formatMoreSamples(rows);
  return (
    <div className={styles.review} role="group" aria-label="Undecided">
      <span className={styles.toReview} title={whole}>
        {short}
        <span className="visually-hidden">{whole.slice(short.length)}</span>
      </span>
      <Button look="quiet" keys="t" onClick={() => start(rows)}>
        Add samples
      </Button>
    </div>
  );
}
