import type { Comparison } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { useCommand } from "../../app/index.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import { client } from "../../engine-client/index.ts";
import { useDraft } from "../prompt/use-draft.ts";
import { attempt } from "../replay/start-replay.ts";
import { useReplayState } from "../replay/replay-store.ts";
import { useLive } from "../replay/use-live-runs.ts";
import type { Loop } from "../use-loop.ts";
import { idsToPin, pinnedRunOf } from "./pinned-run.ts";

export interface Pinned {
  /** Starts it; null where there is nothing to explain, or nothing to explain it with. */
  start: (() => void) | null;
  /** The run that is under way. */
  running: Run | null;
}

/**
 * The candidate once more, with the baseline's replies before each turn: it tells what the edit itself changed
 * from what an earlier turn led to. Only changed conversations of several turns are replayed.
 */
export function usePinned(loop: Loop, comparison: Comparison | null): Pinned {
  const { baselineRun, candidateRun, sides } = loop;
  const canWrite = useCanWrite();
  const { starting } = useReplayState();
  const draft = useDraft(loop.prompt?.id ?? null);
  const pinned = useLive(pinnedRunOf(loop.runs, baselineRun, candidateRun));
  const running = pinned?.progress.status === "running" ? pinned : null;
  // Another text than the one that was replayed would explain nothing.
  const moved = sides.candidate === "draft" && draft !== null && draft.state.savedAt > (candidateRun?.createdAt ?? "");
  const ids = comparison === null ? [] : idsToPin(comparison);
  const can = canWrite && !moved && !starting && running === null && ids.length > 0;

  const start = (): void => {
    if (!baselineRun || candidateRun?.setId == null) return;
    const { promptId, setId, model, samples } = candidateRun;
    void attempt("The replay with pinned history could not be started", async () => {
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
