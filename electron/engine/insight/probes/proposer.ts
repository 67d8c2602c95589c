import type { ModelSpec } from "../../../../shared/domain/model.ts";
import type { Budget } from "../../../../shared/domain/run.ts";
import { addCall, addFailedCall, type Usage } from "../../../../shared/rules/usage.ts";
import { now } from "../../clock.ts";
import { createCaller } from "../../judges/caller.ts";
import type { ChatModel, ChatRequest } from "../../models/port.ts";
import { mayBeCharged } from "../../replay/call-model.ts";
import { createBrake } from "../../replay/budget.ts";
import { cacheKey } from "../../replay/cache-key.ts";
import { requestTokens } from "../../replay/estimate.ts";
import type { Gates } from "../../replay/gates.ts";
import { costWith, refuseUnkeepable } from "../../replay/prepare.ts";
import { createRecorder } from "../../replay/recorder.ts";
import type { RetryPolicy } from "../../replay/retry.ts";
import type { Store } from "../../store/store.ts";
import { readProposals, type ReadProposal } from "./read-proposals.ts";

export interface ProposerDependencies {
  store: Store;
  gates: Gates;
  retry: RetryPolicy;
  openModel(spec: ModelSpec): Promise<ChatModel>;
}

export interface Spent extends Usage {
  calls: number;
  cached: number;
}

export interface ProposerQuestion {
  system: string;
  user: string;
  round: number;
}

/** How often a model that answers in another form is asked in all. */
export const TRIES = 2;
/** Of a proposal in an answer, in tokens, where nobody knows better. */
const TOKENS_EACH = 90;

/** Asks one model for conversations, within a budget, and keeps each question with its answer. */
export async function openProposer(
  { store, gates, retry, openModel }: ProposerDependencies,
  spec: ModelSpec,
  terms: { budget: Budget | null; count: number; onProgress(): void },
) {
  refuseUnkeepable(store, terms.budget, spec, 0);
  const model = await openModel(spec);
  const costOf = costWith(store, spec);
  const replyTokens = TOKENS_EACH * terms.count;
  const nothing = { calls: 0, tokens: 0, cost: 0, wallMs: 0 };
  const brake = createBrake({ budget: terms.budget, spent: nothing, replyTokens, costOf });
  const spent: Spent = { calls: 0, cached: 0, tokens: { input: 0, output: 0 }, cost: 0 };
  const told = (change: Partial<Spent>): void => {
    Object.assign(spent, change);
    terms.onProgress();
  };
  const caller = createCaller({
    gates,
    retry,
    brake,
    recorder: createRecorder(store),
    openModel,
    openEmbedding: () => Promise.reject(new Error("nothing is embedded here")),
    costWith: () => costOf,
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
    sample: round * TRIES + attempt,
  });

  /** The proposals that were given to this question before; null where none were. */
  const known = (question: ProposerQuestion): ReadProposal[] | null => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const answer = store.probes.find(cacheKey(model, requestOf(question, attempt)));
      const read = answer === null ? null : readProposals(answer);
      if (read) return read;
    }
    return null;
  };

  const send = async (request: ChatRequest, signal: AbortSignal): Promise<string> => {
    const work = () => model.reply(request, signal);
    const { reply, cost } = await caller.call({ model, spec, request, learns: true, work }, signal);
    const { text: answer, inputTokens, outputTokens } = reply;
    await caller.recorder.record(() =>
      store.probes.put(cacheKey(model, request), {
        usable: readProposals(answer) !== null,
        model: name,
        system: request.system,
        user: request.messages[0]?.content ?? "",
        answer,
        inputTokens,
        outputTokens,
        cost,
        now: now(),
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
      const input = requestTokens(requestOf(question, 0));
      return { input, output: replyTokens, cost: costOf(input, replyTokens) };
    },
    /** What the model proposes, or its last answer where that has another form. Rejects as a caller does. */
    async ask(question: ProposerQuestion, given: AbortSignal): Promise<ReadProposal[] | { answer: string }> {
      const before = known(question);
      if (before) {
        caller.onCached();
        return before;
      }
      const signal = AbortSignal.any([given, brake.signal]);
      let answer = "";
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        signal.throwIfAborted();
        answer = await send(requestOf(question, attempt), signal);
        const read = readProposals(answer);
        if (read) return read;
      }
      return { answer };
    },
    close: (): void => brake.close(),
  };
}
export type Proposer = Awaited<ReturnType<typeof openProposer>>;
