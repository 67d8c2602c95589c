import type { VerdictStatus } from "../../../shared/domain/check.ts";
import type { ModelSettings } from "../../../shared/domain/model.ts";
import type { Attempt, RunProgress, RunStatus } from "../../../shared/domain/run.ts";
import { evaluateChecks } from "../checks/evaluate.ts";
import type { PatternRunner } from "../checks/pattern-runner.ts";
import type { ChatModel, ChatReply, ChatRequest, ModelErrorKind } from "../models/port.ts";
import { wakeWatch } from "../models/wake-watch.ts";
import type { OutputFacts } from "../store/outputs.ts";
import type { SampleStatus } from "../store/results.ts";
import type { Store } from "../store/store.ts";
import { RunHalted, type Brake } from "./budget.ts";
import { cacheKey } from "./cache-key.ts";
import type { Gate, TokenWeight } from "./gate.ts";
import { messagesFor } from "./history.ts";
import { checksOn, openTask, type OpenTask, type Task } from "./plan.ts";
import { createPace } from "./progress.ts";
import type { Recorder } from "./recorder.ts";
import { takeForm } from "./request-form.ts";
import { CallFailed, withRetries, type RetryPolicy } from "./retry.ts";

/** All that one run needs; nothing here knows where it was started from. */
export interface Execution {
  runId: number;
  store: Store;
  recorder: Recorder;
  model: ChatModel;
  settings: ModelSettings;
  system: string;
  tasks: Task[];
  concurrency: number;
  gate: Gate;
  useCache: boolean;
  retry: RetryPolicy;
  patterns: PatternRunner;
  /** With pinned history: the baseline's reply at a place, or null if it has none. */
  pinned: ((task: Task, turn: number) => string | null) | null;
  costOf(inputTokens: number | null, outputTokens: number | null): number | null;
  progress: RunProgress;
  /** Per position: samples that are not finished yet. */
  openSamples: Map<number, number>;
  /** Lets calls start while they fit into the run's budget. */
  brake: Brake;
  onSample: ((position: number, status: SampleStatus) => void) | null;
  onProgress(): void;
}

/** Errors that every further call would meet as well: going on would only cost time. */
const hopeless = new Set<ModelErrorKind>(["auth", "not-found"]);
/** Errors that, met by every lane in a row without a reply between them, mean that nobody is there. */
const outage = new Set<ModelErrorKind>(["network", "timeout", "server", "rate-limit"]);

/** For so long after a sleep the network may still be on its way: what fails then says nothing about the provider. */
const WAKING_MS = 60_000;
/** Near enough to hold a limit by before the provider has counted. */
const CHARACTERS_PER_TOKEN = 4;

