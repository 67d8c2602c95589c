import { areLongEnoughToCompare } from "../../statistics/reply-groups.ts";
import { bisectRequestSchema, type BisectPlan, type BisectRequest } from "../../../../shared/contract/analyses.ts";
import type { Bisect } from "../../../../shared/domain/analysis.ts";
import { errorMessageOf, errorStackOf } from "../../../../shared/errors.ts";
import type { EventBus } from "../../events.ts";
import { createJobRunner, tellProgress, workThroughItems, type Job } from "../../job-runner.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import type { Store } from "../../store/store.ts";
import type { TrialSession } from "../trials/trial.ts";
import type { Trials } from "../trials/trials.ts";
import { interruptedResult, newBisectCase, bisectConversation } from "./bisect-conversation.ts";
import { readVersionPath, type PathVersion, type VersionPath } from "./version-path.ts";
import { type ModelNoise, maxBisectSamples } from "./search-culprit.ts";
import { parseRequest } from "../../parse-request.ts";

interface BisectDependencies {
  store: Store;
  trials: Trials;
  events: EventBus;
  log(line: string): void;
}

/** Searches for the version that broke conversations; knows those that this process has begun. */
export function createBisects({ store, trials, events, log }: BisectDependencies) {
  const jobs = createJobRunner<Bisect, PathVersion[], Bisect>({
    name: "bisect",
    log,
    show: ({ state }) => structuredClone(state),
    tell: tellProgress(events, "bisect", ({ cases }) => cases.reduce((into, one) => into + one.steps.length, 0)),
    busy: null,
    failed({ state, context: stops }, error) {
      for (const one of state.cases) one.result ??= interruptedResult("failed", errorMessageOf(error), null, stops);
    },
  });

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

  const areLongEnough = (textIds: readonly number[]): boolean =>
    areLongEnoughToCompare(textIds.map((id) => store.texts.get(id)));

  const work = async (job: Job<Bisect, PathVersion[]>, session: TrialSession, noise: ModelNoise): Promise<void> => {
    const { state, context: stops, signal } = job;
    const onStep = (): void => {
      Object.assign(state, session.spent);
      job.report();
    };
    let haltedBy: "budget" | "failed" | "stopped" = "stopped";
    await workThroughItems(state.cases, {
      signal,
      workers: 1,
      async work(one) {
        try {
          await bisectConversation(one, { session, stops, noise, areLongEnough, onStep }, signal);
        } catch (error) {
          log(`bisect of ${one.conversationId}: ${errorStackOf(error)}`);
          one.result = interruptedResult("failed", errorMessageOf(error), null, stops);
        }
        const { end, reason } = one.result ?? {};
        if (end !== "budget" && end !== "failed" && end !== "stopped") return { end: "done" };
        haltedBy = end;
        return { end: "stopped", reason: reason ?? "" };
      },
      skip(one, reason) {
        one.result = interruptedResult(haltedBy, `Not begun. ${reason}`, null, stops);
      },
    });
    Object.assign(state, session.spent);
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
      return jobs.start({
        key: null,
        prepare: (signal) => prepare(asked, signal),
        release: ({ session }) => session.close(),
        begin: (id, { request, path, session, noise, calls }) => ({
          state: {
            id,
            running: true,
            path: path.stops.map(toBisectStop),
            note: path.note,
            cases: request.conversationIds.map((each) => newBisectCase(each, path.stops)),
            callsAtMost: calls,
            ...session.spent,
          },
          context: path.stops,
          work: (job) => work(job, session, noise),
        }),
      });
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
