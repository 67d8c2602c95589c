import type { Version } from "../../../shared/domain/prompt.ts";
import { type Run, resumeRequest } from "../../../shared/domain/run.ts";
import { select, useSelection } from "../../shell/index.ts";
import { client, orpc, problemOf, queryClient } from "../../engine-client/index.ts";
import type { DraftSaver } from "./draft-saver.ts";
import { chooseRuns, type Side, baselineIsStale, versionsToReplay, type ReplayChoice } from "./choose-runs.ts";
import { readBudget, readLimit, readSampleLimit, useReplayOptions, useReplayStatus } from "./replay-options.ts";
import { useDraft } from "./use-draft.ts";
import { settingsOfSides, type WorkbenchState } from "./workbench-state.ts";
import { useQuery } from "@tanstack/react-query";
import { formatReplayPlan } from "./format-progress.ts";

/** Runs one commit or replay step at a time; an error is kept as a notice for the screen. */
export async function attemptWithNotice(title: string, step: () => Promise<void>): Promise<boolean> {
  if (useReplayStatus.getState().starting) return false;
  useReplayStatus.setState({ starting: true, notice: null });
  try {
    await step();
    return true;
  } catch (error) {
    useReplayStatus.setState({ notice: { title, ...problemOf(error) } });
    return false;
  } finally {
    useReplayStatus.setState({ starting: false });
  }
}

/**
 * Starts the candidate's run, and its baseline's where there is none to compare with. The screen shows the
 * comparison at once and fills it as replies come in.
 */
async function startReplay(choice: ReplayChoice, candidate: Side, baseline: number | null): Promise<void> {
  const { promptId, setId } = choice;
  const listed = orpc.runs.list.queryOptions({ input: { promptId, setId } });
  const runs = await client.runs.list({ promptId, setId });
  const known = chooseRuns(runs, setId, choice.model, { candidate, baseline }).baseline;
  const started: Run[] = [];
  for (const version of versionsToReplay(choice, candidate, baseline, runs)) {
    // Nothing can break in a baseline; the candidate breaks against the one on screen or just started.
    const held = version === candidate ? { against: started[0] ?? known } : null;
    started.unshift(await startRun(choice, version, held));
    queryClient.setQueryData(listed.queryKey, [...started, ...runs]);
  }
  const last = started[0];
  if (last && baseline !== null && baselineIsStale(choice, last, baseline, [...started, ...runs])) {
    await startRun(choice, baseline, null);
  }
  await queryClient.invalidateQueries({ queryKey: orpc.runs.key() });
}

/** `held` is null for a baseline. What breaks is held `against` a run that may be left to the engine. */
function startRun(choice: ReplayChoice, version: Side, held: { against: Run | null } | null): Promise<Run> {
  const { promptId, setId, samples } = choice;
  const { provider, model, baseUrl, settings } = choice.model;
  const options = useReplayOptions.getState();
  const failFast = options.failFast && held !== null;
  const sampleLimit = samples === "auto" ? readSampleLimit(options.samples) : null;
  if (sampleLimit === undefined)
    throw new Error(`A limit of ${options.samples} samples is not a whole number from 2 to 1,000.`);
  return client.runs.start({
    promptId,
    setId,
    samples,
    sampleLimit,
    sampleCalls: samples === "auto" ? (readLimit("calls", options.calls) ?? "usual") : null,
    version,
    model: { provider, model, baseUrl, settings },
    useCache: !options.withoutCache,
    budget: readBudget(options),
    failFast,
    baselineRunId: failFast || samples === "auto" ? (held?.against?.id ?? null) : null,
  });
}

/** Saves what is typed and makes a version of it. The screen then follows it. */
async function commitDraft(promptId: string, saver: DraftSaver, message: string): Promise<Version> {
  await requireSaved(saver);
  const version = await client.versions.commit({ promptId, message, branch: saver.state().branch });
  await saver.rebase();
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: orpc.versions.key() }),
    queryClient.invalidateQueries({ queryKey: orpc.branches.key() }),
    queryClient.invalidateQueries({ queryKey: orpc.drafts.key() }),
  ]);
  select({ candidate: null });
  return version;
}

