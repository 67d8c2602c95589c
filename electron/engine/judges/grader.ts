import type { EmbeddingSpec, Judge } from "../../../shared/domain/judge.ts";
import type { CallUsage } from "../../../shared/domain/usage.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { ChatModel, ChatRequest, EmbeddingModel } from "../models/model-interface.ts";
import type { BudgetGuard } from "../calls/budget-guard.ts";
import { callModel, type CallTerms, type MeasuredReply, type RetryPolicy, CallFailed } from "../calls/call-model.ts";
import type { RateLimiters } from "../calls/rate-limiter.ts";
import type { BatchRecorder } from "../store/batch-recorder.ts";
import { currentTimestamp } from "../clock.ts";
import { replyCacheKey } from "../calls/reply-cache.ts";
import type { Store } from "../store/store.ts";
import { shareOngoing } from "../async.ts";
import { GraderFailed, GradingStopped, noEmbedding, noJudge, type Grader } from "../checks/graded/grader.ts";
import { sha256 } from "../store/texts.ts";
import type { z } from "zod";
import { Problem } from "../../../shared/problem.ts";
import { clipText } from "../checks/message-text.ts";
import { readJudgeAnswer } from "./judge-answer.ts";

type CostOf = (inputTokens: number | null, outputTokens: number | null) => number | null;

interface JudgeCallerOptions {
  openModel(spec: ModelSpec): Promise<ChatModel>;
  openEmbedding(spec: EmbeddingSpec): Promise<EmbeddingModel>;
  rateLimiters: RateLimiters;
  retry: RetryPolicy;
  recorder: BatchRecorder;
  costFunctionFor(spec: ModelSpec): CostOf;
  /** Null where nothing limits the calls. */
  budgetGuard: BudgetGuard | null;
  /** Told what each answered call took. */
  onUse(use: CallUsage): void;
  onCached(): void;
  onRetry: CallTerms["onRetry"];
  onFailure: CallTerms["onFailure"];
}

interface JudgeCall<T> {
  model: { provider: string; identity: string; model: string };
  spec: ModelSpec;
  request: ChatRequest;
  /** False where the answer says nothing of how long replies are. */
  learns: boolean;
  work(): Promise<T>;
}

/** Makes judges' calls as replays make theirs: through the same rate limiters, with the same patience, within the run's budget. */
export function createJudgeCaller(options: JudgeCallerOptions) {
  const { rateLimiters, retry, budgetGuard, onUse, onRetry, onFailure } = options;

  return {
    openModel: options.openModel,
    openEmbedding: options.openEmbedding,
    recorder: options.recorder,
    onCached: options.onCached,
    async call<T extends MeasuredReply>(
      call: JudgeCall<T>,
      signal: AbortSignal,
    ): Promise<{ reply: T; cost: number | null }> {
      const costOf = options.costFunctionFor(call.spec);
      const rateLimiter = rateLimiters.of(call.model, call.spec);
      const { value } = await callModel({ rateLimiter, retry, budgetGuard, costOf, onRetry, onFailure }, call, signal);
      const { inputTokens, outputTokens } = value;
      const cost = costOf(inputTokens, outputTokens);
      onUse({ inputTokens, outputTokens, cost });
      return { reply: value, cost };
    },
  };
}
type JudgeCaller = ReturnType<typeof createJudgeCaller>;

interface JudgeRequest {
  system: string;
  user: string;
  /** Counts the tries: another one may be answered otherwise. */
  sample: number;
  /** Whether an answer has the form that was asked for. */
  usable(answer: string): boolean;
}

interface RecordedAnswer {
  id: number;
  answer: string;
}

interface JudgeClientOptions {
  store: Store;
  caller: JudgeCaller;
  useCache: boolean;
  spec: ModelSpec;
}

/** Puts questions to one judge model and keeps each with its answer. */
function createJudgeClient({ store, caller, useCache, spec }: JudgeClientOptions) {
  const name = `${spec.provider}/${spec.model}`;
  const underWay = shareOngoing<RecordedAnswer>();
  const fresh = new Set<number>();
  let opened: Promise<ChatModel> | null = null;

  const send = async (
    model: ChatModel,
    key: Buffer,
    request: ChatRequest,
    asked: JudgeRequest,
    signal: AbortSignal,
  ) => {
    const work = () => model.reply(request, signal);
    const { reply, cost } = await caller.call({ model, spec, request, learns: true, work }, signal);
    const { text: answer, inputTokens, outputTokens, latencyMs } = reply;
    const id = await caller.recorder.record(() =>
      store.judgeCalls.insert({
        cacheKey: key,
        usable: asked.usable(answer),
        model: name,
        system: asked.system,
        user: asked.user,
        answer,
        inputTokens,
        outputTokens,
        cost,
        latencyMs,
        now: currentTimestamp(),
      }),
    );
    fresh.add(id);
    return { id, answer };
  };

  return {
    /** PROVIDER/MODEL. */
    name,
    /** Rejects with CallFailed, a Problem where the model cannot be opened, or the signal's reason. */
    async ask(asked: JudgeRequest, signal: AbortSignal): Promise<RecordedAnswer> {
      signal.throwIfAborted();
      opened ??= caller.openModel(spec);
      const model = await opened;
      const { system, user, sample } = asked;
      const request: ChatRequest = {
        system,
        messages: [{ role: "user", content: user }],
        settings: spec.settings,
        sample,
      };
      const key = replyCacheKey(model, request);
      return underWay(key.toString("base64"), () => {
        const known = store.judgeCalls.find(key);
        // Without the cache, what this very run has asked is still not asked again.
        if (known && (useCache || fresh.has(known.id)) && asked.usable(known.answer)) {
          caller.onCached();
          return Promise.resolve(known);
        }
        return send(model, key, request, asked, signal);
      });
    },
  };
}

