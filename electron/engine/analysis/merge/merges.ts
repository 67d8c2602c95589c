import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import {
  mergeCheckRequestSchema,
  type MergeCheckRequest,
  type MergeCommit,
  type MergePlan,
} from "../../../../shared/contract/analyses.ts";
import {
  type MergeCheck,
  type MergePreview,
  type MergeReplies,
  mergeFindingSchema,
  type MergedConversation,
} from "../../../../shared/domain/merge.ts";
import type { Version } from "../../../../shared/domain/prompt.ts";
import { errorMessageOf, errorStackOf } from "../../../../shared/errors.ts";
import { Problem } from "../../../../shared/problem.ts";
import type { EventBus } from "../../events.ts";
import type { Store } from "../../store/store.ts";
import { sha256 } from "../../store/texts.ts";
import { createJobRegistry, type Job } from "../jobs.ts";
import type { Trials } from "../trials/trials.ts";
import type { MergeBehaviour } from "./merge-behaviour.ts";
import { createConversationCheck, unansweredConversation, readSideReplies } from "./check-conversation.ts";
import { commitMerge, prepareMergeCommit, previewMerge, type BranchPair } from "./merge-branches.ts";
import { prepareMergeCheck, type PreparedMergeCheck } from "./prepare-check.ts";
import { parseRequest } from "../../parse-request.ts";

interface MergeDependencies {
  store: Store;
  trials: Trials;
  events: EventBus;
  log(line: string): void;
}

interface MergeJob extends Job {
  state: MergeCheck;
  request: MergeCheckRequest;
  sides: PreparedMergeCheck["sides"];
  /** By conversation, of those that are worth a look. */
  shown: Map<string, MergeBehaviour["shown"]>;
}

const PROGRESS_INTERVAL_MS = 100;
/** A window reads all conversations again after each report. */
const PROGRESS_INTERVAL_MS_PER_CONVERSATION = 0.2;
/** So many conversations in a row that failed mean that nobody is there. */
const MAX_FAILURES_IN_A_ROW = 3;
/** Of what passes and fails alike with all three, the first sample says as much as any. */
const FIRST_SAMPLES_SHOWN: MergeBehaviour["shown"] = { base: null, ours: 0, theirs: 0, merged: 0 };

