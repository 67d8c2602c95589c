import { setImmediate as breathe } from "node:timers/promises";
import {
  mergeCheckRequestSchema,
  type MergeCheckRequest,
  type MergeCommit,
  type MergePlan,
} from "../../../../shared/contract/merge.ts";
import type { MergeCheck, MergePreview, MergeReplies } from "../../../../shared/domain/merge.ts";
import type { Version } from "../../../../shared/domain/prompt.ts";
import { messageOf, stackOf } from "../../../../shared/message-of.ts";
import { Problem } from "../../../../shared/problem.ts";
import type { Events } from "../../events.ts";
import type { Store } from "../../store/store.ts";
import { sha256 } from "../../store/texts.ts";
import { createJobs, type Job } from "../jobs.ts";
import type { Trials } from "../trials/trials.ts";
import type { Behaviour } from "./behave.ts";
import { createCaseMerge, unanswered } from "./case-merge.ts";
import { commitMerge, readyMerge } from "./commit-merge.ts";
import { prepareCheck, type PreparedCheck } from "./prepare-check.ts";
import { previewMerge } from "./preview.ts";
import type { BranchPair } from "./read-merge.ts";
import { repliesOf } from "./replies.ts";
import { addTo, inOrder, noCounts } from "./tally-up.ts";
import { parseRequest } from "../../parse-request.ts";

export interface MergeDependencies {
  store: Store;
  trials: Trials;
  events: Events;
  log(line: string): void;
}

interface MergeJob extends Job {
  state: MergeCheck;
  request: MergeCheckRequest;
  sides: PreparedCheck["sides"];
  /** By conversation, of those that are worth a look. */
  shown: Map<string, Behaviour["shown"]>;
}

const TELL_EVERY_MS = 100;
/** Whoever is told asks for all of them again. */
const TELL_EVERY_MS_A_CONVERSATION = 0.2;
/** So many conversations in a row that failed mean that nobody is there. */
const GIVE_UP_AFTER = 3;
/** Of what passes and fails alike with all three, the first sample says as much as any. */
const FIRST: Behaviour["shown"] = { base: null, ours: 0, theirs: 0, merged: 0 };

