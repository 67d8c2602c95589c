import { blameRequestSchema, type BlamePlan, type BlameRequest } from "../../../../shared/contract/blame.ts";
import type { BlameState } from "../../../../shared/domain/blame.ts";
import { messageOf, stackOf } from "../../../../shared/message-of.ts";
import { Problem } from "../../../../shared/problem.ts";
import { setImmediate as breathe } from "node:timers/promises";
import { requirePrompt } from "../../prompts/prompts.ts";
import { resolveRef } from "../../prompts/refs.ts";
import type { Events } from "../../events.ts";
import { createJobs, type Job } from "../jobs.ts";
import { sha256 } from "../../store/texts.ts";
import type { TrialSession } from "../trials/trial.ts";
import type { Trials } from "../trials/trials.ts";
import { toldHunk, unanswered } from "./answers.ts";
import { createCaseBlame, type CaseTerms } from "./case-blame.ts";
import { replaysFor } from "./limits.ts";
import { prepareBlame, type PrepareDependencies, type Prepared } from "./prepare.ts";
import { parseRequest } from "../../parse-request.ts";

export interface BlameDependencies extends PrepareDependencies {
  trials: Trials;
  events: Events;
  log(line: string): void;
  /** Told of what was found, however it ended. */
  onEnd?(request: BlameRequest, candidate: string, found: BlameState): void;
}

interface BlameJob extends Job {
  state: BlameState;
  pair: string;
}

/** `lanes`: conversations under way at once; each asks one question after the other. */
type WorkTerms = Pick<CaseTerms, "random" | "rollsDice"> & { lanes: number };
type Pair = Pick<BlameRequest, "promptId" | "setId" | "baseline" | "candidate">;

const TELL_EVERY_MS = 100;
/** Whoever is told asks for all of them again. */
const TELL_EVERY_MS_A_CONVERSATION = 0.2;
/** So many conversations in a row that failed mean that nobody is there. */
const GIVE_UP_AFTER = 3;

/** Finds which hunks of an edit changed conversations; knows those that this process has begun. */
export function createBlames(dependencies: BlameDependencies) {
  const { store, trials, events, log, onEnd } = dependencies;
  const jobs = createJobs(({ state }: BlameJob): BlameState => structuredClone(state));

  const prepare = async (asked: BlameRequest, signal: AbortSignal) => {
    const request = parseRequest(blameRequestSchema, asked);
    const prepared = prepareBlame(dependencies, request);
    const session = await trials.open({ ...request, signal });
    const random = session.isRandom(prepared.baseline.settings) || session.isRandom(prepared.candidate.settings);
    try {
      return { request, prepared, session, random, ...(await planOf(session, prepared, random)) };
    } catch (error) {
      session.close();
      throw error;
    }
  };

  const keyOf = ({ promptId, setId, baseline, candidate }: Pair): string =>
    JSON.stringify([promptId, setId, baseline, candidate]);

  const isRunning = (pair: string): boolean => jobs.newest((job) => job.pair === pair && job.state.running) !== null;

  const refuseRunning = (pair: string): void => {
    if (isRunning(pair)) throw new Problem("busy", "This is being found out already. Stop it first to begin again.");
  };

  const work = async (job: BlameJob, session: TrialSession, prepared: Prepared, terms: WorkTerms): Promise<void> => {
    const { state, stop } = job;
    let toldAt = 0;
    const tell = (): void => {
      const { calls, cost, gaps } = session.spent;
      Object.assign(state, { calls, cost, gaps });
      const pause = Math.max(TELL_EVERY_MS, TELL_EVERY_MS_A_CONVERSATION * state.conversations.length);
      if (state.running && Date.now() - toldAt < pause) return;
      toldAt = Date.now();
      const { id, running, conversations } = state;
      events.emit({ type: "insight", insight: { kind: "blame", id, running, steps: conversations.length, calls } });
    };
    const unlisten = session.onProgress(tell);
    const one = createCaseBlame({ ...prepared, store, session, setId: state.setId, ...terms, log });
    const ids = prepared.conversationIds;
    let next = 0;
    let failures = 0;
    const lane = async (): Promise<void> => {
      for (let id = ids[next++]; id !== undefined; id = ids[next++]) {
        const halted = state.problem ?? (stop.signal.aborted ? "Stopped by a person." : null);
        const title = one.titleOf(id);
        const answer =
          halted === null ? await one.blame(id, stop.signal) : unanswered({ id, title, calls: 0 }, "stopped", halted);
        state.conversations.push(answer);
        failures = answer.answer === "failed" ? failures + 1 : 0;
        if (answer.answer === "stopped") state.problem ??= answer.detail;
        if (failures >= GIVE_UP_AFTER) state.problem ??= `Given up after ${failures} failures: ${answer.detail}`;
        tell();
        // The rest begins with what the first one taught.
        await breathe();
        if (!opened) return;
      }
    };
    let opened = false;
    await lane();
    opened = true;
    await Promise.all(Array.from({ length: terms.lanes }, lane));
    const order = new Map(ids.map((id, at) => [id, at]));
    state.conversations.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
    unlisten();
    session.close();
    state.running = false;
    tell();
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
        hunks: edit.hunks.map(toldHunk),
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
      const terms = { random, rollsDice, lanes: request.concurrency };
      const ended = (): void => onEnd?.(request, candidate.text, structuredClone(state));
      job.finished = work(job, session, prepared, terms).then(ended, (error: unknown) => {
        log(`blame: ${stackOf(error)}`);
        Object.assign(state, { running: false, problem: messageOf(error) });
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
    of(pair: Pair): BlameState | null {
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
async function planOf(
  session: TrialSession,
  { edit, baseline, candidate, conversationIds }: Prepared,
  random: boolean,
) {
  const replays = replaysFor(edit.hunks.length, random);
  const sum = { calls: 0, likelyCalls: 0 };
  for (const id of edit.hunks.length === 0 ? [] : conversationIds) {
    const turns = session.turnsOf(id);
    const ends = [baseline, candidate].reduce(
      (missing, { text, settings }) => missing + session.callsFor(text, id, 0, settings),
      0,
    );
    sum.calls += (replays.most - 2) * turns + ends;
    sum.likelyCalls += (replays.likely - 2) * turns + ends;
    await breathe();
  }
  return sum;
}
