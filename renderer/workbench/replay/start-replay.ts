import type { Version } from "../../../shared/domain/prompt.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { select } from "../../app/index.ts";
import { client, orpc, problemOf, queryClient } from "../../engine-client/index.ts";
import type { DraftSaver } from "../prompt/draft-saver.ts";
import { chooseRuns, type Side } from "../run-choice.ts";
import { baselineIsStale, versionsToReplay, type ReplayChoice } from "./plan-replay.ts";
import { readBudget, readLimit, readSampleLimit, useReplayOptions } from "./replay-options.ts";
import { useReplayState } from "./replay-store.ts";

/** Runs one step of the loop at a time; what goes wrong is kept for the screen to say. */
export async function attempt(title: string, step: () => Promise<void>): Promise<boolean> {
  if (useReplayState.getState().starting) return false;
  useReplayState.setState({ starting: true, notice: null });
  try {
    await step();
    return true;
  } catch (error) {
    useReplayState.setState({ notice: { title, ...problemOf(error) } });
    return false;
  } finally {
    useReplayState.setState({ starting: false });
  }
}

/**
 * Starts the candidate's run, and its baseline's where there is none to compare with. The screen shows the
 * comparison at once and fills it as replies come in.
 */
export async function startReplay(choice: ReplayChoice, candidate: Side, baseline: number | null): Promise<void> {
  const { promptId, setId } = choice;
  const listed = orpc.runs.list.queryOptions({ input: { promptId, setId } });
  const runs = await client.runs.list({ promptId, setId });
  const known = chooseRuns(runs, setId, choice.model, { candidate, baseline }).baseline;
  const started: Run[] = [];
  for (const version of versionsToReplay(choice, candidate, baseline, runs)) {
    // Nothing can break in a baseline; the candidate breaks against the one on screen or just started.
    const held = version === candidate ? { against: started[0] ?? known } : null;
    started.unshift(await start(choice, version, held));
    queryClient.setQueryData(listed.queryKey, [...started, ...runs]);
  }
  const last = started[0];
  if (last && baseline !== null && baselineIsStale(choice, last, baseline, [...started, ...runs])) {
    await start(choice, baseline, null);
  }
  await queryClient.invalidateQueries({ queryKey: orpc.runs.key() });
}

/** `held` is null for a baseline. What breaks is held `against` a run that may be left to the engine. */
function start(choice: ReplayChoice, version: Side, held: { against: Run | null } | null): Promise<Run> {
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
export async function commitDraft(promptId: string, saver: DraftSaver, message: string): Promise<Version> {
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