/** Merges branches, and checks what a merged text does; knows the checks that this process has begun. */
export function createMerges({ store, trials, events, log }: MergeDependencies) {
  const jobs = createJobs(show);

  const newestOf = (pair: BranchPair & { setId: string }): MergeJob | null =>
    jobs.newest(
      ({ state }) =>
        state.promptId === pair.promptId &&
        state.setId === pair.setId &&
        state.ours === pair.ours &&
        state.theirs === pair.theirs,
    );

  const refuseRunning = (request: MergeCheckRequest): void => {
    if (newestOf(request)?.state.running)
      throw new Problem("busy", "This merge is being checked already. Stop that first to begin again.");
  };

  const tell = ({ state }: MergeJob): void => {
    const { id, running, done, calls } = state;
    events.emit({ type: "insight", insight: { kind: "merge", id, running, steps: done, calls } });
  };

  const work = async (job: MergeJob, prepared: PreparedCheck, lanes: number): Promise<void> => {
    const { state, stop, request } = job;
    const { session, cases, plan } = prepared;
    let toldAt = 0;
    const progress = (): void => {
      const { calls, cost, gaps } = session.spent;
      Object.assign(state, { calls, cost, gaps });
      const pause = Math.max(TELL_EVERY_MS, TELL_EVERY_MS_A_CONVERSATION * state.conversations.length);
      if (Date.now() - toldAt < pause) return;
      toldAt = Date.now();
      tell(job);
    };
    const unlisten = session.onProgress(progress);
    // A provider does not say whether it is random, a scripted model does.
    const rollsDice = plan.random && request.model.provider === "scripted";
    const check = createCaseMerge({ ...prepared, store, random: plan.random, rollsDice, signal: stop.signal, log });
    let [next, failures] = [0, 0];
    const lane = async (): Promise<void> => {
      for (let one = cases[next++]; one !== undefined; one = cases[next++]) {
        const halted = state.problem ?? (stop.signal.aborted ? "Stopped by a person. What was learnt is kept." : null);
        if (halted !== null) {
          addTo(state, unanswered({ ...one, calls: 0 }, "stopped", halted));
          continue;
        }
        const { told, shown } = await check(one);
        addTo(state, told);
        const { finding, detail } = told;
        if (finding !== "asParents") job.shown.set(told.id, shown);
        failures = finding === "failed" ? failures + 1 : 0;
        if (finding === "stopped") state.problem ??= detail;
        if (failures >= GIVE_UP_AFTER) state.problem ??= `Given up after ${failures} failures: ${detail}`;
        progress();
        await breathe();
      }
    };
    await Promise.all(Array.from({ length: plan.alike === null ? lanes : 0 }, lane));
    unlisten();
    session.close();
    const { calls, cost, gaps } = session.spent;
    Object.assign(state, { calls, cost, gaps, running: false });
    tell(job);
  };

  return {
    preview: (pair: BranchPair): MergePreview => previewMerge(store, pair),

    /** What the check of a merged text would take at most; whatever is wrong with the request is thrown. */
    async plan(request: MergeCheckRequest): Promise<MergePlan> {
      const { plan, session } = await prepareCheck({ store, trials }, request, new AbortController().signal);
      session.close();
      return plan;
    },

    /** Begins; resolves when it has begun. A text that is a parent's word for word is not replayed at all. */
    async start(request: MergeCheckRequest): Promise<MergeCheck> {
      refuseRunning(request);
      const stop = new AbortController();
      const prepared = await prepareCheck({ store, trials }, request, stop.signal);
      // Somebody else may have begun while the model was opened.
      if (newestOf(request)?.state.running) prepared.session.close();
      refuseRunning(request);
      const { concurrency } = parseRequest(mergeCheckRequestSchema, request);
      const job: MergeJob = {
        state: begun(jobs.nextId(), request, prepared),
        request,
        sides: prepared.sides,
        shown: new Map(),
        stop,
        finished: Promise.resolve(),
      };
      jobs.add(job);
      job.finished = work(job, prepared, concurrency).catch((error: unknown) => {
        log(`merge: ${stackOf(error)}`);
        Object.assign(job.state, { running: false, problem: messageOf(error) });
        tell(job);
      });
      return show(job);
    },

    get: jobs.get,
    stop: jobs.stop,
    settled: jobs.settled,
    close: jobs.close,

    /** The newest check of two branches that this process has begun, of whatever text; null where there is none. */
    newest(pair: BranchPair & { setId: string }): MergeCheck | null {
      const job = newestOf(pair);
      return job ? show(job) : null;
    },

    /** The replies of one conversation side by side. Asks nothing. */
    async replies(id: string, conversationId: string): Promise<MergeReplies> {
      const { sides, shown, request } = jobs.find(id);
      const { promptId, setId, model } = request;
      const terms = { promptId, setId, model, budget: null, concurrency: 1 };
      const session = await trials.open({ ...terms, signal: new AbortController().signal });
      try {
        return repliesOf({ store, setId, sides, session }, conversationId, shown.get(conversationId) ?? FIRST);
      } finally {
        session.close();
      }
    },

    /** Throws what `commit` would; changes nothing. */
    refuse: (request: MergeCommit): void => void readyMerge(store, request),

    commit: (request: MergeCommit): Version => commitMerge(store, request),
  };
}
export type Merges = ReturnType<typeof createMerges>;

function show({ state }: MergeJob): MergeCheck {
  return structuredClone({ ...state, conversations: inOrder(state.conversations) });
}

function begun(id: string, request: MergeCheckRequest, { parts, sides, plan }: PreparedCheck): MergeCheck {
  const { base, ours, theirs } = parts;
  return {
    id,
    promptId: request.promptId,
    setId: request.setId,
    ours: ours.branch.name,
    theirs: theirs.branch.name,
    heads: { ours: ours.branch.headNumber, theirs: theirs.branch.headNumber },
    base: base?.number ?? null,
    textSha256: sha256(sides.merged.text).toString("hex"),
    alike: plan.alike,
    running: true,
    problem: null,
    total: plan.conversations,
    done: 0,
    counts: noCounts(),
    surprises: 0,
    unchecked: plan.unchecked,
    conversations: [],
    calls: 0,
    callsAtMost: plan.calls,
    cost: 0,
  };
}
