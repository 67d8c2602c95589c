import type { Comparison, ComparisonRow } from "../../../shared/domain/comparison.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { useDraft } from "../prompt/use-draft.ts";
import type { Loop } from "../use-loop.ts";
import { settleable, settlingLimit } from "./settle.ts";
import { useReplayState, useSamples } from "./replay-store.ts";
import { attempt } from "./start-replay.ts";

export interface Settle {
  /** Conversations that further samples would settle. */
  rows: readonly ComparisonRow[];
  /** Takes them for these; null where that cannot be done now. */
  start: ((rows: readonly ComparisonRow[]) => void) | null;
}

/**
 * Further samples where they would settle what is undecided. A run with auto-samples goes on; of one with a fixed
 * number a run with auto-samples is made, whose first samples the cache has.
 */
export function useSettle(loop: Loop, comparison: Comparison | null): Settle {
  const { baselineRun, candidateRun, sides } = loop;
  const canWrite = useCanWrite();
  const { starting } = useReplayState();
  const draft = useDraft(loop.prompt?.id ?? null);
  const rows = comparison === null ? [] : settleable(comparison);
  const running = [baselineRun, candidateRun].some((run) => run?.progress.status === "running");
  const goesOn = candidateRun?.sampling != null && candidateRun.baselineRunId === baselineRun?.id;
  // Another text than the one that was replayed would settle nothing.
  const moved = sides.candidate === "draft" && draft !== null && draft.state.savedAt > (candidateRun?.createdAt ?? "");
  const can = canWrite && !starting && !running && (goesOn || !moved) && baselineRun !== null && candidateRun !== null;

  const start = (picked: readonly ComparisonRow[]): void => {
    if (!baselineRun || !candidateRun || picked.length === 0) return;
    void attempt("The samples could not be taken", async () => {
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
          sampleLimit: settlingLimit(picked),
          baselineRunId: baselineRun.id,
        });
        useSamples.setState({ samples: "auto" });
      }
      await queryClient.invalidateQueries({ queryKey: orpc.runs.key() });
    });
  };
  return { rows, start: can && rows.length > 0 ? start : null };
}
