import {
  testGenerationRequestSchema,
  proposalTrialRequestSchema,
  type TestGenerationPlan,
  type TestGenerationRequest,
  type ProposalTrialRequest,
} from "../../../../shared/contract/analyses.ts";
import type { ModelSpec } from "../../../../shared/domain/model.ts";
import type { TestGenerationState, ProposalTrial, TestProposal } from "../../../../shared/domain/test-generation.ts";
import { errorMessageOf } from "../../../../shared/errors.ts";
import { Problem } from "../../../../shared/problem.ts";
import { sumUsage } from "../../../../shared/domain/usage.ts";
import { noJudge } from "../../checks/graded/grader.ts";
import { clipText } from "../../checks/message-text.ts";
import { requireSet } from "../../conversations/conversations.ts";
import type { EventBus } from "../../events.ts";
import { chosenJudge } from "../../judges/chosen-judge.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import { resolveRef, type ResolvedRef } from "../../prompts/refs.ts";
import type { RegressionTests } from "../regression-tests/regression-tests.ts";
import { RunStopped } from "../../calls/budget-guard.ts";
import { CallFailed } from "../../calls/call-model.ts";
import { createJobRunner, tellProgress } from "../../job-runner.ts";
import { BudgetSpent, type TrialSession, TrialFailed } from "../trials/trial.ts";
import type { Trials } from "../trials/trials.ts";
import { openProposer, MAX_ATTEMPTS, type Proposer, type ProposerDependencies } from "./proposer.ts";
import { deduplicateProposals } from "./deduplicate.ts";
import { questionOfRound, readBrokenReply } from "./broken-reply.ts";
import { parseRequest } from "../../parse-request.ts";
import type { Store } from "../../store/store.ts";

interface TestGenerationDependencies extends ProposerDependencies {
  trials: Trials;
  guards: RegressionTests;
  events: EventBus;
  log(line: string): void;
}

/** Proposals that are replayed at once. */
const CONCURRENT_REPLAYS = 4;

/** Has a model propose conversations one step past a fix; a person picks. Nothing starts by itself. */
export function createTestGeneration(dependencies: TestGenerationDependencies) {
  const { store, trials, guards, events, log } = dependencies;
  const jobs = createJobRunner<TestGenerationState, null, TestGenerationState>({
    name: "probe",
    log,
    show: ({ state }) => structuredClone(state),
    tell: tellProgress(events, "probe", ({ proposals }) => proposals.filter(({ trial }) => trial !== null).length),
    busy: null,
    failed({ state }, error) {
      state.problem = errorMessageOf(error);
    },
    isExpected: isExpectedFailure,
  });

  const chooseModel = (asked: ModelSpec | null): ModelSpec => {
    const model = asked ?? chosenJudge(store)?.model;
    if (!model)
      throw new Problem("bad-input", `This needs a model that proposes, and ${noJudge}. Or name another one.`);
    return model;
  };

  const prepare = async (asked: TestGenerationRequest, onProgress: () => void) => {
    const request = parseRequest(testGenerationRequestSchema, asked);
    requireSet(store, request.setId);
    const subject = readBrokenReply(store, request, guards.suggestionsFor);
    const terms = { budget: request.budget, count: request.count, onProgress };
    const proposer = await openProposer(dependencies, chooseModel(request.model), terms);
    try {
      return { request, subject, proposer, question: questionOfRound(subject, proposer, request.round) };
    } catch (error) {
      proposer.close();
      throw error;
    }
  };

  const openTrials = async (asked: ProposalTrialRequest, signal: AbortSignal) => {
    const { id, version, model, budget } = parseRequest(proposalTrialRequestSchema, asked);
    const { state } = jobs.find(id);
    const { promptId, setId, proposals } = state;
    const extra = proposals.map(({ conversation }) => conversation);
    const resolved = resolveRef(store, requirePrompt(store, promptId), String(version));
    const session = await trials.open({
      promptId,
      setId,
      model,
      budget,
      concurrency: CONCURRENT_REPLAYS,
      signal,
      extra,
    });
    const calls = extra.reduce((sum, one) => sum + session.callsFor(resolved.text, one.id, 0, resolved.settings), 0);
    return { session, resolved, calls };
  };

  return {
    /** What asking takes at most; whatever is wrong with the request is thrown. */
    async plan(asked: TestGenerationRequest): Promise<TestGenerationPlan> {
      const { proposer, question } = await prepare(asked, () => undefined);
      proposer.close();
      const { input, output, cost } = proposer.estimate(question);
      const calls = proposer.known(question) ? 0 : MAX_ATTEMPTS;
      return { model: proposer.name, calls, tokens: { input, output }, cost: cost === null ? null : cost * calls };
    },

    /** Begins to ask; resolves when it has begun. */
    async start(asked: TestGenerationRequest): Promise<TestGenerationState> {
      let onProgress = (): void => undefined;
      return jobs.start({
        key: null,
        prepare: () => prepare(asked, () => onProgress()),
        release: ({ proposer }) => proposer.close(),
        begin: (id, { request, subject, proposer, question }) => ({
          state: {
            id,
            running: true,
            doing: "asking",
            model: proposer.name,
            promptId: request.promptId,
            setId: request.setId,
            conversationId: subject.conversationId,
            round: request.round,
            proposals: [],
            dropped: [],
            triedOn: null,
            problem: null,
            calls: 0,
            callsAtMost: proposer.known(question) ? 0 : MAX_ATTEMPTS,
            cached: 0,
            cost: 0,
          },
          context: null,
          async work({ state, signal, report }) {
            onProgress = () => {
              Object.assign(state, spentBy(proposer));
              report();
            };
            try {
              const read = await proposer.ask(question, signal);
              if ("answer" in read) throw new Problem("bad-input", formatUnreadableAnswer(proposer, read.answer));
              const { checks, title } = subject;
              const { setId, count } = request;
              Object.assign(state, await deduplicateProposals(read, { store, setId, checks, from: title, count }));
            } finally {
              Object.assign(state, spentBy(proposer));
            }
          },
        }),
      });
    },

    get: jobs.get,
    stop: jobs.stop,
    settled: jobs.settled,
    close: jobs.close,

    /** What replaying each proposal once would take at most, less what is known. */
    async planTry(asked: ProposalTrialRequest): Promise<{ calls: number }> {
      const { session, calls } = await openTrials(asked, new AbortController().signal);
      session.close();
      return { calls };
    },

    /** Begins to replay each proposal once; begun again on the same version, it goes on. */
    async try(asked: ProposalTrialRequest): Promise<TestGenerationState> {
      return jobs.again(asked.id, {
        busy: "This is under way already. Stop it first to begin again.",
        prepare: (signal) => openTrials(asked, signal),
        release: ({ session }) => session.close(),
        begin({ state, report }, { session, resolved, calls }) {
          const spent = { calls: state.calls, cached: state.cached, cost: state.cost, gaps: state.gaps };
          for (const proposal of state.proposals) proposal.trial = null;
          const callsAtMost = spent.calls + calls;
          Object.assign(state, { doing: "trying", triedOn: asked.version, problem: null, callsAtMost });
          const count = (): void => {
            Object.assign(state, addSpent(spent, session));
            report();
          };
          return async () => {
            const unlisten = session.onProgress(count);
            try {
              await replayProposals(store, session, resolved, state.proposals, count);
            } finally {
              unlisten();
              Object.assign(state, addSpent(spent, session));
            }
          };
        },
      });
    },
  };
}
export type TestGeneration = ReturnType<typeof createTestGeneration>;

