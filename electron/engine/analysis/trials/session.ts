import type { ModelSettings } from "../../../../shared/domain/model.ts";
import { evaluateChecks } from "../../checks/evaluate.ts";
import { currentTimestamp } from "../../clock.ts";
import { shareOngoing } from "../../async.ts";
import type { ChatRequest, ChatModel, ChatReply, ModelError } from "../../models/model-interface.ts";
import { RunStopped, type BudgetGuard } from "../../calls/budget-guard.ts";
import { createRateLimiter, type RateLimiter } from "../../calls/rate-limiter.ts";
import { messagesUpToTurn } from "../../calls/request.ts";
import { checksOnTurn, sampleStatusOf } from "../../annotations/sample-status.ts";
import { CallFailed, callModel, mayBeCharged, type RetryPolicy } from "../../calls/call-model.ts";
import { isRandomModel } from "../../../../shared/rules/randomness.ts";
import type { JudgedReplies, TrialReply } from "../../store/analyses.ts";
import { BudgetSpent, TrialFailed, type TrialOutcome, type TrialSession, type TrialSpent } from "./trial.ts";
import type { Judge } from "../../../../shared/domain/judge.ts";
import type { WebhookCaller } from "../../checks/code/webhook-caller.ts";
import type { Grader } from "../../checks/graded/grader.ts";
import type { Sandbox } from "../../checks/sandbox/sandbox.ts";
import type { Check } from "../../../../shared/domain/check.ts";
import {
  type Conversation,
  type ConversationSet,
  userTurns,
  type IndexedUserTurn,
} from "../../../../shared/domain/conversation.ts";
import { requireConversation } from "../../conversations/conversations.ts";
import { canonicalContent } from "../../store/content-hash.ts";
import { withRubrics } from "../../judges/rubrics.ts";
import type { Store } from "../../store/store.ts";
import { sha256 } from "../../store/texts.ts";
import { addCall, addFailedCall } from "../../../../shared/domain/usage.ts";
import { separateReasoning } from "../../models/separate-reasoning.ts";
import { replyCacheKey } from "../../calls/reply-cache.ts";
import type { BatchRecorder } from "../../store/batch-recorder.ts";
import { recordApprovedMatches } from "../../annotations/approved-replies.ts";
import type { SampleStatus } from "../../store/results.ts";

interface SessionOptions extends TrialCallTools, CheckTools {
  settings: ModelSettings;
  concurrency: number;
  signal: AbortSignal;
  caseOf(conversationId: string): TrialConversation;
  /** What was spent, judges' calls included. */
  total(): TrialSpent;
  listeners: Set<(spent: TrialSpent) => void>;
}

/** One sample with one text, as it is asked for. */
interface TrialSample {
  one: TrialConversation;
  system: string;
  settings: ModelSettings;
  sample: number;
  key: Buffer;
}

