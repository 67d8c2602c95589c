import { blameRequestSchema, type BlamePlan, type BlameRequest } from "../../../../shared/contract/analyses.ts";
import type { BlameState } from "../../../../shared/domain/analysis.ts";
import { errorMessageOf } from "../../../../shared/errors.ts";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import { requirePrompt } from "../../prompts/prompts.ts";
import { resolveRef } from "../../prompts/refs.ts";
import type { EventBus } from "../../events.ts";
import { createJobRunner, intervalForItems, tellProgress, workThroughItems, type Job } from "../../job-runner.ts";
import { sha256 } from "../../store/texts.ts";
import type { TrialSession } from "../trials/trial.ts";
import type { Trials } from "../trials/trials.ts";
import {
  toBlameHunk,
  unansweredBlame,
  createConversationBlamer,
  type BlameConversationOptions,
  prepareBlame,
  type PrepareBlameDependencies,
  type PreparedBlame,
} from "./blame-conversation.ts";
import { estimateReplays } from "../likelihood-ratio-test.ts";
import { parseRequest } from "../../parse-request.ts";

interface BlameDependencies extends PrepareBlameDependencies {
  trials: Trials;
  events: EventBus;
  log(line: string): void;
  /** Told of what was found, however it ended. */
  onEnd?(request: BlameRequest, candidate: string, found: BlameState): void;
}

/** `workers`: conversations processed at once; each asks one question after the other. */
type BlameWorkOptions = Pick<BlameConversationOptions, "random" | "rollsDice"> & { workers: number };
type BlameContext = { request: BlameRequest; candidate: string };
type BlamePair = Pick<BlameRequest, "promptId" | "setId" | "baseline" | "candidate">;

/** Finds which hunks of an edit changed conversations; knows those that this process has begun. */
export function createBlames(dependencies: BlameDependencies) {
  const { store, trials, events, log, onEnd } = dependencies;
  const jobs = createJobRunner<BlameState, BlameContext, BlameState>({
    name: "blame",
    log,
    show: ({ state }) => structuredClone(state),
    tell: tellProgress(events, "blame", ({ conversations }) => conversations.length),
    intervalMs: ({ conversations }) => intervalForItems(conversations.length),
    busy: "This is being found out already. Stop it first to begin again.",
    failed({ state }, error) {
      state.problem = errorMessageOf(error);
    },
    ended: ({ state, context }) => onEnd?.(context.request, context.candidate, structuredClone(state)),
  });

  const prepare = async (asked: BlameRequest, signal: AbortSignal) => {
    const request = parseRequest(blameRequestSchema, asked);
    const prepared = prepareBlame(dependencies, request);
    const session = await trials.open({ ...request, signal });
    const random = session.isRandom(prepared.baseline.settings) || session.isRandom(prepared.candidate.settings);
    try {
      return { request, prepared, session, random, ...(await estimateCalls(session, prepared, random)) };
    } catch (error) {
      session.close();
      throw error;
    }
  };

  const keyOf = ({ promptId, setId, baseline, candidate }: BlamePair): string =>
    JSON.stringify([promptId, setId, baseline, candidate]);

  const work = async (
    job: Job<BlameState, BlameContext>,
    session: TrialSession,
    prepared: PreparedBlame,
    { workers, ...terms }: BlameWorkOptions,
  ): Promise<void> => {
    const { state, signal } = job;
    const reportProgress = (): void => {
      copySpent(state, session);
      job.report();
    };
    const unlisten = session.onProgress(reportProgress);
    const one = createConversationBlamer({ ...prepared, store, session, setId: state.setId, ...terms, log });
    const ids = prepared.conversationIds;
    await workThroughItems(ids, {
      signal,
      workers,
      firstAlone: true,
      async work(id) {
        const answer = await one.blame(id, signal);
        state.conversations.push(answer);
        reportProgress();
        if (answer.answer !== "failed" && answer.answer !== "stopped") return { end: "done" };
        return { end: answer.answer, reason: answer.detail };
      },
      onHalt(reason) {
        state.problem = reason;
      },
      skip(id, reason) {
        state.conversations.push(unansweredBlame({ id, title: one.titleOf(id), calls: 0 }, "stopped", reason));
      },
    }).finally(unlisten);
    const order = new Map(ids.map((id, at) => [id, at]));
    state.conversations.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
    copySpent(state, session);
  };

  return {
    /** What it would take at most; whatever is wrong with the request is thrown. */
    async plan(asked: BlameRequest): Promise<BlamePlan> {
      const { prepared, session, random, calls, likelyCalls } = await prepare(asked, new AbortController().signal);
      session.close();
      const { edit, conversationIds } = prepared;
      return { hunks: edit.hunks.length, conversations: conversationIds, calls, likelyCalls, random };
    },

    /** Begins; resolves when it has begun. */
    async start(asked: BlameRequest): Promise<BlameState> {
      return jobs.start({
        key: keyOf(asked),
        prepare: (signal) => prepare(asked, signal),
        release: ({ session }) => session.close(),
        begin(id, { request, prepared, session, random, calls }) {
          const { baseline, candidate, edit, conversationIds } = prepared;
          // A provider does not say whether it is random, a scripted model does.
          const rollsDice = random && request.model.provider === "scripted";
          return {
            state: {
              id,
              setId: request.setId,
              running: true,
              problem: null,
              baselineSha256: sha256(baseline.text).toString("hex"),
              candidateSha256: sha256(candidate.text).toString("hex"),
              hunks: edit.hunks.map(toBlameHunk),
              total: conversationIds.length,
              conversations: [],
              calls: 0,
              callsAtMost: calls,
              cost: 0,
            },
            context: { request, candidate: candidate.text },
            work: (job) => work(job, session, prepared, { random, rollsDice, workers: request.concurrency }),
          };
        },
      });
    },

    /** The newest of two versions, as long as their texts are what they were; null where there is none. */
    latest(pair: BlamePair): BlameState | null {
      const job = jobs.latest(keyOf(pair));
      if (!job) return null;
      const prompt = requirePrompt(store, pair.promptId);
      const hashOf = (ref: number | "draft"): string =>
        sha256(resolveRef(store, prompt, String(ref)).text).toString("hex");
      const { baselineSha256, candidateSha256 } = job.state;
      const same = hashOf(pair.baseline) === baselineSha256 && hashOf(pair.candidate) === candidateSha256;
      return same ? structuredClone(job.state) : null;
    },

    stop: jobs.stop,
    settled: jobs.settled,
    close: jobs.close,
  };
}
export type Blames = ReturnType<typeof createBlames>;

function copySpent(state: BlameState, { spent: { calls, cost, gaps } }: TrialSession): void {
  Object.assign(state, { calls, cost, gaps });
}

/** Replies of both ends that are there already are not counted; those of texts between hardly ever are. */
async function estimateCalls(
  session: TrialSession,
  { edit, baseline, candidate, conversationIds }: PreparedBlame,
  random: boolean,
) {
  const replays = estimateReplays(edit.hunks.length, random);
  const sum = { calls: 0, likelyCalls: 0 };
  for (const id of edit.hunks.length === 0 ? [] : conversationIds) {
    const turns = session.turnsOf(id);
    const ends = [baseline, candidate].reduce(
      (missing, { text, settings }) => missing + session.callsFor(text, id, 0, settings),
      0,
    );
    sum.calls += (replays.most - 2) * turns + ends;
    sum.likelyCalls += (replays.likely - 2) * turns + ends;
    await yieldToEventLoop();
  }
  return sum;
}
