import { areLongEnoughToCompare } from "../../statistics/reply-groups.ts";
import type { SampleResult } from "../../store/results.ts";
import type { RunConversation } from "../../store/runs.ts";
import type { Store } from "../../store/store.ts";
import type { SampleTask, TaskSource } from "../tasks.ts";
import { countSample, noSamples, freeSampleNumbers, type SampledConversation, createSampler } from "./sampler.ts";
import type { Run } from "../../../../shared/domain/run.ts";
import { Problem } from "../../../../shared/problem.ts";

interface SampledRuns {
  runId: number;
  /** The run that holds further samples of the baseline; null without a baseline. */
  supplementId: number | null;
  baselineId: number | null;
  /** True while the baseline's own run may still bring samples of a conversation, by its position there. */
  baselineOpen(position: number): boolean;
}

/** The conversations of a run with auto-samples and all that is recorded of them, in the order of `first`. */
function readSampledConversations(store: Store, runs: SampledRuns, first: readonly string[]): SampledConversation[] {
  const { runId, supplementId, baselineId } = runs;
  const before = new Map(baselineId === null ? [] : store.runs.conversations(baselineId).map((one) => [one.id, one]));
  const decisions = store.runs.samplingEnds(runId);
  const begun = { candidate: unfinishedRepliesOf(store, runId), baseline: unfinishedRepliesOf(store, supplementId) };
  const own = byPosition(store.results.ofRun(runId));
  const beside = byPosition(supplementId === null ? [] : store.results.ofRun(supplementId));
  const base = byPosition(baselineId === null ? [] : store.results.ofRun(baselineId));
  const rank = new Map(first.map((id, at) => [id, at]));
  const conversations = store.runs
    .conversations(runId)
    .map((one) => ({ ...one, rank: rank.get(one.id) ?? first.length }))
    .sort((a, b) => a.rank - b.rank || a.position - b.position);

  const isLongEnoughToCompare: SampledConversation["isLongEnoughToCompare"] = (replyTexts) =>
    areLongEnoughToCompare(replyTexts.flatMap((text) => (text === null ? [] : [store.texts.get(text)])));

  const read = (conversation: RunConversation): SampledConversation => {
    const { id, position, contentId, checks } = conversation;
    const other = before.get(id);
    // What was edited or is new since is sampled beside it from the start.
    const paired = other?.contentId === contentId && supplementId !== null ? other : null;
    const one: SampledConversation = {
      id,
      position,
      contentId,
      checks,
      turns: store.conversations.liveTurns(contentId),
      candidate: noSamples(),
      baseline: supplementId === null ? null : noSamples(),
      baselinePosition: paired?.position ?? null,
      supplementSamples: 0,
      identical: true,
      waits: paired !== null && runs.baselineOpen(paired.position),
      texts: null,
      isLongEnoughToCompare,
      numbers: { candidate: { gaps: [], next: 0 }, baseline: { gaps: [], next: 0 } },
      begun: new Map(),
      pending: 0,
      end: decisions.get(position) ?? null,
    };
    const results = own.get(position) ?? noResults;
    for (const result of results) countSample(one, "candidate", result);
    one.numbers.candidate = freeSampleNumbers(sampleNumbersOf(results));
    const further = beside.get(position) ?? noResults;
    if (supplementId !== null && !one.waits)
      countBaselineSamples(one, base.get(paired?.position ?? -1) ?? noResults, further);
    for (const side of ["candidate", "baseline"] as const) {
      for (const [sample, replies] of begun[side].get(position) ?? []) one.begun.set(`${side}/${sample}`, replies);
    }
    return one;
  };
  return conversations.map(read);
}

/** Counts what the baseline has: its own run's samples and, of those taken beside it, the ones it has not got itself. */
function countBaselineSamples(
  one: SampledConversation,
  own: readonly SampleResult[],
  beside: readonly SampleResult[],
): void {
  const had = sampleNumbersOf(own);
  const further = beside.filter(({ sample }) => !had.has(sample));
  for (const result of [...own, ...further]) countSample(one, "baseline", result);
  one.supplementSamples = further.length;
  one.numbers.baseline = freeSampleNumbers(sampleNumbersOf([...own, ...further]));
}

function sampleNumbersOf(results: readonly SampleResult[]): Set<number> {
  return new Set(results.map(({ sample }) => sample));
}

function byPosition(results: readonly SampleResult[]): Map<number, SampleResult[]> {
  const found = new Map<number, SampleResult[]>();
  for (const result of results) {
    const list = found.get(result.position);
    if (list) list.push(result);
    else found.set(result.position, [result]);
  }
  return found;
}