export function createSession(terms: SessionOptions): TrialSession {
  const { store, recorder, model, budgetGuard, listeners, spent } = terms;
  const signal = AbortSignal.any([terms.signal, budgetGuard.signal]);
  const slots = createRateLimiter({ limit: terms.concurrency });
  const single = shareOngoing<TrialOutcome>();

  const trialOf = (system: string, conversationId: string, sample: number, own: ModelSettings = {}): TrialSample => {
    const one = terms.caseOf(conversationId);
    const settings = { ...terms.settings, ...own };
    const { contentSha256 } = one;
    return {
      one,
      system,
      settings,
      sample,
      key: trialKey({ system, contentSha256, model, settings, sample, judge: terms.judge }),
    };
  };

  const requestOf = (
    { one, system, settings, sample }: TrialSample,
    turn: number,
    replies: readonly (string | null)[],
  ) => ({ system, messages: messagesUpToTurn(one.asked, turn, replies), settings, sample }) satisfies ChatRequest;

  const replay = async (trial: TrialSample): Promise<JudgedReplies> => {
    const { one } = trial;
    const replies: (string | null)[] = one.asked.map(() => null);
    const judged: JudgedReplies = [];
    for (const turn of one.asked) {
      if (turn.fixed !== null) continue;
      signal.throwIfAborted();
      const request = requestOf(trial, turn.index, replies);
      const reply = await obtainReply(terms, request, signal);
      const said = await evaluateChecks(checksOnTurn(turn, one.checks), reply, {
        sandbox: terms.sandbox,
        webhooks: terms.webhooks,
        grader: terms.grader,
        asked: request,
        signal,
      });
      const error = said.find((verdict) => verdict.status === "error" && verdict.counts !== false);
      if (error) throw new TrialFailed(`A check of "${one.id}" could not be evaluated: ${error.reason}`);
      replies[turn.index] = reply.text;
      const verdicts = said.map(({ status, counts }) => ({ status, counts: counts !== false }));
      judged.push({ turn: turn.index, textId: store.texts.put(reply.text), verdicts });
    }
    return judged;
  };

  const obtain = async (trial: TrialSample): Promise<TrialOutcome> => {
    const known = store.trials.result(trial.key);
    if (known) {
      spent.cached += known.length;
      terms.onProgress();
      return outcomeOf(trial, known);
    }
    const judged = await slots.run(() => replay(trial), signal);
    await recorder.record(() => store.trials.putResult(trial.key, judged, currentTimestamp()));
    return outcomeOf(trial, judged);
  };

  const outcomeOf = ({ one }: TrialSample, replies: JudgedReplies): TrialOutcome => {
    const status = trialStatus(store, one, replies);
    if (status === "unevaluated") throw new TrialFailed(`A check of "${one.id}" could not be evaluated.`);
    return status === "passed" ? "pass" : "fail";
  };

  return {
    async run(text, conversationId, sample, own) {
      const trial = trialOf(text, conversationId, sample, own);
      try {
        return await single(trial.key.toString("base64"), () => obtain(trial));
      } catch (error) {
        terms.signal.throwIfAborted();
        if (error instanceof RunStopped) throw new BudgetSpent(error.message);
        if (error instanceof CallFailed) throw new TrialFailed(error.message, error);
        throw error;
      }
    },

    callsFor(text, conversationId, sample, own) {
      const trial = trialOf(text, conversationId, sample, own);
      if (store.trials.result(trial.key)) return 0;
      const live = trial.one.asked.filter((turn) => turn.fixed === null);
      const replies: (string | null)[] = trial.one.asked.map(() => null);
      const missing = live.findIndex((turn) => {
        const known = findKnownReply(store, model, requestOf(trial, turn.index, replies));
        replies[turn.index] = known?.text ?? null;
        return known === null;
      });
      return missing < 0 ? 0 : live.length - missing;
    },

    repliesOf: (...trial) => store.trials.result(trialOf(...trial).key)?.map(({ textId }) => textId) ?? null,
    judgedOf: (...trial) => store.trials.result(trialOf(...trial).key),
    turnsOf: (conversationId) => terms.caseOf(conversationId).asked.filter((turn) => turn.fixed === null).length,
    checksAt(conversationId, turn) {
      const { asked, checks } = terms.caseOf(conversationId);
      const at = asked[turn];
      return at ? checksOnTurn(at, checks) : [];
    },
    isRandom: (own) => isRandomModel(model, { ...terms.settings, ...own }),
    get spent() {
      return terms.total();
    },
    onProgress(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => budgetGuard.close(),
  };
}

/** What the checks of a session work with. */
interface CheckTools {
  sandbox: Sandbox;
  webhooks: WebhookCaller;
  /** Null where no judge is chosen. */
  grader: Grader | null;
  judge: Judge | null;
}

/** A conversation as trials replay it: with the checks of the set's rubrics. */
interface TrialConversation {
  id: string;
  contentId: number;
  contentSha256: string;
  asked: readonly IndexedUserTurn[];
  /** Checks on every reply. */
  checks: readonly Check[];
}

/** Reads a conversation once and keeps it. The reader throws Problem("not-found") where it is not in the set. */
export function createTrialConversationReader(
  store: Store,
  set: ConversationSet,
  extra: readonly Conversation[] = [],
): (conversationId: string) => TrialConversation {
  const known = new Map<string, TrialConversation>();
  const beside = new Map(extra.map((one) => [one.id, one]));
  return (conversationId) => {
    const kept = known.get(conversationId);
    if (kept) return kept;
    const { turns, checks, ...rest } = beside.get(conversationId) ?? requireConversation(store, set.id, conversationId);
    const own = { turns, checks };
    const read = store.write(() => {
      const { id, sha256 } = store.texts.putHashed(canonicalContent(own));
      const stored = { ...rest, contentId: id, contentSha256: sha256, content: own, turns: 0, checks: checks.length };
      const { all } = withRubrics(store, set, { all: [stored], taken: [] });
      return all[0] ?? stored;
    });
    const one: TrialConversation = {
      id: conversationId,
      contentId: read.contentId,
      contentSha256: read.contentSha256,
      asked: userTurns(turns),
      checks: read.content.checks,
    };
    known.set(conversationId, one);
    return one;
  };
}

interface TrialInputs {
  system: string;
  /** SHA-256 of the conversation's turns and checks, rubrics included. */
  contentSha256: string;
  model: ChatModel;
  settings: ModelSettings;
  sample: number;
  /** The model that answers the graded checks. */
  judge: Judge | null;
}

/** SHA-256 over all that decides what becomes of a trial. */
function trialKey({ system, contentSha256, model, settings, sample, judge }: TrialInputs): Buffer {
  const { temperature, topP, maxOutputTokens, seed, thinking } = settings;
  return sha256(
    JSON.stringify([
      system,
      contentSha256,
      [model.provider, model.model, model.identity],
      // Thinking is named where it is not kept apart alone, so that keys of earlier builds stay what they are.
      [
        temperature ?? null,
        topP ?? null,
        maxOutputTokens ?? null,
        seed ?? null,
        ...(thinking === "in-reply" ? [thinking] : []),
      ],
      sample,
      judge,
    ]),
  );
}

interface TrialCallTools {
  store: Store;
  recorder: BatchRecorder;
  model: ChatModel;
  rateLimiter: RateLimiter;
  budgetGuard: BudgetGuard;
  retry: RetryPolicy;
  spent: TrialSpent;
  costOf(inputTokens: number | null, outputTokens: number | null): number | null;
  onProgress(): void;
}

/** A reply that some run or trial has had already; null where nobody asked this yet. */
function findKnownReply(store: Store, model: ChatModel, request: ChatRequest): TrialReply | null {
  const key = replyCacheKey(model, request);
  const found = store.outputs.findCached(key) ?? store.trials.reply(key);
  if (!found) return null;
  const { text, finishReason, latencyMs, cost } = found;
  // A reply of an earlier build may still hold its thinking.
  const answer = separateReasoning({ text, finishReason, warnings: [] }, request.settings).text;
  return { text: answer, finishReason, latencyMs, cost };
}

/** The reply to a request, known or new. A new one is committed first. Rejects as `callModel` does. */
async function obtainReply(asker: TrialCallTools, request: ChatRequest, signal: AbortSignal): Promise<TrialReply> {
  const { store, recorder, model, rateLimiter, budgetGuard, retry, spent, costOf, onProgress } = asker;
  const known = findKnownReply(store, model, request);
  if (known) {
    spent.cached += 1;
    onProgress();
    return known;
  }
  const work = (): Promise<ChatReply> => {
    spent.calls += 1;
    return model.reply(request, signal);
  };
  const onFailure = (error: ModelError): void => addFailedCall(spent, mayBeCharged(error));
  const terms = { rateLimiter, budgetGuard, retry, costOf, onRetry: onProgress, onFailure };
  const { value } = await callModel(terms, { request, work }, signal);
  const cost = costOf(value.inputTokens, value.outputTokens);
  addCall(spent, { inputTokens: value.inputTokens, outputTokens: value.outputTokens, cost });
  const reply = { text: value.text, finishReason: value.finishReason, latencyMs: value.latencyMs, cost };
  await recorder.record(() => store.trials.putReply(replyCacheKey(model, request), reply, currentTimestamp()));
  onProgress();
  return reply;
}

/** How a sample stands by what its checks said when it was asked and by what people say now. */
function trialStatus(store: Store, one: TrialConversation, replies: JudgedReplies): SampleStatus {
  const { contentId } = one;
  // Replies were approved since, perhaps: trials are not among the runs that an approval goes through.
  if (replies.some(({ turn }) => store.approvedReplies.at(contentId, turn).length > 0)) {
    store.write(() => {
      for (const { turn, textId } of replies) {
        recordApprovedMatches(store, { contentId, turn, textId }, store.texts.get(textId));
      }
    });
  }
  const judged = replies.map(({ turn, textId, verdicts }) => {
    const asked = one.asked[turn];
    const checks = asked ? checksOnTurn(asked, one.checks) : [];
    return {
      turn,
      textId,
      verdicts: verdicts.flatMap((said, index) => {
        const check = checks[index];
        return check ? [{ check, ...said }] : [];
      }),
    };
  });
  return sampleStatusOf(store, contentId, judged);
}
