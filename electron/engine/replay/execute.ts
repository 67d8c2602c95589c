import type { ReplyRecord, ReplyKey } from "../store/outputs.ts";
import type { Store } from "../store/store.ts";
import type { BatchRecorder } from "../store/batch-recorder.ts";
import type { Verdict } from "../../../shared/domain/check.ts";
import { addCall, addFailedCall } from "../../../shared/domain/usage.ts";
import type { ModelSettings } from "../../../shared/domain/model.ts";
import type { CallAttempt, RunProgress, RunStatus } from "../../../shared/domain/run.ts";
import type { WebhookCaller } from "../checks/code/webhook-caller.ts";
import { evaluateChecks } from "../checks/evaluate.ts";
import type { Grader } from "../checks/graded/grader.ts";
import type { Sandbox } from "../checks/sandbox/sandbox.ts";
import { separateReasoning } from "../models/separate-reasoning.ts";
import type { ChatModel, ChatReply, ChatRequest, ModelErrorKind } from "../models/model-interface.ts";
import { recordApprovedMatches } from "../annotations/approved-replies.ts";
import { findUnsupportedFacts } from "../grounding/unsupported-facts.ts";
import type { SourceReader } from "../grounding/fact-sources.ts";
import type { SampleStatus } from "../store/results.ts";
import { RunStopped, type BudgetGuard } from "../calls/budget-guard.ts";
import { replyCacheKey } from "../calls/reply-cache.ts";
import { callModel, type CallTerms, mayBeCharged, CallFailed, type RetryPolicy } from "../calls/call-model.ts";
import type { RateLimiter } from "../calls/rate-limiter.ts";
import { messagesUpToTurn, extractTemplate } from "../calls/request.ts";
import { prefetchTasks, type OpenSampleTask, type SampleTask, type TaskSource } from "./tasks.ts";
import { checksOnTurn, judgedRepliesOf, sampleStatusOf } from "../annotations/sample-status.ts";
import { createReplyRate } from "./run-progress.ts";
import { runTakenOver } from "./run-lease.ts";

/** Measured with 32 workers at 50 ms: 4 to 16 are alike for the time, and the more, the smaller the commits. */
const RELEASED_SHARE = 8;

/**
 * Releases waiting replies in portions. Replies that come in together would be processed together, so that their workers
 * would send and receive together again: soon all workers run in step, and the processor is idle while the provider
 * works, and the other way round. So each iteration of the event loop releases one in eight of the waiting replies, at
 * least one, and the workers spread over the time that a reply takes.
 */
export function createReplyScheduler(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  let scheduled = false;

  const releaseNext = (): void => {
    const now = waiting.splice(0, Math.ceil(waiting.length / RELEASED_SHARE));
    scheduled = waiting.length > 0;
    if (scheduled) setImmediate(releaseNext);
    now.forEach((resume) => resume());
  };

  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (scheduled) return;
      scheduled = true;
      setImmediate(releaseNext);
    });
}

/**
 * Where a run is stopped while a reply is being judged, the reply is kept apart: a resumed run judges it and need not
 * ask for it again. Rejects with what `judging` rejects with.
 */
async function keepUngradedReplyOnStop<T>(
  { store, recorder }: { store: Store; recorder: BatchRecorder },
  place: ReplyKey,
  { facts, fresh }: { facts: ReplyRecord; fresh: boolean },
  judging: Promise<T>,
): Promise<T> {
  try {
    return await judging;
  } catch (error) {
    // A disk that takes nothing any more is why, and is told as such.
    if (fresh) await recorder.record(() => store.ungradedReplies.put(place, facts)).catch(() => undefined);
    throw error;
  }
}