/** Replies of each sample by position; those of finished samples are never asked for. */
function unfinishedRepliesOf(store: Store, runId: number | null): Map<number, Map<number, SampleTask["recorded"]>> {
  const found = new Map<number, Map<number, { turn: number; textId: number }[]>>();
  for (const { position, sample, turn, text_id } of runId === null ? [] : store.outputs.recorded(runId)) {
    const samples = found.get(position) ?? new Map<number, { turn: number; textId: number }[]>();
    found.set(position, samples);
    const list = samples.get(sample) ?? [];
    samples.set(sample, list);
    list.push({ turn, textId: text_id });
  }
  return found;
}

const noResults: readonly SampleResult[] = [];

/** A baseline run that is under way itself. */
export interface FollowedBaseline {
  /** Whether it may still bring samples of the conversation at a position. */
  isOpen(position: number): boolean;
  /** Tells which conversation it is done with; null when it has ended. Returns what stops that. */
  listen(onNews: (position: number | null) => void): () => void;
}

interface SamplerStart {
  /** Ids of conversations that come first. */
  first: readonly string[];
  /** Replies that are recorded, on both sides. */
  recorded: number;
  /** Calls that the run has made so far, further tries and the judge's included. */
  spent(): number;
  /** Null for a baseline run that has ended. */
  follow: FollowedBaseline | null;
  /** Called with each conversation that was found broken. */
  onBroke(id: string): void;
}

/** The tasks of a run with auto-samples; goes on where an earlier attempt stopped. */
export function startSampler(store: Store, run: Run, start: SamplerStart): { tasks: TaskSource; close(): void } {
  const runId = Number(run.id);
  const supplementId = store.runs.supplementRun(runId);
  const baselineId = run.baselineRunId === null ? null : Number(run.baselineRunId);
  const { follow } = start;
  const baselineOpen = (position: number): boolean => follow?.isOpen(position) ?? false;
  const conversations = readSampledConversations(store, { runId, supplementId, baselineId, baselineOpen }, start.first);
  const ids = new Map(conversations.map((one) => [one.position, one.id]));
  const sampler = createSampler({
    conversations,
    limit: run.sampling?.limit ?? run.samples,
    calls: run.sampling?.calls === undefined ? null : { most: run.sampling.calls, spent: start.spent },
    recorded: start.recorded,
    keep: (position, end) => store.runs.setSamplingEnd(runId, position, end),
    write: (work) => store.write(work),
    onEnd: (position, end) => {
      if (end === "broke") start.onBroke(ids.get(position) ?? "");
    },
  });

  const onBaselineProgress = (position: number | null): void => {
    if (baselineId === null) return;
    const ready = sampler.waitingFor(position);
    if (ready.length === 0) return;
    try {
      store.write(() => {
        for (const each of ready) {
          sampler.baselineSampled(each, (one) => {
            const own = store.results.ofConversation(baselineId, one.baselinePosition ?? -1);
            const beside = supplementId === null ? [] : store.results.ofConversation(supplementId, one.position);
            countBaselineSamples(one, own, beside);
          });
        }
      });
    } catch (error) {
      sampler.fail(error);
    }
  };
  const stop = follow?.listen(onBaselineProgress);
  return { tasks: sampler, close: () => stop?.() };
}

/** Most samples a side that a limit can be raised to. */
const MAX_SAMPLE_LIMIT = 1_000;

/**
 * Opens conversations again that sampling left undecided, allowing `more` samples a side beyond those that any of
 * them has. The caller holds the transaction.
 */
export function reopenUndecided(store: Store, run: Run, conversationIds: readonly string[], more: number): void {
  const runId = Number(run.id);
  const { sampling } = run;
  if (sampling === null || run.baselineRunId === null) {
    throw new Problem(
      "bad-input",
      "Only a run with auto-samples and a baseline can be settled: replay this version with auto-samples.",
      { runId: run.id },
    );
  }
  const places = conversationIds.map((id) => store.runs.conversation(runId, id)).filter((place) => place !== null);
  if (places.length === 0) {
    throw new Problem("not-found", "None of these conversations is in the run.", { runId: run.id });
  }
  const beside = store.runs.supplementRun(runId);
  const baselineRunId = Number(run.baselineRunId);
  const taken = places.flatMap(({ id, position }) => {
    const before = store.runs.conversation(baselineRunId, id);
    const own = store.runs.tally(runId, position).finished;
    const further = beside === null ? 0 : store.runs.tally(beside, position).finished;
    return [own, further + (before ? store.runs.tally(baselineRunId, before.position).finished : 0)];
  });
  const limit = Math.min(MAX_SAMPLE_LIMIT, Math.max(...taken) + more);
  if (limit <= Math.max(...taken)) {
    throw new Problem("bad-input", `More than ${MAX_SAMPLE_LIMIT} samples a side are not taken.`, { runId: run.id });
  }
  for (const { position } of places) store.runs.setSamplingEnd(runId, position, null);
  store.runs.sampleUpTo(runId, { limit: Math.max(limit, sampling.limit) });
}
