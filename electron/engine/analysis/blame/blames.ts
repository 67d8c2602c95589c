import { blameRequestSchema, type BlamePlan, type BlameRequest } from "../../../../shared/contract/analyses.ts";
import type { BlameState } from "../../../../shared/domain/analysis.ts";
import { errorMessageOf, errorStackOf } from "../../../../shared/errors.ts";
import { Problem } from "../../../../shared/problem.ts";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import { requirePrompt } from "../../prompts/prompts.ts";
import { resolveRef } from "../../prompts/refs.ts";
import type { EventBus } from "../../events.ts";
import { createJobRegistry, type Job } from "../jobs.ts";
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

export interface BlameDependencies extends PrepareBlameDependencies {
  trials: Trials;
  events: EventBus;
  log(line: string): void;
  /** Told of what was found, however it ended. */
  onEnd?(request: BlameRequest, candidate: string, found: BlameState): void;
}

interface BlameJob extends Job {
  state: BlameState;
  pair: string;
}

/** `workers`: conversations processed at once; each asks one question after the other. */
type BlameWorkOptions = Pick<BlameConversationOptions, "random" | "rollsDice"> & { workers: number };
type BlamePair = Pick<BlameRequest, "promptId" | "setId" | "baseline" | "candidate">;

const PROGRESS_INTERVAL_MS = 100;
/** A window reads all conversations again after each report. */
const PROGRESS_INTERVAL_MS_PER_CONVERSATION = 0.2;
/** So many conversations in a row that failed mean that nobody is there. */
const MAX_FAILURES_IN_A_ROW = 3;

/** Finds which hunks of an edit changed conversations; knows those that this process has begun. */
export function createBlames(dependencies: BlameDependencies) {
  const { store, trials, events, log, onEnd } = dependencies;
  const jobs = createJobRegistry(({ state }: BlameJob): BlameState => structuredClone(state));

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

  const isRunning = (pair: string): boolean => jobs.newest((job) => job.pair === pair && job.state.running) !== null;

  const refuseRunning = (pair: string): void => {
    if (isRunning(pair)) throw new Problem("busy", "This is being found out already. Stop it first to begin again.");
  };

  const work = async (
    job: BlameJob,
    session: TrialSession,
    prepared: PreparedBlame,
    terms: BlameWorkOptions,
  ): Promise<void> => {
    const { state, stop } = job;
    let toldAt = 0;
    const reportProgress = (): void => {
      const { calls, cost, gaps } = session.spent;
      Object.assign(state, { calls, cost, gaps });
      const pause = Math.max(PROGRESS_INTERVAL_MS, PROGRESS_INTERVAL_MS_PER_CONVERSATION * state.conversations.length);
      if (state.running && Date.now() - toldAt < pause) return;
      toldAt = Date.now();
      const { id, running, conversations } = state;
      events.emit({ type: "insight", insight: { kind: "blame", id, running, steps: conversations.length, calls } });
    };
    const unlisten = session.onProgress(reportProgress);
    const one = createConversationBlamer({ ...prepared, store, session, setId: state.setId, ...terms, log });
    const ids = prepared.conversationIds;
    let next = 0;
    let failures = 0;
    const worker = async (): Promise<void> => {
      for (let id = ids[next++]; id !== undefined; id = ids[next++]) {
        const stopReason = state.problem ?? (stop.signal.aborted ? "Stopped by a person." : null);
        const title = one.titleOf(id);
        const answer =
          stopReason === null
            ? await one.blame(id, stop.signal)
            : unansweredBlame({ id, title, calls: 0 }, "stopped", stopReason);
        state.conversations.push(answer);
        failures = answer.answer === "failed" ? failures + 1 : 0;
        if (answer.answer === "stopped") state.problem ??= answer.detail;
        if (failures >= MAX_FAILURES_IN_A_ROW)
          state.problem ??= `Given up after ${failures} failures: ${answer.detail}`;
        reportProgress();
        // The rest begins with what the first one taught.
        await yieldToEventLoop();
        if (!opened) return;
      }
    };
    let opened = false;
    await worker();
    opened = true;
    await Promise.all(Array.from({ length: terms.workers }, worker));
    const order = new Map(ids.map((id, at) => [id, at]));
    state.conversations.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
    unlisten();
    session.close();
    state.running = false;
    reportProgress();
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
      const pair = keyOf(asked);
      refuseRunning(pair);
      const stop = new AbortController();
      const { request, prepared, session, random, calls } = await prepare(asked, stop.signal);
      // Somebody else may have begun while the model was opened.
      if (isRunning(pair)) session.close();
      refuseRunning(pair);
      const { baseline, candidate, edit, conversationIds } = prepared;
      const state: BlameState = {
        id: jobs.nextId(),
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
      };
      const job: BlameJob = { state, pair, stop, finished: Promise.resolve() };
      jobs.add(job);
      // A provider does not say whether it is random, a scripted model does.
      const rollsDice = random && request.model.provider === "scripted";
      const terms = { random, rollsDice, workers: request.concurrency };
      const ended = (): void => onEnd?.(request, candidate.text, structuredClone(state));
      job.finished = work(job, session, prepared, terms).then(ended, (error: unknown) => {
        log(`blame: ${errorStackOf(error)}`);
        Object.assign(state, { running: false, problem: errorMessageOf(error) });
        events.emit({
          type: "insight",
          insight: {
            kind: "blame",
            id: state.id,
            running: false,
            steps: state.conversations.length,
            calls: state.calls,
          },
        });
      });
      return structuredClone(state);
    },

    /** The newest of two versions, as long as their texts are what they were; null where there is none. */
    of(pair: BlamePair): BlameState | null {
      const key = keyOf(pair);
      const job = jobs.newest((one) => one.pair === key);
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