interface EmbedderOptions {
  store: Store;
  caller: JudgeCaller;
  spec: EmbeddingSpec;
}

/** Makes vectors of texts. The same text is sent once, ever: a model gives it the same vector each time. */
function createEmbedder({ store, caller, spec: asked }: EmbedderOptions) {
  const spec = { ...asked, settings: {} };
  const underWay = shareOngoing<Map<string, Float32Array>>();
  let opened: Promise<EmbeddingModel> | null = null;

  // "2": earlier builds kept vectors in the order of the answer, so that some stand under another one's text.
  const keyOf = (model: EmbeddingModel, text: string): Buffer =>
    sha256(JSON.stringify(["embedding 2", model.provider, spec.model, model.identity, text]));

  const fetchVectors = async (model: EmbeddingModel, texts: readonly string[], signal: AbortSignal) => {
    const request = {
      system: "",
      messages: texts.map((content) => ({ role: "user" as const, content })),
      // Nothing is written in return.
      settings: { maxOutputTokens: 0 },
      sample: 0,
    };
    const work = async () => ({ ...(await model.embed(texts, signal)), outputTokens: 0 });
    const { reply } = await caller.call({ model, spec, request, learns: false, work }, signal);
    await caller.recorder.record(() =>
      texts.forEach((text, at) => {
        const vector = reply.vectors[at];
        if (vector) store.judgeCalls.putVector(keyOf(model, text), vector);
      }),
    );
    return new Map(texts.flatMap((text, at) => (reply.vectors[at] ? [[text, reply.vectors[at]]] : [])));
  };

  return {
    /** PROVIDER/MODEL. */
    name: `${spec.provider}/${spec.model}`,
    /** Rejects as a questioner's `ask` does. */
    async embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
      signal.throwIfAborted();
      opened ??= caller.openEmbedding(asked);
      const model = await opened;
      const found = new Map<string, Float32Array>();
      for (const text of new Set(texts)) {
        const known = store.judgeCalls.vector(keyOf(model, text));
        if (known) found.set(text, known);
      }
      const missing = [...new Set(texts)].filter((text) => !found.has(text));
      if (missing.length === 0) caller.onCached();
      for (let from = 0; from < missing.length; from += model.maxTexts) {
        const batch = missing.slice(from, from + model.maxTexts);
        const made = await underWay(JSON.stringify(batch), () => fetchVectors(model, batch, signal));
        for (const [text, vector] of made) found.set(text, vector);
      }
      const vectors = texts.flatMap((text) => found.get(text) ?? []);
      const length = vectors[0]?.length ?? 0;
      if (vectors.length !== texts.length || vectors.some((vector) => vector.length !== length)) {
        throw new GraderFailed("the embedding model gave vectors of different lengths, which cannot be compared");
      }
      return vectors;
    },
  };
}

interface GraderOptions {
  store: Store;
  judge: Judge;
  caller: JudgeCaller;
  /** Whether answers of earlier runs stand in for calls. */
  useCache: boolean;
}

/** How often a judge that answers in another form is asked in all. */
const MAX_JUDGE_TRIES = 2;

/** A grader for one run. What it asks is asked once, however many checks ask it at the same time. */
export function createGrader({ store, judge, caller, useCache }: GraderOptions): Grader {
  const judgeClient = judge.model && createJudgeClient({ store, caller, useCache, spec: judge.model });
  const embedder = judge.embedding && createEmbedder({ store, caller, spec: judge.embedding });
  const own = judge.instructions === "" ? "" : `\n\nThe project asks this of every judge:\n${judge.instructions}`;

  async function ask<T>(question: { system: string; user: string; answer: z.ZodType<T> }, signal: AbortSignal) {
    if (!judgeClient) throw new GraderFailed(noJudge);
    const calls: number[] = [];
    const by = { model: judgeClient.name, calls };
    let said = "";
    for (let sample = 0; sample < MAX_JUDGE_TRIES; sample += 1) {
      const texts = { system: question.system + own, user: question.user };
      const usable = (text: string): boolean => readJudgeAnswer(text, question.answer) !== null;
      const { id, answer } = await judgeClient.ask({ ...texts, sample, usable }, signal);
      calls.push(id);
      const value = readJudgeAnswer(answer, question.answer);
      if (value !== null) return { value, by };
      said = answer;
    }
    throw new GraderFailed(
      `the judge answered ${MAX_JUDGE_TRIES} times in another form than asked for: “${clipText(said, 120)}”`,
      by,
    );
  }

  return {
    ask: (question, signal) => namingFailures(() => ask(question, signal), judgeClient?.name ?? null, signal),
    async embed(texts, signal) {
      if (!embedder) throw new GraderFailed(noEmbedding);
      const vectors = await namingFailures(() => embedder.embed(texts, signal), embedder.name, signal);
      return { vectors, by: { model: embedder.name, calls: [] } };
    },
  };
}

/** Names what went wrong for what it is: the judge's failure, or a stop that is no failure of anybody. */
async function namingFailures<T>(work: () => Promise<T>, model: string | null, signal: AbortSignal): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GraderFailed) throw error;
    if (signal.aborted) throw new GradingStopped(signal.reason);
    const asked = error instanceof CallFailed || (error instanceof Problem && isAboutModels(error));
    if (!asked) throw new GradingStopped(error);
    throw new GraderFailed(
      `the judge could not be asked: ${error.message}`,
      model === null ? null : { model, calls: [] },
    );
  }
}

/** A disk that is full is no failure of the judge. */
function isAboutModels({ code }: Problem): boolean {
  return ["no-model-key", "not-allowed", "unknown-model", "unreadable-file", "bad-input"].includes(code);
}
