import {
  probeRequestSchema,
  probeTryRequestSchema,
  type ProbePlan,
  type ProbeRequest,
  type ProbeTryRequest,
} from "../../../../shared/contract/probes.ts";
import type { ModelSpec } from "../../../../shared/domain/model.ts";
import type { ProbeState } from "../../../../shared/domain/probe.ts";
import { stackOf } from "../../../../shared/message-of.ts";
import { Problem } from "../../../../shared/problem.ts";
import { sumUsage } from "../../../../shared/rules/usage.ts";
import { noJudge } from "../../checks/graded/grader.ts";
import { clip } from "../../checks/quote.ts";
import { requireSet } from "../../conversations/conversations.ts";
import type { Events } from "../../events.ts";
import { chosenJudge } from "../../judges/choice.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import { resolveRef } from "../../prompts/refs.ts";
import type { Guards } from "../guards/guards.ts";
import { RunHalted } from "../../replay/budget.ts";
import { CallFailed } from "../../replay/retry.ts";
import { createJobs, type Job } from "../jobs.ts";
import { BudgetSpent, type TrialSession } from "../trials/trial.ts";
import type { Trials } from "../trials/trials.ts";
import { openProposer, TRIES, type Proposer, type ProposerDependencies } from "./proposer.ts";
import { sift } from "./sift.ts";
import { questionOf, readSubject } from "./subject.ts";
import { tryProposals } from "./try-proposals.ts";
import { parseRequest } from "../../parse-request.ts";

export interface ProbesDependencies extends ProposerDependencies {
  trials: Trials;
  guards: Guards;
  events: Events;
  log(line: string): void;
}

interface ProbeJob extends Job {
  state: ProbeState;
}

type Work = (job: ProbeJob, tell: () => void) => Promise<void>;

const TELL_EVERY_MS = 100;
/** Proposals that are replayed at once. */
const CONCURRENCY = 4;