/** Replays all tasks. Rejects only when something other than a call fails, such as the disk. */
export async function execute(execution: Execution, signal: AbortSignal): Promise<RunStatus> {
  const { progress, tasks } = execution;
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal, execution.brake.signal]);
  const startedAt = performance.now() - progress.wallMs;
  const pace = createPace();
  let next = 0;
  let failuresInARow = 0;

  const tell = (): void => {
    const at = performance.now();
    progress.wallMs = Math.round(at - startedAt);
    Object.assign(progress, pace.read(at, progress.replies - progress.recorded));
    execution.onProgress();
  };

  const lane = async (): Promise<void> => {
    for (let task = tasks[next++]; task && !either.aborted && !execution.brake.halted(); task = tasks[next++]) {
      try {
        await replaySample(execution, openTask(execution.store, task), either, () => {
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
      }
    }
  };

  const lanes = Array.from({ length: Math.min(execution.concurrency, tasks.length) }, lane);
  const settled = await Promise.allSettled(lanes);
  tell();
  const broken = settled.find((one) => one.status === "rejected");
  if (broken) throw broken.reason;
  if (signal.aborted) return "cancelled";
  const halt = execution.brake.halted();
  progress.stopReason = halt?.reason ?? null;
  if (progress.recorded >= progress.replies) return "complete";
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
  let statuses: Set<VerdictStatus> | null = task.recorded.length === 0 ? new Set() : null;
  for (const turn of task.asked) {
    if (turn.fixed !== null || task.replies[turn.index]) continue;
    signal.throwIfAborted();
    const request = requestFor(execution, task, turn.index);
    const { facts, fresh } = await obtain(execution, task, turn.index, request, signal);
    const reply = { text: facts.text, finishReason: facts.finishReason, latencyMs: facts.latencyMs, cost: facts.cost };
    const verdicts = await evaluateChecks(checksOn(turn, task.checks), reply, {
      patterns: execution.patterns,
      asked: request,
      signal,
    });
    verdicts.forEach((verdict) => statuses?.add(verdict.status));
    const last = task.asked.every((one) => one.index === turn.index || one.fixed !== null || task.replies[one.index]);
    const status = await record(execution, task, turn.index, facts, verdicts, last ? { statuses } : null);
    count(execution.progress, facts, fresh);
    if (status) {
      execution.progress[status] += 1;
      countConversation(execution, task.position);
      execution.onSample?.(task.position, status);
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
  const key = cacheKey(execution.model, request);
  const hit = execution.useCache ? execution.store.outputs.findCached(key) : null;
  if (hit) return { facts: { ...hit, cached: true, attempts: [] }, fresh: false };
  try {
    const { value, attempts } = await withRetries(
      () =>
        execution.brake.call(request, signal, () =>
          execution.gate.pass(() => execution.model.reply(request, signal), signal, weightOf(request)),
        ),
      execution.retry,
      signal,
      (error, waitMs) => {
        execution.progress.retries += 1;
        if (error.kind === "rate-limit") execution.gate.throttled(waitMs);
        execution.onProgress();
      },
      (error) => outage.has(error.kind) && wakeWatch.wokeWithin(WAKING_MS),
    );
    if (value.spentForMs !== null) execution.gate.spent(value.spentForMs);
    execution.gate.succeeded();
    return { facts: toFacts(execution, request, value, attempts, key), fresh: true };
  } catch (error) {
    if (error instanceof CallFailed) await recordFailure(execution, task, turn, error);
    throw error;
  }
}

function weightOf({ system, messages }: ChatRequest): TokenWeight<ChatReply> {
  const characters = messages.reduce((sum, message) => sum + message.content.length, system.length);
  return {
    guess: characters / CHARACTERS_PER_TOKEN,
    of: ({ inputTokens, outputTokens }) => (inputTokens ?? 0) + (outputTokens ?? 0),
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
 * Commits a reply with its verdicts and, after the last turn, the sample's result. `last` then has the kinds of
 * verdict that all its replies got; null where they have to be read.
 */
function record(
  execution: Execution,
  task: OpenTask,
  turn: number,
  facts: OutputFacts,
  verdicts: readonly { status: VerdictStatus; reason: string }[],
  last: { statuses: ReadonlySet<VerdictStatus> | null } | null,
): Promise<SampleStatus | null> {
  const { store, runId } = execution;
  const { position, sample } = task;
  return execution.recorder.record(() => {
    const at = new Date().toISOString();
    const textId = store.outputs.insert({ runId, position, sample, turn }, facts, verdicts, at);
    task.replies[turn] = { text: facts.text, textId };
    if (last === null) return null;
    const status = statusOf(last.statuses ?? new Set(store.outputs.verdictStatuses(runId, position, sample)));
    const replyTexts = task.asked.map((one) => (one.fixed === null ? (task.replies[one.index]?.textId ?? null) : null));
    store.results.insert(runId, { position, sample, status, replyTexts });
    return status;
  });
}

/** Failed if any check failed; else not evaluated if any could not be; else passed. */
function statusOf(statuses: ReadonlySet<VerdictStatus>): SampleStatus {
  if (statuses.has("fail")) return "failed";
  return statuses.has("error") ? "unevaluated" : "passed";
}

function recordFailure(execution: Execution, task: Task, turn: number, error: CallFailed): Promise<void> {
  const { position, sample } = task;
  const { kind, message } = error.last;
  return execution.recorder.record(() =>
    execution.store.results.insertFailure(execution.runId, {
      position,
      sample,
      turn,
      kind,
      message,
      attempts: error.attempts,
    }),
  );
}

function count(progress: RunProgress, facts: OutputFacts, fresh: boolean): void {
  progress.recorded += 1;
  if (!fresh) {
    progress.cached += 1;
    return;
  }
  progress.calls += 1;
  progress.tokens.input += facts.inputTokens ?? 0;
  progress.tokens.output += facts.outputTokens ?? 0;
  progress.cost = progress.cost === null || facts.cost === null ? null : progress.cost + facts.cost;
}

function countConversation(execution: Execution, position: number): void {
  const open = (execution.openSamples.get(position) ?? 1) - 1;
  execution.openSamples.set(position, open);
  if (open === 0) execution.progress.conversationsDone += 1;
}
