import { bisectRequestSchema, type BisectPlan, type BisectRequest } from "../../../../shared/contract/analyses.ts";
import type { Bisect, BisectedConversation } from "../../../../shared/domain/analysis.ts";
import { errorMessageOf, errorStackOf } from "../../../../shared/errors.ts";
import type { EventBus } from "../../events.ts";
import { createJobRegistry, type Job } from "../jobs.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import type { Store } from "../../store/store.ts";
import type { TrialSession } from "../trials/trial.ts";
import type { Trials } from "../trials/trials.ts";
import { interruptedResult, newBisectCase, bisectConversation } from "./bisect-conversation.ts";
import { readVersionPath, type PathVersion, type VersionPath } from "./version-path.ts";
import { type ModelNoise, maxBisectSamples } from "./search-culprit.ts";
import { parseRequest } from "../../parse-request.ts";

export interface BisectDependencies {
  store: Store;
  trials: Trials;
  events: EventBus;
  log(line: string): void;
}

interface BisectJob extends Job {
  state: Bisect;
}

const PROGRESS_INTERVAL_MS = 100;

/** Searches for the version that broke conversations; knows those that this process has begun. */
export function createBisects({ store, trials, events, log }: BisectDependencies) {
  const jobs = createJobRegistry(({ state }: BisectJob): Bisect => structuredClone(state));

  const prepare = async (asked: BisectRequest, signal: AbortSignal) => {
    const request = parseRequest(bisectRequestSchema, asked);
    const path = readVersionPath(store, requirePrompt(store, request.promptId), request.good, request.bad);
    const session = await trials.open({ ...request, concurrency: 1, signal });
    try {
      const noise = noiseOf(session, request.model.provider, path.stops);
      // Known here, so that a conversation that is not in the set is a problem before anything is asked.
      const calls = request.conversationIds.map((id) => maxCalls(session, path, noise, id));
      return { request, path, session, noise, calls: calls.reduce((into, one) => into + one, 0) };
    } catch (error) {
      session.close();
      throw error;
    }
  };

  const lengthOf = (textId: number): number => store.texts.get(textId).length;

  const work = async (
    job: BisectJob,
    session: TrialSession,
    stops: PathVersion[],
    noise: ModelNoise,
  ): Promise<void> => {
    const { state, stop } = job;
    let toldAt = 0;
    const reportProgress = (): void => {
      const { calls } = session.spent;
      Object.assign(state, session.spent);
      if (state.running && Date.now() - toldAt < PROGRESS_INTERVAL_MS) return;
      toldAt = Date.now();
      const steps = state.cases.reduce((into, one) => into + one.steps.length, 0);
      events.emit({ type: "insight", insight: { kind: "bisect", id: state.id, running: state.running, steps, calls } });
    };
    let stoppedCase: BisectedConversation | null = null;
    for (const one of state.cases) {
      const end = stoppedCase?.result?.end;
      if (end === "budget" || end === "failed" || end === "stopped") {
        one.result = interruptedResult(end, `Not begun. ${stoppedCase?.result?.reason ?? ""}`, null, stops);
        continue;
      }
      try {
        await bisectConversation(one, { session, stops, noise, lengthOf, onStep: reportProgress }, stop.signal);
      } catch (error) {
        log(`bisect of ${one.conversationId}: ${errorStackOf(error)}`);
        one.result = interruptedResult("failed", errorMessageOf(error), null, stops);
      }
      stoppedCase = one;
    }
    session.close();
    state.running = false;
    reportProgress();
  };

  return {
    /** What a search would take at most; whatever is wrong with the request is thrown. */
    async plan(asked: BisectRequest): Promise<BisectPlan> {
      const { path, session, noise, calls } = await prepare(asked, new AbortController().signal);
      session.close();
      return { path: path.stops.map(toBisectStop), note: path.note, calls, noisy: noise !== "none" };
    },

    /** Begins a search; resolves when it has begun. */
    async start(asked: BisectRequest): Promise<Bisect> {
      const stop = new AbortController();
      const { request, path, session, noise, calls } = await prepare(asked, stop.signal);
      const state: Bisect = {
        id: jobs.nextId(),
        running: true,
        path: path.stops.map(toBisectStop),
        note: path.note,
        cases: request.conversationIds.map((id) => newBisectCase(id, path.stops)),
        callsAtMost: calls,
        ...session.spent,
      };
      const job: BisectJob = { state, stop, finished: Promise.resolve() };
      jobs.add(job);
      job.finished = work(job, session, path.stops, noise);
      return structuredClone(state);
    },

    get: jobs.get,
    stop: jobs.stop,
    settled: jobs.settled,
    close: jobs.close,
  };
}
export type Bisects = ReturnType<typeof createBisects>;

function toBisectStop({ text: _, ...stop }: PathVersion) {
  return stop;
}

/** A scripted model without chance is trusted to be deterministic; a provider's temperature of 0 nearly so. */
function noiseOf(session: TrialSession, provider: string, stops: readonly PathVersion[]): ModelNoise {
  if (stops.some(({ settings }) => session.isRandom(settings))) return "much";
  return provider === "scripted" ? "none" : "little";
}

function maxCalls(session: TrialSession, { stops }: VersionPath, noise: ModelNoise, conversationId: string): number {
  const turns = session.turnsOf(conversationId);
  return stops.length < 2 ? 0 : maxBisectSamples(stops.length, noise) * turns;
}
