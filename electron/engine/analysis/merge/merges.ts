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
import { errorMessageOf } from "../../../../shared/errors.ts";
import type { EventBus } from "../../events.ts";
import type { Store } from "../../store/store.ts";
import { sha256 } from "../../store/texts.ts";
import { createJobRunner, intervalForItems, tellProgress, workThroughItems, type Job } from "../../job-runner.ts";
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

interface MergeCheckContext {
  request: MergeCheckRequest;
  sides: PreparedMergeCheck["sides"];
  /** By conversation, of those that are worth a look. */
  shown: Map<string, MergeBehaviour["shown"]>;
}
type MergeJob = Job<MergeCheck, MergeCheckContext>;

/** Of what passes and fails alike with all three, the first sample says as much as any. */
const FIRST_SAMPLES_SHOWN: MergeBehaviour["shown"] = { base: null, ours: 0, theirs: 0, merged: 0 };

/** Merges branches, and checks what a merged text does; knows the checks that this process has begun. */
export function createMerges({ store, trials, events, log }: MergeDependencies) {
  const jobs = createJobRunner<MergeCheck, MergeCheckContext, MergeCheck>({
    name: "merge",
    log,
    show: presentCheck,
    tell: tellProgress(events, "merge", ({ done }) => done),
    intervalMs: ({ conversations }) => intervalForItems(conversations.length),
    busy: "This merge is being checked already. Stop that first to begin again.",
    failed({ state }, error) {
      state.problem = errorMessageOf(error);
    },
  });

  const work = async (job: MergeJob, prepared: PreparedMergeCheck, workers: number): Promise<void> => {
    const { state, context, signal } = job;
    const { session, cases, plan } = prepared;
    const copySpent = (): void => {
      const { calls, cost, gaps } = session.spent;
      Object.assign(state, { calls, cost, gaps });
    };
    const progress = (): void => {
      copySpent();
      job.report();
    };
    const unlisten = session.onProgress(progress);
    // A provider does not say whether it is random, a scripted model does.
    const rollsDice = plan.random && context.request.model.provider === "scripted";
    const check = createConversationCheck({ ...prepared, store, random: plan.random, rollsDice, signal, log });
    await workThroughItems(plan.alike === null ? cases : [], {
      signal,
      workers,
      async work(one) {
        const { answer, shown } = await check(one);
        addToCheck(state, answer);
        const { finding, detail } = answer;
        if (finding !== "asParents") context.shown.set(answer.id, shown);
        progress();
        return finding === "failed" || finding === "stopped" ? { end: finding, reason: detail } : { end: "done" };
      },
      onHalt(reason) {
        state.problem = reason;
      },
      skip: (one, reason) => addToCheck(state, unansweredConversation({ ...one, calls: 0 }, "stopped", reason)),
    }).finally(unlisten);
    copySpent();
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
      return jobs.start({
        key: keyOf(request),
        prepare: (signal) => prepareMergeCheck({ store, trials }, request, signal),
        release: ({ session }) => session.close(),
        begin: (id, prepared) => ({
          state: newCheckState(id, request, prepared),
          context: { request, sides: prepared.sides, shown: new Map() },
          work: (job) => work(job, prepared, parseRequest(mergeCheckRequestSchema, request).concurrency),
        }),
      });
    },

    get: jobs.get,
    stop: jobs.stop,
    settled: jobs.settled,
    close: jobs.close,

    /** The newest check of two branches that this process has begun, of whatever text; null where there is none. */
    latest(pair: BranchPair & { setId: string }): MergeCheck | null {
      const job = jobs.latest(keyOf(pair));
      return job ? presentCheck(job) : null;
    },

    /** The replies of one conversation side by side. Asks nothing. */
    async replies(id: string, conversationId: string): Promise<MergeReplies> {
      const { sides, shown, request } = jobs.find(id).context;
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

function keyOf({ promptId, setId, ours, theirs }: BranchPair & { setId: string }): string {
  return JSON.stringify([promptId, setId, ours, theirs]);
}

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
