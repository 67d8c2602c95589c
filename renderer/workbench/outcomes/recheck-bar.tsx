import { useQuery } from "@tanstack/react-query";
import { create } from "zustand";
import type { Comparison } from "../../../shared/domain/comparison.ts";
import { formatStaleVerdicts } from "../../../shared/format/comparison-notes.ts";
import { plural } from "../../../shared/format/count.ts";
import { client, orpc, queryClient, useRecheckProgress } from "../../engine-client/index.ts";
import { useCommand } from "../../shell/index.ts";
import { useCanWrite } from "../../shell/selection.ts";
import { Button, toast, toastProblem } from "../../ui/index.ts";
import styles from "./outcomes.module.css";

interface ComparedRun {
  side: "baseline" | "candidate";
  runId: string;
}

interface Recheck extends ComparedRun {
  stop: AbortController;
}

/** The run that this window has checked again at the moment, whichever comparison is on screen. */
const recheckStore = create<{ current: Recheck | null }>(() => ({ current: null }));

/** One run after the other. What was checked again until it is stopped, or fails, stays so. */
async function startRecheck(runs: readonly ComparedRun[]): Promise<void> {
  if (recheckStore.getState().current !== null) return;
  const stop = new AbortController();
  try {
    for (const run of runs) {
      stop.signal.throwIfAborted();
      recheckStore.setState({ current: { ...run, stop } });
      await client.runs.recheck({ runId: run.runId }, { signal: stop.signal });
    }
  } catch (error) {
    if (!stop.signal.aborted) toastProblem("The replies could not be checked again", error);
    else
      toast({
        title: "Checking stopped",
        text: "Conversations that were checked again keep their new verdicts. “Check again” goes on with the rest.",
      });
  } finally {
    recheckStore.setState({ current: null });
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: orpc.runs.key() }),
      queryClient.invalidateQueries({ queryKey: orpc.compare.key() }),
    ]);
  }
}

/** That verdicts are older than the checks, and what brings both sides up to date; how far that is, and its end. */
export function RecheckBar({ comparison: { baseline, candidate } }: { comparison: Comparison }) {
  const canWrite = useCanWrite();
  const current = recheckStore((state) => state.current);
  const progress = useRecheckProgress(current?.runId);
  const runs: ComparedRun[] = [
    ...(baseline ? [{ side: "baseline" as const, runId: baseline.id }] : []),
    { side: "candidate", runId: candidate.id },
  ];
  const running = [baseline, candidate].some((run) => run?.progress.status === "running");
  const { data } = useQuery(orpc.runs.stale.queryOptions({ input: { runIds: runs.map(({ runId }) => runId) } }));
  const stale = data?.conversations ?? 0;
  const ready = stale > 0 && canWrite && !running && current === null;
  const start = () => void startRecheck(runs);
  const stop = () => current?.stop.abort();
  useCommand({
    id: "recheck",
    title: "Check the recorded replies again by the edited checks",
    group: "Outcomes",
    run: start,
    enabled: ready,
  });
  useCommand({
    id: "stop-recheck",
    title: "Stop checking the recorded replies again",
    group: "Outcomes",
    run: stop,
    enabled: current !== null,
  });
  if (current !== null) {
    const far = progress ? `: ${progress.done} of ${plural(progress.conversations, "conversation")}` : " …";
    return (
      <div className={styles.review} role="group" aria-label="Edited checks">
        <span className={styles.toReview} title="Checking again asks the model nothing.">
          Checking the {current.side} again{far}
        </span>
        <Button look="quiet" onClick={stop}>
          Stop
        </Button>
      </div>
    );
  }
  if (stale === 0) return null;
  return (
    <div className={styles.review} role="group" aria-label="Edited checks">
      <span className={styles.toReview} title={`${formatStaleVerdicts(stale)} Checking again asks the model nothing.`}>
        Checks edited: {plural(stale, "conversation")}
      </span>
      <Button look="quiet" disabled={!ready} onClick={start}>
        Check again
      </Button>
    </div>
  );
}