/** Has a model propose conversations one step past a fix; a person picks. Nothing starts by itself. */
export function createProbes(dependencies: ProbesDependencies) {
  const { store, trials, guards, events, log } = dependencies;
  const jobs = createJobs(({ state }: ProbeJob): ProbeState => structuredClone(state));

  const chooseModel = (asked: ModelSpec | null): ModelSpec => {
    const model = asked ?? chosenJudge(store)?.model;
    if (!model)
      throw new Problem("bad-input", `This needs a model that proposes, and ${noJudge}. Or name another one.`);
    return model;
  };

  const prepare = async (asked: ProbeRequest, onProgress: () => void) => {
    const request = parseRequest(probeRequestSchema, asked);
    requireSet(store, request.setId);
    const subject = readSubject(store, request, guards.suggestionsFor);
    const terms = { budget: request.budget, count: request.count, onProgress };
    const proposer = await openProposer(dependencies, chooseModel(request.model), terms);
    try {
      return { request, subject, proposer, question: questionOf(subject, proposer, request.round) };
    } catch (error) {
      proposer.close();
      throw error;
    }
  };

  const emit = ({ id, running, proposals, calls }: ProbeState): void => {
    const steps = proposals.filter(({ trial }) => trial !== null).length;
    events.emit({ type: "insight", insight: { kind: "probe", id, running, steps, calls } });
  };

  /** Keeps a job running until its work ends, whatever that end is. */
  const run = (job: ProbeJob, work: Work): void => {
    const { state, stop } = job;
    let toldAt = 0;
    const tell = (): void => {
      if (state.running && Date.now() - toldAt < TELL_EVERY_MS) return;
      toldAt = Date.now();
      emit(state);
    };
    job.finished = work(job, tell)
      .catch((error: unknown) => {
        const cause: unknown = stop.signal.aborted ? stop.signal.reason : error;
        state.problem = cause instanceof Error ? cause.message : String(cause);
        if (!stop.signal.aborted && !isExpected(error)) {
          log(`probe: ${stackOf(error)}`);
        }
      })
      .finally(() => {
        state.running = false;
        emit(state);
      });
  };

  const openTrials = async (asked: ProbeTryRequest, signal: AbortSignal) => {
    const { id, version, model, budget } = parseRequest(probeTryRequestSchema, asked);
    const { state } = jobs.find(id);
    const { promptId, setId, proposals } = state;
    const extra = proposals.map(({ conversation }) => conversation);
    const resolved = resolveRef(store, requirePrompt(store, promptId), String(version));
    const session = await trials.open({ promptId, setId, model, budget, concurrency: CONCURRENCY, signal, extra });
    const calls = extra.reduce((sum, one) => sum + session.callsFor(resolved.text, one.id, 0, resolved.settings), 0);
    return { session, resolved, calls };
  };

  return {
    /** What asking takes at most; whatever is wrong with the request is thrown. */
    async plan(asked: ProbeRequest): Promise<ProbePlan> {
      const { proposer, question } = await prepare(asked, () => undefined);
      proposer.close();
      const { input, output, cost } = proposer.estimate(question);
      const calls = proposer.known(question) ? 0 : TRIES;
      return { model: proposer.name, calls, tokens: { input, output }, cost: cost === null ? null : cost * calls };
    },

    /** Begins to ask; resolves when it has begun. */
    async start(asked: ProbeRequest): Promise<ProbeState> {
      const moved = { tell: (): void => undefined };
      const { request, subject, proposer, question } = await prepare(asked, () => moved.tell());
      const { promptId, setId, round } = request;
      const state: ProbeState = {
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
        callsAtMost: proposer.known(question) ? 0 : TRIES,
        cached: 0,
        cost: 0,
      };
      const job: ProbeJob = { state, stop: new AbortController(), finished: Promise.resolve() };
      jobs.add(job);
      run(job, async (_, tell) => {
        moved.tell = () => {
          Object.assign(state, spentBy(proposer));
          tell();
        };
        try {
          const read = await proposer.ask(question, job.stop.signal);
          if ("answer" in read) throw new Problem("bad-input", unreadable(proposer, read.answer));
          const { checks, title } = subject;
          Object.assign(state, await sift(read, { store, setId, checks, from: title, count: request.count }));
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
    async planTry(asked: ProbeTryRequest): Promise<{ calls: number }> {
      const { session, calls } = await openTrials(asked, new AbortController().signal);
      session.close();
      return { calls };
    },

    /** Begins to replay each proposal once; begun again on the same version, it goes on. */
    async try(asked: ProbeTryRequest): Promise<ProbeState> {
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
          Object.assign(state, added(spent, session));
          tell();
        };
        const unlisten = session.onProgress(count);
        return tryProposals(store, session, resolved, state.proposals, count).finally(() => {
          unlisten();
          session.close();
          Object.assign(state, added(spent, session));
        });
      });
      return structuredClone(state);
    },
  };
}
export type Probes = ReturnType<typeof createProbes>;

/** What the world does to a search, and no mistake of ours. */
function isExpected(error: unknown): boolean {
  return [Problem, BudgetSpent, RunHalted, CallFailed].some((kind) => error instanceof kind);
}

function unreadable({ name }: Proposer, answer: string): string {
  return `${name} answered ${TRIES} times in another form than asked for: “${clip(answer, 120)}”. Ask again, or choose another model.`;
}

function spentBy({ spent: { calls, cached, cost, gaps } }: Proposer) {
  return { calls, cached, cost, gaps };
}

function added(before: Pick<ProbeState, "calls" | "cached" | "cost" | "gaps">, { spent }: TrialSession) {
  const { cost, gaps } = sumUsage({ ...before, tokens: { input: 0, output: 0 } }, spent);
  return { calls: before.calls + spent.calls, cached: before.cached + spent.cached, cost, gaps };
}
