import type { Run } from "../../../shared/domain/run.ts";
import { goOn } from "../../../shared/rules/budget.ts";
import { select, useSelection } from "../../app/index.ts";
import { client } from "../../engine-client/index.ts";
import { useDraft } from "../prompt/use-draft.ts";
import type { Side } from "../run-choice.ts";
import { settingsFrom, type Loop } from "../use-loop.ts";
import type { ReplayChoice } from "./plan-replay.ts";
import { useReplayState } from "./replay-store.ts";
import { attempt, commitDraft, requireSaved, startReplay } from "./start-replay.ts";

const CANNOT_START = "The replay could not be started";

/** Everything that sets the loop in motion. */
export function useReplay(loop: Loop) {
  const pickedBaseline = useSelection((selection) => selection.baseline);
  const { starting } = useReplayState();
  const draft = useDraft(loop.prompt?.id ?? null);
  const { prompt, set, model, versions, followed, sides, samples } = loop;

  const choice: ReplayChoice | null =
    prompt && set && model
      ? { promptId: prompt.id, setId: set.id, model, samples, settingsOf: settingsFrom(versions, draft?.state ?? null) }
      : null;
  /** What the plain button replays: an edit that has not been tried, else the version on screen. */
  const target: Side = draft?.dirty && sides.candidate === followed ? "draft" : sides.candidate;
  const baseOf = (side: Side): number | null => {
    if (pickedBaseline !== null && pickedBaseline !== side) return pickedBaseline;
    const parent =
      side === "draft" ? draft?.state.baseNumber : versions.find((one) => one.number === side)?.parentNumber;
    return versions.find((one) => one.number === parent)?.number ?? null;
  };

  const replay = (side: Side): Promise<boolean> =>
    attempt(CANNOT_START, async () => {
      if (!choice || !draft) return;
      if (side === "draft") await requireSaved(draft.saver);
      await startReplay(choice, side, baseOf(side));
      select({ candidate: side === followed ? null : side });
    });

  return {
    ready: choice !== null && set !== null && set.conversations > 0,
    starting,
    draft,
    choice,
    target,
    baseOf,
    replay,
    /** The draft, or the version it stands on when nothing in it has changed. */
    replayDraft: (): Promise<boolean> => replay(draft && !draft.dirty ? (draft.state.baseNumber ?? "draft") : "draft"),
    commit: (message: string): Promise<boolean> =>
      attempt("No version was made", async () => {
        if (prompt && draft) await commitDraft(prompt.id, draft.saver, message);
      }),
    commitAndReplay: async (message: string): Promise<boolean> => {
      let made: { number: number; parentNumber: number | null } | null = null;
      const committed = await attempt("No version was made", async () => {
        if (prompt && draft) made = await commitDraft(prompt.id, draft.saver, message);
      });
      if (!committed || !made || !choice) return committed;
      const { number, parentNumber }: { number: number; parentNumber: number | null } = made;
      const settings = draft?.state.settings ?? {};
      const settingsOf = (side: Side) => (side === number ? settings : choice.settingsOf(side));
      return attempt(CANNOT_START, () =>
        startReplay({ ...choice, settingsOf }, number, pickedBaseline ?? parentNumber),
      );
    },
    stop: (runIds: readonly string[]): Promise<boolean> =>
      attempt("The replay could not be stopped", async () => {
        await Promise.all(runIds.map((runId) => client.runs.cancel({ runId })));
      }),
    resume: (runs: readonly Run[]): Promise<boolean> =>
      attempt("The replay could not be resumed", async () => {
        await Promise.all(runs.map((run) => client.runs.resume(goOn(run))));
      }),
  };
}
export type Replay = ReturnType<typeof useReplay>;