/** All that one run needs, wherever it was started from. */
export interface Execution {
  runId: number;
  /** Asked inside each transaction: false once another process has taken the run over. */
  keepsLease: () => boolean;
  store: Store;
  recorder: BatchRecorder;
  /** Resolves when a reply may go on to its checks and its commit. */
  waitToContinue: () => Promise<void>;
  model: ChatModel;
  settings: ModelSettings;
  system: string;
  tasks: TaskSource;
  /** For further samples of the baseline: the run that they supplement. */
  supplementsRunId: number | null;
  /** With auto-samples: how the baseline is sampled further. */
  baseline: Execution | null;
  concurrency: number;
  rateLimiter: RateLimiter;
  useCache: boolean;
  /** Whether replies of an earlier attempt wait for their verdicts. */
  hasUngradedReplies: boolean;
  retry: RetryPolicy;
  sandbox: Sandbox;
  /** What the replies' facts are compared with. */
  sources: SourceReader;
  webhooks: WebhookCaller;
  /** Null where no judge is chosen. */
  grader: Grader | null;
  /** With pinned history: the baseline's reply at a place, or null if it has none. */
  pinned: ((task: SampleTask, turn: number) => string | null) | null;
  costOf(inputTokens: number | null, outputTokens: number | null): number | null;
  progress: RunProgress;
  /** Lets calls start while they fit into the run's budget. */
  budgetGuard: BudgetGuard;
  onSample: ((position: number, status: SampleStatus) => void) | null;
  /** A conversation needs no more samples. */
  onConversation(position: number): void;
  onProgress(): void;
}

/** Errors that every further call would meet as well: going on would only cost time. */
const fatalErrorKinds = new Set<ModelErrorKind>(["auth", "credit", "not-found"]);
/** Errors that, met by every worker in a row without a reply between them, mean that the provider is out of reach. */
const outageErrorKinds = new Set<ModelErrorKind>(["network", "timeout", "server", "rate-limit", "loading"]);

/** Replays all tasks. Rejects only when something other than a call fails, such as the disk. */
export async function execute(execution: Execution, signal: AbortSignal): Promise<RunStatus> {
  const { progress, tasks } = execution;
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal, execution.budgetGuard.signal]);
  const startedAt = performance.now() - progress.wallMs;
  const replyRate = createReplyRate();
  const openTask = prefetchTasks(execution.store, tasks, execution.concurrency);
  let failuresInARow = 0;

  const reportProgress = (): void => {
    const at = performance.now();
    progress.wallMs = Math.round(at - startedAt);
    tasks.count(progress);
    Object.assign(progress, replyRate.read(at, progress.replies - progress.recorded));
    execution.onProgress();
  };

  const worker = async (): Promise<void> => {
    for (;;) {
      const task = await tasks.next(either);
      if (!task) return;
      if (either.aborted || execution.budgetGuard.stopCause()) return tasks.release(task);
      const side = task.side === "baseline" ? execution.baseline : execution;
      if (!side) throw new Error(`run ${execution.runId} has no baseline to sample`);
      try {
        await replaySample(side, openTask(task), either, () => {
          failuresInARow = 0;
          replyRate.tick(performance.now());
          reportProgress();
        });
      } catch (error) {
        if (either.aborted || error instanceof RunStopped) return;
        if (!(error instanceof CallFailed)) {
          stop.abort(error);
          throw error;
        }
        if (outageErrorKinds.has(error.last.kind)) failuresInARow += 1;
        progress.errors += 1;
        progress.lastError = error.message;
        reportProgress();
        const unreachable = failuresInARow >= Math.max(3, execution.concurrency);
        if (fatalErrorKinds.has(error.last.kind) || unreachable) stop.abort(error);
      } finally {
        tasks.release(task);
      }
    }
  };

  const workers = Array.from({ length: Math.min(execution.concurrency, tasks.width) }, worker);
  const ended = await Promise.allSettled(workers);
  reportProgress();
  const broken = ended.find((one) => one.status === "rejected");
  if (broken) throw broken.reason;
  // A person may have judged replies of this run meanwhile, in another process as well.
  if (execution.supplementsRunId === null) Object.assign(progress, execution.store.results.tallies(execution.runId));
  if (signal.aborted) return "cancelled";
  const cause = execution.budgetGuard.stopCause();
  progress.stopReason = cause?.reason ?? null;
  if (tasks.complete(progress)) return "complete";
  if (cause) progress.lastError = cause.message;
  return "incomplete";
}