/** Failures from outside, which are no fault in this code. */
function isExpectedFailure(error: unknown): boolean {
  return [Problem, BudgetSpent, RunStopped, CallFailed].some((kind) => error instanceof kind);
}

function formatUnreadableAnswer({ name }: Proposer, answer: string): string {
  return `${name} answered ${MAX_ATTEMPTS} times in another form than asked for: “${clipText(answer, 120)}”. Ask again, or choose another model.`;
}

function spentBy({ spent: { calls, cached, cost, gaps } }: Proposer) {
  return { calls, cached, cost, gaps };
}

function addSpent(before: Pick<TestGenerationState, "calls" | "cached" | "cost" | "gaps">, { spent }: TrialSession) {
  const { cost, gaps } = sumUsage({ ...before, tokens: { input: 0, output: 0 } }, spent);
  return { calls: before.calls + spent.calls, cached: before.cached + spent.cached, cost, gaps };
}

/**
 * Replays each proposal that was not replayed yet, once. A failure is stored with its proposal; a limit or a stop
 * rejects as the session does.
 */
async function replayProposals(
  store: Store,
  session: TrialSession,
  { text, settings }: Pick<ResolvedRef, "text" | "settings">,
  proposals: readonly TestProposal[],
  onTried: () => void,
): Promise<void> {
  const tryOne = async (proposal: TestProposal): Promise<void> => {
    const { id } = proposal.conversation;
    try {
      const outcome = await session.run(text, id, 0, settings);
      proposal.trial = {
        outcome,
        ...repliesAndFailedChecks(store, session, { text, settings }, proposal),
        problem: null,
      };
    } catch (error) {
      if (!(error instanceof TrialFailed)) throw error;
      proposal.trial = { outcome: "failed", replies: [], broken: [], problem: error.message };
    }
    onTried();
  };
  const ends = await Promise.allSettled(proposals.filter(({ trial }) => trial === null).map(tryOne));
  const broken = ends.find((end) => end.status === "rejected");
  if (broken) throw broken.reason;
}

/** What was replied, and which checks failed. */
function repliesAndFailedChecks(
  store: Store,
  session: TrialSession,
  { text, settings }: Pick<ResolvedRef, "text" | "settings">,
  { conversation }: TestProposal,
): Pick<ProposalTrial, "replies" | "broken"> {
  const judged = session.judgedOf(text, conversation.id, 0, settings) ?? [];
  const broken = judged.flatMap(({ turn, verdicts }) =>
    session.checksAt(conversation.id, turn).filter((_, at) => verdicts[at]?.status === "fail" && verdicts[at].counts),
  );
  return { replies: judged.map(({ textId }) => store.texts.get(textId)), broken: [...new Set(broken)] };
}
