import {
  testGenerationRequestSchema,
  proposalTrialRequestSchema,
  type TestGenerationPlan,
  type TestGenerationRequest,
  type ProposalTrialRequest,
} from "../../../../shared/contract/analyses.ts";
import type { ModelSpec } from "../../../../shared/domain/model.ts";
import type { TestGenerationState, ProposalTrial, TestProposal } from "../../../../shared/domain/test-generation.ts";
import { errorStackOf } from "../../../../shared/errors.ts";
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
import { createJobRegistry, type Job } from "../jobs.ts";
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

interface GenerationJob extends Job {
  state: TestGenerationState;
}

type GenerationWork = (job: GenerationJob, tell: () => void) => Promise<void>;

const PROGRESS_INTERVAL_MS = 100;
/** Proposals that are replayed at once. */
const CONCURRENT_REPLAYS = 4;

/** Has a model propose conversations one step past a fix; a person picks. Nothing starts by itself. */
export function createTestGeneration(dependencies: TestGenerationDependencies) {
  const { store, trials, guards, events, log } = dependencies;
  const jobs = createJobRegistry(({ state }: GenerationJob): TestGenerationState => structuredClone(state));

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

  const emit = ({ id, running, proposals, calls }: TestGenerationState): void => {
    const steps = proposals.filter(({ trial }) => trial !== null).length;
    events.emit({ type: "insight", insight: { kind: "probe", id, running, steps, calls } });
  };

  /** Keeps a job running until its work ends, whatever that end is. */
  const run = (job: GenerationJob, work: GenerationWork): void => {
    const { state, stop } = job;
    let toldAt = 0;
    const reportProgress = (): void => {
      if (state.running && Date.now() - toldAt < PROGRESS_INTERVAL_MS) return;
      toldAt = Date.now();
      emit(state);
    };
    job.finished = work(job, reportProgress)
      .catch((error: unknown) => {
        const cause: unknown = stop.signal.aborted ? stop.signal.reason : error;
        state.problem = cause instanceof Error ? cause.message : String(cause);
        if (!stop.signal.aborted && !isExpectedFailure(error)) {
          log(`probe: ${errorStackOf(error)}`);
        }
      })
      .finally(() => {
        state.running = false;
        emit(state);
      });
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
      const moved = { tell: (): void => undefined };
      const { request, subject, proposer, question } = await prepare(asked, () => moved.tell());
      const { promptId, setId, round } = request;
      const state: TestGenerationState = {
        id: jobs.nextId(),
        running: true,
        doing: "asking",
        model: proposer.name,
        promptId,
        setId,
        conversationId: subject.conversationId,
        round,
        proposals: [],
        dropped: [],
        triedOn: null,
        problem: null,
        calls: 0,
        callsAtMost: proposer.known(question) ? 0 : MAX_ATTEMPTS,
        cached: 0,
        cost: 0,
      };
      const job: GenerationJob = { state, stop: new AbortController(), finished: Promise.resolve() };
      jobs.add(job);
      run(job, async (_, tell) => {
        moved.tell = () => {
          Object.assign(state, spentBy(proposer));
          tell();
        };
        try {
          const read = await proposer.ask(question, job.stop.signal);
          if ("answer" in read) throw new Problem("bad-input", formatUnreadableAnswer(proposer, read.answer));
          const { checks, title } = subject;
          Object.assign(
            state,
            await deduplicateProposals(read, { store, setId, checks, from: title, count: request.count }),
          );
        } finally {
          Object.assign(state, spentBy(proposer));
          proposer.close();
        }
      });
      return structuredClone(state);
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
      const job = jobs.find(asked.id);
      const { state } = job;
      if (state.running) throw new Problem("busy", "This is under way already. Stop it first to begin again.");
      const stop = new AbortController();
      const { session, resolved, calls } = await openTrials(asked, stop.signal);
      job.stop = stop;
      const spent = { calls: state.calls, cached: state.cached, cost: state.cost, gaps: state.gaps };
      for (const proposal of state.proposals) proposal.trial = null;
      Object.assign(state, {
        running: true,
        doing: "trying",
        triedOn: asked.version,
        problem: null,
        callsAtMost: spent.calls + calls,
      });
      run(job, (_, tell) => {
        const count = (): void => {
          Object.assign(state, addSpent(spent, session));
          tell();
        };
        const unlisten = session.onProgress(count);
        return replayProposals(store, session, resolved, state.proposals, count).finally(() => {
          unlisten();
          session.close();
          Object.assign(state, addSpent(spent, session));
        });
      });
      return structuredClone(state);
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