/** Merges branches, and checks what a merged text does; knows the checks that this process has begun. */
export function createMerges({ store, trials, events, log }: MergeDependencies) {
  const jobs = createJobRegistry(presentCheck);

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

  const reportProgress = ({ state }: MergeJob): void => {
    const { id, running, done, calls } = state;
    events.emit({ type: "insight", insight: { kind: "merge", id, running, steps: done, calls } });
  };

  const work = async (job: MergeJob, prepared: PreparedMergeCheck, lanes: number): Promise<void> => {
    const { state, stop, request } = job;
    const { session, cases, plan } = prepared;
    let toldAt = 0;
    const progress = (): void => {
      const { calls, cost, gaps } = session.spent;
      Object.assign(state, { calls, cost, gaps });
      const pause = Math.max(PROGRESS_INTERVAL_MS, PROGRESS_INTERVAL_MS_PER_CONVERSATION * state.conversations.length);
      if (Date.now() - toldAt < pause) return;
      toldAt = Date.now();
      reportProgress(job);
    };
    const unlisten = session.onProgress(progress);
    // A provider does not say whether it is random, a scripted model does.
    const rollsDice = plan.random && request.model.provider === "scripted";
    const check = createConversationCheck({
      ...prepared,
      store,
      random: plan.random,
      rollsDice,
      signal: stop.signal,
      log,
    });
    let [next, failures] = [0, 0];
    const worker = async (): Promise<void> => {
      for (let one = cases[next++]; one !== undefined; one = cases[next++]) {
        const stopReason =
          state.problem ?? (stop.signal.aborted ? "Stopped by a person. What was learnt is kept." : null);
        if (stopReason !== null) {
          addToCheck(state, unansweredConversation({ ...one, calls: 0 }, "stopped", stopReason));
          continue;
        }
        const { answer, shown } = await check(one);
        addToCheck(state, answer);
        const { finding, detail } = answer;
        if (finding !== "asParents") job.shown.set(answer.id, shown);
        failures = finding === "failed" ? failures + 1 : 0;
        if (finding === "stopped") state.problem ??= detail;
        if (failures >= MAX_FAILURES_IN_A_ROW) state.problem ??= `Given up after ${failures} failures: ${detail}`;
        progress();
        await yieldToEventLoop();
      }
    };
    await Promise.all(Array.from({ length: plan.alike === null ? lanes : 0 }, worker));
    unlisten();
    session.close();
    const { calls, cost, gaps } = session.spent;
    Object.assign(state, { calls, cost, gaps, running: false });
    reportProgress(job);
  };

  return {
    preview: (pair: BranchPair): MergePreview => previewMerge(store, pair),

    /** What the check of a merged text would take at most; whatever is wrong with the request is thrown. */
    async plan(request: MergeCheckRequest): Promise<MergePlan> {
      const { plan, session } = await prepareMergeCheck({ store, trials }, request, new AbortController().signal);
      session.close();
      return plan;
    },

    /** Begins; resolves when it has begun. A text that is a parent's word for word is not replayed at all. */
    async start(request: MergeCheckRequest): Promise<MergeCheck> {
      refuseRunning(request);
      const stop = new AbortController();
      const prepared = await prepareMergeCheck({ store, trials }, request, stop.signal);
      // Somebody else may have begun while the model was opened.
      if (newestOf(request)?.state.running) prepared.session.close();
      refuseRunning(request);
      const { concurrency } = parseRequest(mergeCheckRequestSchema, request);
      const job: MergeJob = {
        state: newCheckState(jobs.nextId(), request, prepared),
        request,
        sides: prepared.sides,
        shown: new Map(),
        stop,
        finished: Promise.resolve(),
      };
      jobs.add(job);
      job.finished = work(job, prepared, concurrency).catch((error: unknown) => {
        log(`merge: ${errorStackOf(error)}`);
        Object.assign(job.state, { running: false, problem: errorMessageOf(error) });
        reportProgress(job);
      });
      return presentCheck(job);
    },

    get: jobs.get,
    stop: jobs.stop,
    settled: jobs.settled,
    close: jobs.close,

    /** The newest check of two branches that this process has begun, of whatever text; null where there is none. */
    newest(pair: BranchPair & { setId: string }): MergeCheck | null {
      const job = newestOf(pair);
      return job ? presentCheck(job) : null;
    },

    /** The replies of one conversation side by side. Asks nothing. */
    async replies(id: string, conversationId: string): Promise<MergeReplies> {
      const { sides, shown, request } = jobs.find(id);
      const { promptId, setId, model } = request;
      const terms = { promptId, setId, model, budget: null, concurrency: 1 };
      const session = await trials.open({ ...terms, signal: new AbortController().signal });
      try {
        return readSideReplies(
          { store, setId, sides, session },
          conversationId,
          shown.get(conversationId) ?? FIRST_SAMPLES_SHOWN,
        );
      } finally {
        session.close();
      }
    },

    /** Throws what `commit` would; changes nothing. */
    refuse: (request: MergeCommit): void => void prepareMergeCommit(store, request),

    commit: (request: MergeCommit): Version => commitMerge(store, request),
  };
}
export type Merges = ReturnType<typeof createMerges>;

function presentCheck({ state }: MergeJob): MergeCheck {
  return structuredClone({ ...state, conversations: worstFindingFirst(state.conversations) });
}

function newCheckState(id: string, request: MergeCheckRequest, { parts, sides, plan }: PreparedMergeCheck): MergeCheck {
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

const findingOrder = new Map(mergeFindingSchema.options.map((finding, at) => [finding, at]));

function noCounts(): MergeCheck["counts"] {
  return {
    unlikeBoth: 0,
    lostFix: 0,
    carriedBreak: 0,
    asWorse: 0,
    failed: 0,
    undecided: 0,
    flaky: 0,
    betterThanBoth: 0,
    asBetter: 0,
    asParents: 0,
    stopped: 0,
  };
}

/** Adds an answer to the state of a check; what nobody needs to look at is only counted. */
function addToCheck(state: MergeCheck, told: MergedConversation): void {
  const { finding, surprise } = told;
  state.counts[finding] += 1;
  if (surprise) state.surprises += 1;
  if (finding === "stopped") return;
  state.done += 1;
  if (finding !== "asParents") state.conversations.push(told);
}

/** Worst first, of each finding as they came. */
function worstFindingFirst(conversations: readonly MergedConversation[]): MergedConversation[] {
  return conversations.toSorted((a, b) => (findingOrder.get(a.finding) ?? 0) - (findingOrder.get(b.finding) ?? 0));
}
