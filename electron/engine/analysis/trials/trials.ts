import type { ModelSpec } from "../../../../shared/domain/model.ts";
import type { RunProgress } from "../../../../shared/domain/run.ts";
import { failedCalls, sumUsage } from "../../../../shared/domain/usage.ts";
import type { WebhookCaller } from "../../checks/code/webhook-caller.ts";
import type { Sandbox } from "../../checks/sandbox/sandbox.ts";
import { conversationChecks, requireSet } from "../../conversations/conversations.ts";
import { chosenJudge } from "../../judges/chosen-judge.ts";
import type { Judges } from "../../judges/judges.ts";
import type { ChatModel } from "../../models/model-interface.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import { createBudgetGuard } from "../../calls/budget-guard.ts";
import type { RateLimiters } from "../../calls/rate-limiter.ts";
import { refuseUnpricedBudget, typicalReplyTokens } from "../../replay/resolve-request.ts";
import { costFunctionFor } from "../../models/prices.ts";
import { createBatchRecorder } from "../../store/batch-recorder.ts";
import type { RetryPolicy } from "../../calls/call-model.ts";
import type { Store } from "../../store/store.ts";
import type { ConsentCheck } from "../../judges/consent-check.ts";
import { createTrialConversationReader, createSession } from "./session.ts";
import type { TrialRequest, TrialSession, TrialSpent } from "./trial.ts";

interface TrialsDependencies {
  store: Store;
  sandbox: Sandbox;
  webhooks: WebhookCaller;
  rateLimiters: RateLimiters;
  judges: Judges;
  needs: ConsentCheck;
  openModel(spec: ModelSpec): Promise<ChatModel>;
  retry: RetryPolicy;
}

/** `judges.forRun` looks for the judge that a run was started with; trials belong to none. */
const NO_RUN_ID = 0;

/** Replays single samples with arbitrary prompt texts, outside of runs, and never pays for the same one twice. */
export function createTrials(dependencies: TrialsDependencies) {
  const { store, sandbox, webhooks, rateLimiters, judges, needs, openModel, retry } = dependencies;
  const recorder = createBatchRecorder(store);

  return {
    /** Whatever is wrong with the request or the model is thrown here, before anything is asked. */
    async open(request: TrialRequest): Promise<TrialSession> {
      const { promptId, setId, budget, concurrency, signal, model: spec } = request;
      requirePrompt(store, promptId);
      const set = requireSet(store, setId);
      refuseUnpricedBudget(store, budget, spec, 0);
      const checks = (request.extra ?? []).flatMap(conversationChecks);
      needs.require({ models: [spec], over: { setId }, checks });
      const model = await openModel(spec);
      const costOf = costFunctionFor(store, spec);
      const budgetGuard = createBudgetGuard({
        budget,
        spent: { calls: 0, tokens: 0, cost: 0, wallMs: 0 },
        replyTokens: typicalReplyTokens(store, { promptId, setId }, spec, null),
        costOf,
      });
      const spent: TrialSpent = { calls: 0, cached: 0, tokens: { input: 0, output: 0 }, cost: 0 };
      const judging: Pick<RunProgress, "judged" | "retries" | "waiting"> = { retries: 0, waiting: null };
      const total = (): TrialSpent => addJudgeSpending(spent, judging);
      const listeners = new Set<(spent: TrialSpent) => void>();
      const onProgress = (): void => listeners.forEach((listener) => listener(total()));
      return createSession({
        store,
        recorder,
        model,
        settings: spec.settings,
        rateLimiter: rateLimiters.of(model, spec),
        budgetGuard,
        retry,
        spent,
        total,
        costOf,
        concurrency,
        signal,
        listeners,
        onProgress,
        caseOf: createTrialConversationReader(store, set, request.extra),
        sandbox,
        webhooks,
        judge: chosenJudge(store),
        grader: judges.forRun({ id: NO_RUN_ID, budgetGuard, useCache: true, progress: judging, onProgress }),
      });
    },
  };
}
export type Trials = ReturnType<typeof createTrials>;

function addJudgeSpending(spent: TrialSpent, { judged }: Pick<RunProgress, "judged">): TrialSpent {
  const asked = judged ? judged.calls + failedCalls(judged) : 0;
  return { ...sumUsage(spent, judged), calls: spent.calls + asked, cached: spent.cached };
}