export async function requireSaved(saver: DraftSaver): Promise<void> {
  if (await saver.flush()) return;
  throw new Error(saver.state().problem?.message ?? "The draft could not be saved.");
}

const REPLAY_NOT_STARTED = "The replay could not be started";

/** Starts, stops and resumes replays, and commits drafts. */
export function useReplay(workbench: WorkbenchState) {
  const pickedBaseline = useSelection((selection) => selection.baseline);
  const { starting } = useReplayStatus();
  const draft = useDraft(workbench.prompt?.id ?? null);
  const { prompt, set, model, versions, followed, sides, samples } = workbench;

  const choice: ReplayChoice | null =
    prompt && set && model
      ? {
          promptId: prompt.id,
          setId: set.id,
          model,
          samples,
          settingsOf: settingsOfSides(versions, draft?.state ?? null),
        }
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
    attemptWithNotice(REPLAY_NOT_STARTED, async () => {
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
      attemptWithNotice("No version was made", async () => {
        if (prompt && draft) await commitDraft(prompt.id, draft.saver, message);
      }),
    commitAndReplay: async (message: string): Promise<boolean> => {
      let made: { number: number; parentNumber: number | null } | null = null;
      const committed = await attemptWithNotice("No version was made", async () => {
        if (prompt && draft) made = await commitDraft(prompt.id, draft.saver, message);
      });
      if (!committed || !made || !choice) return committed;
      const { number, parentNumber }: { number: number; parentNumber: number | null } = made;
      const settings = draft?.state.settings ?? {};
      const settingsOf = (side: Side) => (side === number ? settings : choice.settingsOf(side));
      return attemptWithNotice(REPLAY_NOT_STARTED, () =>
        startReplay({ ...choice, settingsOf }, number, pickedBaseline ?? parentNumber),
      );
    },
    stop: (runIds: readonly string[]): Promise<boolean> =>
      attemptWithNotice("The replay could not be stopped", async () => {
        await Promise.all(runIds.map((runId) => client.runs.cancel({ runId })));
      }),
    resume: (runs: readonly Run[]): Promise<boolean> =>
      attemptWithNotice("The replay could not be resumed", async () => {
        await Promise.all(runs.map((run) => client.runs.resume(resumeRequest(run))));
      }),
  };
}
export type Replay = ReturnType<typeof useReplay>;

/** What the next replay would take, in words; requested only while it is shown. */
export function useReplayPlan(workbench: WorkbenchState, replay: Replay, asked: boolean): string {
  const withoutCache = useReplayOptions((options) => options.withoutCache);
  const sampleLimit = useReplayOptions((options) => readSampleLimit(options.samples) ?? null);
  const { choice, target } = replay;
  const baseline = replay.baseOf(target);
  const sides = choice ? versionsToReplay(choice, target, baseline, workbench.runs) : [];
  const loopBaseline =
    choice && workbench.set
      ? chooseRuns(workbench.runs, workbench.set.id, choice.model, { candidate: target, baseline }).baseline
      : null;
  const plan = useQuery({
    // Below the runs, so that a finished run makes it stale; the draft's revision, since its text decides.
    queryKey: [
      ...orpc.runs.key(),
      "plans",
      choice,
      sides,
      withoutCache,
      sampleLimit,
      workbench.draft?.revision,
      loopBaseline?.id,
    ],
    enabled: asked && choice !== null,
    queryFn: () => {
      if (!choice) return [];
      const { promptId, setId, samples } = choice;
      const { provider, model, baseUrl, settings } = choice.model;
      const request = { promptId, setId, samples, model: { provider, model, baseUrl, settings } };
      const against = sides.length === 1 && samples === "auto" ? (loopBaseline?.id ?? null) : null;
      return Promise.all(
        sides.map((version) =>
          client.runs.plan({ ...request, version, sampleLimit, useCache: !withoutCache, baselineRunId: against }),
        ),
      );
    },
  });
  if (plan.isError) return problemOf(plan.error).message;
  return plan.data ? formatReplayPlan(plan.data) : "Estimating calls, tokens and cost…";
}
