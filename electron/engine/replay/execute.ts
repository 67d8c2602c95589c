import type { Verdict } from "../../../shared/domain/check.ts";
import { addCall, addFailedCall } from "../../../shared/rules/usage.ts";
import type { ModelSettings } from "../../../shared/domain/model.ts";
import type { Attempt, RunProgress, RunStatus } from "../../../shared/domain/run.ts";
import type { WebhookCaller } from "../checks/code/webhook-caller.ts";
import { evaluateChecks } from "../checks/evaluate.ts";
import type { Grader } from "../checks/graded/grader.ts";
import type { Sandbox } from "../checks/sandbox/sandbox.ts";
import { separated } from "../models/keep-reasoning-apart.ts";
import type { ChatModel, ChatReply, ChatRequest, ModelErrorKind } from "../models/port.ts";
import { matchExpected } from "../people/match-expected.ts";
import { scanReply } from "../facts/unsupported-facts.ts";
import type { SourceReader } from "../facts/sources.ts";
import type { OutputFacts, Place } from "../store/outputs.ts";
import type { SampleStatus } from "../store/results.ts";
import type { Store } from "../store/store.ts";
import { RunHalted, type Brake } from "./budget.ts";
import { cacheKey } from "./cache-key.ts";
import { callModel, type CallTerms, mayBeCharged } from "./call-model.ts";
import type { Gate } from "./gate.ts";
import { heldWhile } from "./held.ts";
import { messagesFor } from "./history.ts";
import { openAhead } from "./open-ahead.ts";
import { checksOn, type OpenTask, type Task } from "./plan.ts";
import { createPace } from "./progress.ts";
import type { Recorder } from "./recorder.ts";
import { takeForm } from "./request-form.ts";
import { repliesOf, standingOf } from "./standing.ts";
import type { TaskSource } from "./task-source.ts";
import { takenOver } from "./run-lease.ts";
import { CallFailed, type RetryPolicy } from "./retry.ts";

/** All that one run needs; nothing here knows where it was started from. */
export interface Execution {
  runId: number;
  /** Asked inside each transaction: false once another process has taken the run over. */
  keepsLease: () => boolean;
  store: Store;
  recorder: Recorder;
  /** Resolves when a reply may go on to its checks and its commit. */
  turn: () => Promise<void>;
  model: ChatModel;
  settings: ModelSettings;
  system: string;
  tasks: TaskSource;
  /** For further samples of the baseline: the run beside which they are recorded. */
  besideRunId: number | null;
  /** With auto-samples: how the baseline is sampled further. */
  baseline: Execution | null;
  concurrency: number;
  gate: Gate;
  useCache: boolean;
  /** Whether replies of an earlier attempt wait for their verdicts. */
  holds: boolean;
  retry: RetryPolicy;
  sandbox: Sandbox;
  /** What the replies' facts are held against. */
  sources: SourceReader;
  webhooks: WebhookCaller;
  /** Null where no judge is chosen. */
  grader: Grader | null;
  /** With pinned history: the baseline's reply at a place, or null if it has none. */
  pinned: ((task: Task, turn: number) => string | null) | null;
  costOf(inputTokens: number | null, outputTokens: number | null): number | null;
  progress: RunProgress;
  /** Lets calls start while they fit into the run's budget. */
  brake: Brake;
  onSample: ((position: number, status: SampleStatus) => void) | null;
  /** A conversation needs no more samples. */
  onConversation(position: number): void;
  onProgress(): void;
}

/** Errors that every further call would meet as well: going on would only cost time. */
const hopeless = new Set<ModelErrorKind>(["auth", "credit", "not-found"]);
/** Errors that, met by every lane in a row without a reply between them, mean that nobody is there. */
const outage = new Set<ModelErrorKind>(["network", "timeout", "server", "rate-limit", "loading"]);

