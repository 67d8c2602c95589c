import type { ModelSpec } from "../../../../shared/domain/model.ts";
import type { Budget } from "../../../../shared/domain/run.ts";
import { addCall, addFailedCall, type Usage } from "../../../../shared/domain/usage.ts";
import { currentTimestamp } from "../../clock.ts";
import { createJudgeCaller } from "../../judges/grader.ts";
import type { ChatModel, ChatRequest } from "../../models/model-interface.ts";
import { mayBeCharged, type RetryPolicy } from "../../calls/call-model.ts";
import { createBudgetGuard } from "../../calls/budget-guard.ts";
import { replyCacheKey } from "../../calls/reply-cache.ts";
import { estimateRequestTokens } from "../../calls/request.ts";
import type { RateLimiters } from "../../calls/rate-limiter.ts";
import { refuseUnpricedBudget } from "../../replay/resolve-request.ts";
import { costFunctionFor } from "../../models/prices.ts";
import { createBatchRecorder } from "../../store/batch-recorder.ts";
import type { Store } from "../../store/store.ts";
import { z } from "zod";
import type { Check } from "../../../../shared/domain/check.ts";
import { conversationSchema, type Conversation } from "../../../../shared/domain/conversation.ts";
import { conversationIdFromContent } from "../../store/content-hash.ts";
import { readJudgeAnswer } from "../../judges/judge-answer.ts";

export interface ProposerDependencies {
  store: Store;
  rateLimiters: RateLimiters;
  retry: RetryPolicy;
  openModel(spec: ModelSpec): Promise<ChatModel>;
}

interface ProposerSpent extends Usage {
  calls: number;
  cached: number;
}

export interface ProposerQuestion {
  system: string;
  user: string;
  round: number;
}

/** How often a model that answers in another form is asked in all. */
export const MAX_ATTEMPTS = 2;
/** Of a proposal in an answer, in tokens, where nobody knows better. */
const TOKENS_PER_PROPOSAL = 90;

/** Asks one model for conversations, within a budget, and keeps each question with its answer. */
export async function openProposer(
  { store, rateLimiters, retry, openModel }: ProposerDependencies,
  spec: ModelSpec,
  terms: { budget: Budget | null; count: number; onProgress(): void },
) {
  refuseUnpricedBudget(store, terms.budget, spec, 0);
  const model = await openModel(spec);
  const costOf = costFunctionFor(store, spec);
  const replyTokens = TOKENS_PER_PROPOSAL * terms.count;
  const nothing = { calls: 0, tokens: 0, cost: 0, wallMs: 0 };
  const budgetGuard = createBudgetGuard({ budget: terms.budget, spent: nothing, replyTokens, costOf });
  const spent: ProposerSpent = { calls: 0, cached: 0, tokens: { input: 0, output: 0 }, cost: 0 };
  const told = (change: Partial<ProposerSpent>): void => {
    Object.assign(spent, change);
    terms.onProgress();
  };
  const caller = createJudgeCaller({
    rateLimiters,
    retry,
    budgetGuard,
    recorder: createBatchRecorder(store),
    openModel,
    openEmbedding: () => Promise.reject(new Error("nothing is embedded here")),
    costFunctionFor: () => costOf,
    onUse(use) {
      addCall(spent, use);
      told({ calls: spent.calls + 1 });
    },
    onCached: () => told({ cached: spent.cached + 1 }),
    onRetry: () => undefined,
    onFailure(error) {
      addFailedCall(spent, mayBeCharged(error));
      told({ calls: spent.calls + 1 });
    },
  });
  const name = `${spec.provider}/${spec.model}`;

  const requestOf = ({ system, user, round }: ProposerQuestion, attempt: number): ChatRequest => ({
    system,
    messages: [{ role: "user", content: user }],
    settings: spec.settings,
    sample: round * MAX_ATTEMPTS + attempt,
  });

  /** The proposals that were given to this question before; null where none were. */
  const known = (question: ProposerQuestion): ParsedProposal[] | null => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const answer = store.proposalAnswers.find(replyCacheKey(model, requestOf(question, attempt)));
      const read = answer === null ? null : parseProposals(answer);
      if (read) return read;
    }
    return null;
  };

  const send = async (request: ChatRequest, signal: AbortSignal): Promise<string> => {
    const work = () => model.reply(request, signal);
    const { reply, cost } = await caller.call({ model, spec, request, learns: true, work }, signal);
    const { text: answer, inputTokens, outputTokens } = reply;
    await caller.recorder.record(() =>
      store.proposalAnswers.put(replyCacheKey(model, request), {
        usable: parseProposals(answer) !== null,
        model: name,
        system: request.system,
        user: request.messages[0]?.content ?? "",
        answer,
        inputTokens,
        outputTokens,
        cost,
        now: currentTimestamp(),
      }),
    );
    return answer;
  };

  return {
    /** PROVIDER/MODEL. */
    name,
    spent,
    known,
    /** Of one request. */
    estimate(question: ProposerQuestion): { input: number; output: number; cost: number | null } {
      const input = estimateRequestTokens(requestOf(question, 0));
      return { input, output: replyTokens, cost: costOf(input, replyTokens) };
    },
    /** What the model proposes, or its last answer where that has another form. Rejects as a caller does. */
    async ask(question: ProposerQuestion, given: AbortSignal): Promise<ParsedProposal[] | { answer: string }> {
      const before = known(question);
      if (before) {
        caller.onCached();
        return before;
      }
      const signal = AbortSignal.any([given, budgetGuard.signal]);
      let answer = "";
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
        signal.throwIfAborted();
        answer = await send(requestOf(question, attempt), signal);
        const read = parseProposals(answer);
        if (read) return read;
      }
      return { answer };
    },
    close: (): void => budgetGuard.close(),
  };
}
export type Proposer = Awaited<ReturnType<typeof openProposer>>;

const boundedText = (longest: number) => z.string().trim().min(1).max(longest);

const answerSchema = z.strictObject({
  conversations: z
    .array(
      z.strictObject({
        title: boundedText(300),
        turns: z.array(boundedText(8_000)).min(1).max(8),
        why: boundedText(2_000),
      }),
    )
    .min(1)
    .max(100),
});
export type ParsedProposal = z.infer<typeof answerSchema>["conversations"][number];

/** What the answer proposes; null where any of it has another form than was asked for. */
export function parseProposals(answer: string): ParsedProposal[] | null {
  return readJudgeAnswer(answer, answerSchema)?.conversations ?? null;
}

/** A proposal as a conversation of ours, with the checks that every reply of it has to pass. */
export function toConversation({ title, turns }: ParsedProposal, checks: readonly Check[], from: string): Conversation {
  const content = { turns: turns.map((said) => ({ role: "user" as const, content: said })), checks: [...checks] };
  return conversationSchema.parse({
    ...content,
    id: conversationIdFromContent(content).replace(/^c-/, "probe-"),
    title,
    tags: ["probe"],
    notes: `Proposed one step past “${from}”.`,
  });
}