/** Replays the turns of one sample in order; each reply is committed before the next turn is asked. */
async function replaySample(
  execution: Execution,
  task: OpenSampleTask,
  signal: AbortSignal,
  onRecorded: () => void,
): Promise<void> {
  // Null while an earlier attempt's verdicts stand in the project file alone.
  const judged: Map<number, readonly Verdict[]> | null = task.recorded.length === 0 ? new Map() : null;
  for (const turn of task.asked) {
    if (turn.fixed !== null || task.replies[turn.index]) continue;
    signal.throwIfAborted();
    const request = requestFor(execution, task, turn.index);
    const { facts, fresh } = await obtainReply(execution, task, turn.index, request, signal);
    // What the cache gives comes one by one anyway.
    if (fresh) await execution.waitToContinue();
    const reply = { text: facts.text, finishReason: facts.finishReason, latencyMs: facts.latencyMs, cost: facts.cost };
    const judging = evaluateChecks(checksOnTurn(turn, task.checks), reply, {
      sandbox: execution.sandbox,
      webhooks: execution.webhooks,
      grader: execution.grader,
      asked: request,
      signal,
    });
    const verdicts = await keepUngradedReplyOnStop(
      execution,
      replyKeyOf(execution, task, turn.index),
      { facts, fresh },
      judging,
    );
    judged?.set(turn.index, verdicts);
    const last = task.asked.every((one) => one.index === turn.index || one.fixed !== null || task.replies[one.index]);
    const done = await recordReply(execution, task, turn.index, facts, verdicts, last ? { judged } : null);
    countReply(execution.progress, facts, fresh);
    if (done) {
      if (execution.supplementsRunId === null) execution.progress[done.status] += 1;
      execution.onSample?.(task.position, done.status);
      if (done.over) execution.onConversation(task.position);
    }
    onRecorded();
  }
}

function requestFor(execution: Execution, task: OpenSampleTask, turn: number): ChatRequest {
  const replies = task.asked.map((one) =>
    execution.pinned && one.index < turn && one.fixed === null
      ? execution.pinned(task, one.index)
      : (task.replies[one.index]?.text ?? null),
  );
  return {
    system: execution.system,
    messages: messagesUpToTurn(task.asked, turn, replies),
    settings: execution.settings,
    sample: task.sample,
  };
}