/** Replays all tasks. Rejects only when something other than a call fails, such as the disk. */
export async function execute(execution: Execution, signal: AbortSignal): Promise<RunStatus> {
  const { progress, tasks } = execution;
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal, execution.brake.signal]);
  const startedAt = performance.now() - progress.wallMs;
  const pace = createPace();
  const open = openAhead(execution.store, tasks, execution.concurrency);
  let failuresInARow = 0;

  const tell = (): void => {
    const at = performance.now();
    progress.wallMs = Math.round(at - startedAt);
    tasks.count(progress);
    Object.assign(progress, pace.read(at, progress.replies - progress.recorded));
    execution.onProgress();
  };

  const lane = async (): Promise<void> => {
    for (;;) {
      const task = await tasks.next(either);
      if (!task) return;
      if (either.aborted || execution.brake.halted()) return tasks.left(task);
      const side = task.side === "baseline" ? execution.baseline : execution;
      if (!side) throw new Error(`run ${execution.runId} has no baseline to sample`);
      try {
        await replaySample(side, open(task), either, () => {
          failuresInARow = 0;
          pace.tick(performance.now());
          tell();
        });
      } catch (error) {
        if (either.aborted || error instanceof RunHalted) return;
        if (!(error instanceof CallFailed)) {
          stop.abort(error);
          throw error;
        }
        if (outage.has(error.last.kind)) failuresInARow += 1;
        progress.errors += 1;
        progress.lastError = error.message;
        tell();
        const unreachable = failuresInARow >= Math.max(3, execution.concurrency);
        if (hopeless.has(error.last.kind) || unreachable) stop.abort(error);
      } finally {
        tasks.left(task);
      }
    }
  };

  const lanes = Array.from({ length: Math.min(execution.concurrency, tasks.width) }, lane);
  const settled = await Promise.allSettled(lanes);
  tell();
  const broken = settled.find((one) => one.status === "rejected");
  if (broken) throw broken.reason;
  // A person may have judged replies of this run meanwhile, in another process as well.
  if (execution.besideRunId === null) Object.assign(progress, execution.store.results.tallies(execution.runId));
  if (signal.aborted) return "cancelled";
  const halt = execution.brake.halted();
  progress.stopReason = halt?.reason ?? null;
  if (tasks.complete(progress)) return "complete";
  if (halt) progress.lastError = halt.message;
  return "incomplete";
}

/** Replays the turns of one sample in order; each reply is committed before the next turn is asked. */
async function replaySample(
  execution: Execution,
  task: OpenTask,
  signal: AbortSignal,
  onRecorded: () => void,
): Promise<void> {
  // Null while an earlier attempt's verdicts stand in the project file alone.
  const judged: Map<number, readonly Verdict[]> | null = task.recorded.length === 0 ? new Map() : null;
  for (const turn of task.asked) {
    if (turn.fixed !== null || task.replies[turn.index]) continue;
    signal.throwIfAborted();
    const request = requestFor(execution, task, turn.index);
    const { facts, fresh } = await obtain(execution, task, turn.index, request, signal);
    // What the cache gives comes one by one anyway.
    if (fresh) await execution.turn();
    const reply = { text: facts.text, finishReason: facts.finishReason, latencyMs: facts.latencyMs, cost: facts.cost };
    const judging = evaluateChecks(checksOn(turn, task.checks), reply, {
      sandbox: execution.sandbox,
      webhooks: execution.webhooks,
      grader: execution.grader,
      asked: request,
      signal,
    });
    const verdicts = await heldWhile(execution, placeOf(execution, task, turn.index), { facts, fresh }, judging);
    judged?.set(turn.index, verdicts);
    const last = task.asked.every((one) => one.index === turn.index || one.fixed !== null || task.replies[one.index]);
    const done = await record(execution, task, turn.index, facts, verdicts, last ? { judged } : null);
    count(execution.progress, facts, fresh);
    if (done) {
      if (execution.besideRunId === null) execution.progress[done.status] += 1;
      execution.onSample?.(task.position, done.status);
      if (done.over) execution.onConversation(task.position);
    }
    onRecorded();
  }
}

function requestFor(execution: Execution, task: OpenTask, turn: number): ChatRequest {
  const replies = task.asked.map((one) =>
    execution.pinned && one.index < turn && one.fixed === null
      ? execution.pinned(task, one.index)
      : (task.replies[one.index]?.text ?? null),
  );
  return {
    system: execution.system,
    messages: messagesFor(task.asked, turn, replies),
    settings: execution.settings,
    sample: task.sample,
  };
}

