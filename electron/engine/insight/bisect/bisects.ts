import { bisectRequestSchema, type BisectPlan, type BisectRequest } from "../../../../shared/contract/bisect.ts";
import type { Bisect, BisectCase } from "../../../../shared/domain/bisect.ts";
import { messageOf, stackOf } from "../../../../shared/message-of.ts";
import type { Events } from "../../events.ts";
import { createJobs, type Job } from "../jobs.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import type { Store } from "../../store/store.ts";
import type { TrialSession } from "../trials/trial.ts";
import type { Trials } from "../trials/trials.ts";
import { cutAnswer } from "./answers.ts";
import { readPath, type PathStop, type VersionPath } from "./path.ts";
import type { Noise } from "./rates.ts";
import { mostSamples } from "./search.ts";
import { newCase, searchCase } from "./search-case.ts";
import { parseRequest } from "../../parse-request.ts";

export interface BisectDependencies {
  store: Store;
  trials: Trials;
  events: Events;
  log(line: string): void;
}

interface BisectJob extends Job {
  state: Bisect;
}

const TELL_EVERY_MS = 100;

/** Searches for the version that broke conversations; knows those that this process has begun. */
export function createBisects({ store, trials, events, log }: BisectDependencies) {
  const jobs = createJobs(({ state }: BisectJob): Bisect => structuredClone(state));

  const prepare = async (asked: BisectRequest, signal: AbortSignal) => {
    const request = parseRequest(bisectRequestSchema, asked);
    const path = readPath(store, requirePrompt(store, request.promptId), request.good, request.bad);
    const session = await trials.open({ ...request, concurrency: 1, signal });
    try {
      const noise = noiseOf(session, request.model.provider, path.stops);
      // Known here, so that a conversation that is not in the set is a problem before anything is asked.
      const calls = request.conversationIds.map((id) => callsAtMost(session, path, noise, id));
      return { request, path, session, noise, calls: calls.reduce((into, one) => into + one, 0) };
    } catch (error) {
      session.close();
      throw error;
    }
  };

  const lengthOf = (textId: number): number => store.texts.get(textId).length;

  const work = async (job: BisectJob, session: TrialSession, stops: PathStop[], noise: Noise): Promise<void> => {
    const { state, stop } = job;
    let toldAt = 0;
    const tell = (): void => {
      const { calls } = session.spent;
      Object.assign(state, session.spent);
      if (state.running && Date.now() - toldAt < TELL_EVERY_MS) return;
      toldAt = Date.now();
      const steps = state.cases.reduce((into, one) => into + one.steps.length, 0);
      events.emit({ type: "insight", insight: { kind: "bisect", id: state.id, running: state.running, steps, calls } });
    };
    let halted: BisectCase | null = null;
    for (const one of state.cases) {
      const end = halted?.result?.end;
      if (end === "budget" || end === "failed" || end === "stopped") {
        one.result = cutAnswer(end, `Not begun. ${halted?.result?.reason ?? ""}`, null, stops);
        continue;
      }
      try {
        await searchCase(one, { session, stops, noise, lengthOf, onStep: tell }, stop.signal);
      } catch (error) {
        log(`bisect of ${one.conversationId}: ${stackOf(error)}`);
        one.result = cutAnswer("failed", messageOf(error), null, stops);
      }
      halted = one;
    }
    session.close();
    state.running = false;
    tell();
  };

  return {
    /** What a search would take at most; whatever is wrong with the request is thrown. */
    async plan(asked: BisectRequest): Promise<BisectPlan> {
      const { path, session, noise, calls } = await prepare(asked, new AbortController().signal);
      session.close();
      return { path: path.stops.map(withoutText), note: path.note, calls, noisy: noise !== "none" };
    },

    /** Begins a search; resolves when it has begun. */
    async start(asked: BisectRequest): Promise<Bisect> {
      const stop = new AbortController();
      const { request, path, session, noise, calls } = await prepare(asked, stop.signal);
      const state: Bisect = {
        id: jobs.nextId(),
        running: true,
        path: path.stops.map(withoutText),
        note: path.note,
        cases: request.conversationIds.map((id) => newCase(id, path.stops)),
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

function withoutText({ text: _, ...stop }: PathStop) {
  return stop;
}

/** A scripted model that never rolls dice is taken at its word; a provider's temperature of 0 nearly so. */
function noiseOf(session: TrialSession, provider: string, stops: readonly PathStop[]): Noise {
  if (stops.some(({ settings }) => session.isRandom(settings))) return "much";
  return provider === "scripted" ? "none" : "little";
}

function callsAtMost(session: TrialSession, { stops }: VersionPath, noise: Noise, conversationId: string): number {
  const turns = session.turnsOf(conversationId);
  return stops.length < 2 ? 0 : mostSamples(stops.length, noise) * turns;
}
