import { userTurns } from "../../../shared/domain/conversation.ts";
import { Problem } from "../../../shared/problem.ts";
import type { Store } from "../store/store.ts";
import type { SampleTask } from "./tasks.ts";
import { emptyProgress } from "./run-progress.ts";
import type { ReplayRequest } from "../../../shared/contract/runs.ts";
import { currentTimestamp } from "../clock.ts";
import { DEFAULT_MAX_SAMPLES, INITIAL_SAMPLES } from "../statistics/sequential-test.ts";
import { conversationSetSha256 } from "../store/content-hash.ts";
import { chosenJudge } from "../judges/chosen-judge.ts";
import { withRubrics } from "../judges/rubrics.ts";
import { pinnedReplies } from "./pinned-replies.ts";
import { requireStoredRun, pickConversations, resolveReplayRequest, refuseUnpricedBudget } from "./resolve-request.ts";

/**
 * The baseline run's replies, for pinned history. Every conversation must be in the baseline with the
 * same content and a reply to every turn that goes into a history; otherwise nothing starts.
 */
export function readPinnedReplies(
  store: Store,
  baselineRunId: number,
  runId: number,
): (task: SampleTask, turn: number) => string | null {
  const baseline = store.runs.get(baselineRunId);
  if (!baseline) throw new Problem("not-found", "The baseline run for pinned history does not exist any more.");
  const inBaseline = new Map(store.runs.conversations(baselineRunId).map((one) => [one.id, one]));
  const positions = new Map<number, number>();
  for (const one of store.runs.conversations(runId)) {
    const other = inBaseline.get(one.id);
    if (!other || other.contentId !== one.contentId) {
      throw new Problem(
        "bad-input",
        `Pinned history needs a baseline run with the same conversations: "${one.id}" is missing or was edited since. Replay the baseline again.`,
        { conversationId: one.id },
      );
    }
    positions.set(one.position, other.position);
    const needed = userTurns(store.conversations.contentOf(one.contentId).turns).slice(0, -1);
    const replies = store.outputs.ofSample(baselineRunId, other.position, 0);
    if (needed.some((turn) => turn.fixed === null && !replies.some((reply) => reply.turn === turn.index))) {
      throw new Problem(
        "bad-input",
        `Pinned history needs every reply of the baseline run, and "${one.id}" lacks one. Resume the baseline run first.`,
        { conversationId: one.id },
      );
    }
  }
  const samples = baseline.run.samples;
  return (task, turn) => {
    const position = positions.get(task.position);
    if (position === undefined) return null;
    return pinnedReplies(store, { runId: baselineRunId, position, samples }, task.sample)(turn)?.text ?? null;
  };
}

/**
 * Inserts the supplement run: it holds further samples of a baseline that a run with auto-samples takes. The baseline's
 * own run stays what it was for other comparisons. Returns the new run's id.
 */
function insertSupplementRun(store: Store, runId: number, baselineRunId: number, now: string): number {
  const baseline = store.runs.get(baselineRunId);
  const own = store.runs.get(runId);
  if (!baseline || !own) throw new Problem("not-found", "The baseline run does not exist any more.");
  const { run } = baseline;
  if (run.history === "pinned") {
    throw new Problem(
      "bad-input",
      `Run ${run.id} has pinned history, so it cannot be sampled further. Take a run with live history as the baseline.`,
      { runId: run.id },
    );
  }
  const version = run.versionNumber === null ? null : store.versions.byNumber(Number(run.promptId), run.versionNumber);
  const progress = emptyProgress(0, 0);
  const id = store.runs.insert(
    {
      promptId: Number(run.promptId),
      versionId: version?.id === undefined ? null : Number(version.id),
      textId: baseline.textId,
      setId: own.run.setId === null ? null : Number(own.run.setId),
      setName: own.run.setName,
      setSha256: own.run.setSha256,
      model: run.model,
      random: run.random ?? null,
      samples: run.samples,
      sampling: own.run.sampling,
      supplementsRunId: runId,
      concurrency: own.run.concurrency,
      history: "live",
      baselineRunId,
      useCache: own.useCache,
      partial: true,
      failFast: false,
      budget: null,
      progress,
      now,
    },
    [],
  );
  // Its own state is that of the run that it belongs to: it never counts as interrupted.
  store.runs.finish(id, "complete", { ...progress, runId: String(id), status: "complete" }, now, null);
  return id;
}

/** What is known of a run beside what was asked for. */
interface RunDecisions {
  /** The run that it is compared with. */
  against: string | null;
  /** Whether its model may answer the same request in another way. */
  random: boolean;
  /** With auto-samples: the calls that sampling stops at; null without a cap. */
  sampleCalls: number | null;
}

/**
 * Writes down a run and all that decides it; the caller holds the transaction. Whatever is wrong with the request is
 * thrown. Returns the run's id.
 */
export function insertRun(store: Store, asked: ReplayRequest, { against, random, sampleCalls }: RunDecisions): string {
  const auto = asked.samples === "auto";
  const { request, prompt, set, resolved, spec } = resolveReplayRequest(store, asked);
  const { all, taken } = withRubrics(store, set, pickConversations(store, set, request.conversationIds));
  refuseUnpricedBudget(store, request.budget, spec, 0);
  const baseline = against === null ? null : requireStoredRun(store, against).run;
  if (auto && baseline) refuseUnpricedBudget(store, request.budget, baseline.model, 0);
  const samples = request.samples === "auto" ? INITIAL_SAMPLES : request.samples;
  const liveTurns = store.conversations.liveTurnsOf(Number(set.id));
  // Rubrics of the set make contents of their own, with the same turns.
  const turnsOf = (contentId: number): number => liveTurns.get(contentId) ?? store.conversations.liveTurns(contentId);
  const replies = taken.reduce((sum, one) => sum + turnsOf(one.contentId), 0) * samples;
  const hashes = all.map(({ id, contentSha256 }) => ({ id, contentSha256 }));
  const id = store.runs.insert(
    {
      promptId: Number(prompt.id),
      versionId: resolved.kind === "version" ? Number(resolved.version.id) : null,
      textId: store.texts.put(resolved.text),
      setId: Number(set.id),
      setName: set.name,
      setSha256: conversationSetSha256(hashes),
      model: spec,
      random,
      samples,
      sampling: auto
        ? { limit: request.sampleLimit ?? DEFAULT_MAX_SAMPLES, ...(sampleCalls !== null && { calls: sampleCalls }) }
        : null,
      supplementsRunId: null,
      concurrency: request.concurrency,
      history: request.history,
      baselineRunId: baseline === null ? null : Number(baseline.id),
      useCache: request.useCache,
      partial: request.conversationIds !== null,
      failFast: request.failFast,
      budget: request.budget,
      progress: emptyProgress(taken.length, replies),
      now: currentTimestamp(),
    },
    taken,
  );
  const judge = chosenJudge(store);
  if (judge) store.runJudges.put(id, judge);
  if (auto && baseline) insertSupplementRun(store, id, Number(baseline.id), currentTimestamp());
  // Checked inside the transaction, so that a run that cannot start leaves nothing behind.
  if (request.history === "pinned") readPinnedReplies(store, Number(request.baselineRunId), id);
  return String(id);
}