async function obtain(
  execution: Execution,
  task: Task,
  turn: number,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<{ facts: OutputFacts; fresh: boolean }> {
  const held = execution.holds ? execution.store.heldReplies.get(placeOf(execution, task, turn)) : null;
  if (held) return { facts: held, fresh: true };
  const key = cacheKey(execution.model, request);
  const hit = execution.useCache ? execution.store.outputs.findCached(key) : null;
  if (hit) {
    const reasoning = execution.store.replyReasoning.ofOutput(hit.id);
    // A reply of an earlier build may still hold its thinking.
    const facts = separated({ ...hit, reasoning }, request.settings);
    return { facts: { ...facts, cached: true, attempts: [] }, fresh: false };
  }
  try {
    const work = () => execution.model.reply(request, signal);
    const { value, attempts } = await callModel(callTerms(execution), { request, work }, signal);
    execution.progress.waiting = null;
    return { facts: toFacts(execution, request, value, attempts, key), fresh: true };
  } catch (error) {
    if (error instanceof CallFailed) await recordFailure(execution, task, turn, error);
    throw error;
  }
}

function placeOf({ runId }: Execution, { position, sample }: Task, turn: number): Place {
  return { runId, position, sample, turn };
}

function callTerms({ gate, retry, brake, costOf, progress, onProgress }: Execution): CallTerms {
  return {
    gate,
    retry,
    brake,
    costOf,
    onRetry(waiting) {
      progress.retries += 1;
      if (waiting) progress.waiting = waiting;
      onProgress();
    },
    onFailure: (error) => addFailedCall(progress, mayBeCharged(error)),
  };
}

function toFacts(
  execution: Execution,
  request: ChatRequest,
  reply: ChatReply,
  attempts: Attempt[],
  key: Buffer,
): OutputFacts {
  const { requestBody, ...rest } = reply;
  const texts = [request.system, ...request.messages.map((message) => message.content)];
  return {
    ...rest,
    requestForm: takeForm(requestBody, texts),
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
function record(
  execution: Execution,
  task: OpenTask,
  turn: number,
  facts: OutputFacts,
  verdicts: readonly Verdict[],
  last: { judged: ReadonlyMap<number, readonly Verdict[]> | null } | null,
): Promise<{ status: SampleStatus; over: boolean } | null> {
  const { store, runId, besideRunId } = execution;
  const { position, sample } = task;
  const unsupported = scanReply(facts.text, execution.sources.options, () =>
    execution.sources.before(execution.system, task.asked, turn),
  );
  return execution.recorder.record(() => {
    refuseIfTakenOver(execution);
    const at = new Date().toISOString();
    if (besideRunId !== null) store.runs.takeOver(runId, besideRunId, position);
    if (execution.holds) store.heldReplies.remove({ runId, position, sample, turn });
    const textId = store.outputs.insert({ runId, position, sample, turn }, facts, verdicts, at);
    store.replyFacts.insert({ runId, position, sample, turn }, unsupported);
    store.replyReasoning.insert({ runId, position, sample, turn }, facts.reasoning ?? null);
    task.replies[turn] = { text: facts.text, textId };
    matchExpected(store, { contentId: task.contentId, turn, textId }, facts.text);
    if (last === null) return null;
    const replies = last.judged
      ? [...last.judged].map(([at, said]) => ({ turn: at, textId: task.replies[at]?.textId ?? 0, verdicts: said }))
      : repliesOf(store, task.contentId, runId, position, sample);
    const status = standingOf(store, task.contentId, replies);
    const replyTexts = task.asked.map((one) => (one.fixed === null ? (task.replies[one.index]?.textId ?? null) : null));
    const result = { position, sample, status, replyTexts };
    store.results.insert(runId, result);
    return { status, over: execution.tasks.recorded(task, result) };
  });
}

function recordFailure(execution: Execution, task: Task, turn: number, error: CallFailed): Promise<void> {
  const { position, sample } = task;
  const { kind, message } = error.last;
  return execution.recorder.record(() => {
    refuseIfTakenOver(execution);
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
function refuseIfTakenOver({ keepsLease, progress: { runId } }: Execution): void {
  if (!keepsLease()) throw takenOver(runId);
}

function count(progress: RunProgress, facts: OutputFacts, fresh: boolean): void {
  progress.recorded += 1;
  if (!fresh) {
    progress.cached += 1;
    return;
  }
  progress.calls += 1;
  addCall(progress, facts);
}