async function obtainReply(
  execution: Execution,
  task: SampleTask,
  turn: number,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<{ facts: ReplyRecord; fresh: boolean }> {
  const ungraded = execution.hasUngradedReplies
    ? execution.store.ungradedReplies.get(replyKeyOf(execution, task, turn))
    : null;
  if (ungraded) return { facts: ungraded, fresh: true };
  const key = replyCacheKey(execution.model, request);
  const hit = execution.useCache ? execution.store.outputs.findCached(key) : null;
  if (hit) {
    const reasoning = execution.store.replyReasoning.ofOutput(hit.id);
    // A reply of an earlier build may still hold its thinking.
    const facts = separateReasoning({ ...hit, reasoning }, request.settings);
    return { facts: { ...facts, cached: true, attempts: [] }, fresh: false };
  }
  try {
    const work = () => execution.model.reply(request, signal);
    const { value, attempts } = await callModel(callTerms(execution), { request, work }, signal);
    execution.progress.waiting = null;
    return { facts: toReplyRecord(execution, request, value, attempts, key), fresh: true };
  } catch (error) {
    if (error instanceof CallFailed) await recordFailure(execution, task, turn, error);
    throw error;
  }
}

function replyKeyOf({ runId }: Execution, { position, sample }: SampleTask, turn: number): ReplyKey {
  return { runId, position, sample, turn };
}

function callTerms({ rateLimiter, retry, budgetGuard, costOf, progress, onProgress }: Execution): CallTerms {
  return {
    rateLimiter,
    retry,
    budgetGuard,
    costOf,
    onRetry(waiting) {
      progress.retries += 1;
      if (waiting) progress.waiting = waiting;
      onProgress();
    },
    onFailure: (error) => addFailedCall(progress, mayBeCharged(error)),
  };
}

function toReplyRecord(
  execution: Execution,
  request: ChatRequest,
  reply: ChatReply,
  attempts: CallAttempt[],
  key: Buffer,
): ReplyRecord {
  const { requestBody, ...rest } = reply;
  const texts = [request.system, ...request.messages.map((message) => message.content)];
  return {
    ...rest,
    requestForm: extractTemplate(requestBody, texts),
    cost: execution.costOf(reply.inputTokens, reply.outputTokens),
    cached: false,
    attempts,
    cacheKey: key,
  };
}

/**
 * Commits a reply with its verdicts and, after the last turn, the sample's result. `last` then has the verdicts that
 * each of its replies got; null where they have to be read.
 */
function recordReply(
  execution: Execution,
  task: OpenSampleTask,
  turn: number,
  facts: ReplyRecord,
  verdicts: readonly Verdict[],
  last: { judged: ReadonlyMap<number, readonly Verdict[]> | null } | null,
): Promise<{ status: SampleStatus; over: boolean } | null> {
  const { store, runId, supplementsRunId } = execution;
  const { position, sample } = task;
  const unsupported = findUnsupportedFacts(facts.text, execution.sources.options, () =>
    execution.sources.before(execution.system, task.asked, turn),
  );
  return execution.recorder.record(() => {
    refuseIfRunTakenOver(execution);
    const at = new Date().toISOString();
    if (supplementsRunId !== null) store.runs.addSupplementConversation(runId, supplementsRunId, position);
    if (execution.hasUngradedReplies) store.ungradedReplies.remove({ runId, position, sample, turn });
    const textId = store.outputs.insert({ runId, position, sample, turn }, facts, verdicts, at);
    store.replyFacts.insert({ runId, position, sample, turn }, unsupported);
    store.replyReasoning.insert({ runId, position, sample, turn }, facts.reasoning ?? null);
    task.replies[turn] = { text: facts.text, textId };
    recordApprovedMatches(store, { contentId: task.contentId, turn, textId }, facts.text);
    if (last === null) return null;
    const replies = last.judged
      ? [...last.judged].map(([at, said]) => ({ turn: at, textId: task.replies[at]?.textId ?? 0, verdicts: said }))
      : judgedRepliesOf(store, task.contentId, runId, position, sample);
    const status = sampleStatusOf(store, task.contentId, replies);
    const replyTexts = task.asked.map((one) => (one.fixed === null ? (task.replies[one.index]?.textId ?? null) : null));
    const result = { position, sample, status, replyTexts };
    store.results.insert(runId, result);
    return { status, over: execution.tasks.recorded(task, result) };
  });
}

function recordFailure(execution: Execution, task: SampleTask, turn: number, error: CallFailed): Promise<void> {
  const { position, sample } = task;
  const { kind, message } = error.last;
  return execution.recorder.record(() => {
    refuseIfRunTakenOver(execution);
    execution.store.results.insertFailure(execution.runId, {
      position,
      sample,
      turn,
      kind,
      message,
      attempts: error.attempts,
    });
  });
}

/** What one process has taken over the other must not write into. */
function refuseIfRunTakenOver({ keepsLease, progress: { runId } }: Execution): void {
  if (!keepsLease()) throw runTakenOver(runId);
}

function countReply(progress: RunProgress, facts: ReplyRecord, fresh: boolean): void {
  progress.recorded += 1;
  if (!fresh) {
    progress.cached += 1;
    return;
  }
  progress.calls += 1;
  addCall(progress, facts);
}
