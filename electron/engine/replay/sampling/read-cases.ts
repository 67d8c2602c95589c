import { tellMoreThanVerdicts } from "../../../../shared/rules/reply-groups.ts";
import type { SampleResult } from "../../store/results.ts";
import type { RunConversation } from "../../store/runs.ts";
import type { Store } from "../../store/store.ts";
import type { Task } from "../plan.ts";
import { addSample, noSamples, numbersAfter, type SampledCase } from "./sampled-case.ts";

export interface SampledRuns {
  runId: number;
  /** The run that holds further samples of the baseline; null without a baseline. */
  besideId: number | null;
  baselineId: number | null;
  /** True while the baseline's own run may still bring samples of a conversation, by its position there. */
  baselineOpen(position: number): boolean;
}

/** The conversations of a run with auto-samples and all that is recorded of them, in the order of `first`. */
export function readCases(store: Store, runs: SampledRuns, first: readonly string[]): SampledCase[] {
  const { runId, besideId, baselineId } = runs;
  const before = new Map(baselineId === null ? [] : store.runs.conversations(baselineId).map((one) => [one.id, one]));
  const decisions = store.runs.decisions(runId);
  const begun = { candidate: begunIn(store, runId), baseline: begunIn(store, besideId) };
  const own = byPosition(store.results.ofRun(runId));
  const beside = byPosition(besideId === null ? [] : store.results.ofRun(besideId));
  const base = byPosition(baselineId === null ? [] : store.results.ofRun(baselineId));
  const rank = new Map(first.map((id, at) => [id, at]));
  const conversations = store.runs
    .conversations(runId)
    .map((one) => ({ ...one, rank: rank.get(one.id) ?? first.length }))
    .sort((a, b) => a.rank - b.rank || a.position - b.position);

  const tells: SampledCase["tells"] = (replyTexts) =>
    tellMoreThanVerdicts(replyTexts.flatMap((text) => (text === null ? [] : [store.texts.get(text)])));

  const read = (conversation: RunConversation): SampledCase => {
    const { id, position, contentId, checks } = conversation;
    const other = before.get(id);
    // What was edited or is new since is sampled beside it from the start.
    const paired = other?.contentId === contentId && besideId !== null ? other : null;
    const one: SampledCase = {
      id,
      position,
      contentId,
      checks,
      turns: store.conversations.liveTurns(contentId),
      candidate: noSamples(),
      baseline: besideId === null ? null : noSamples(),
      baselinePosition: paired?.position ?? null,
      beside: 0,
      identical: true,
      waits: paired !== null && runs.baselineOpen(paired.position),
      texts: null,
      tells,
      numbers: { candidate: { gaps: [], next: 0 }, baseline: { gaps: [], next: 0 } },
      begun: new Map(),
      pending: 0,
      end: decisions.get(position) ?? null,
    };
    const results = own.get(position) ?? none;
    for (const result of results) addSample(one, "candidate", result);
    one.numbers.candidate = numbersAfter(numbersOf(results));
    const further = beside.get(position) ?? none;
    if (besideId !== null && !one.waits) countBaseline(one, base.get(paired?.position ?? -1) ?? none, further);
    for (const side of ["candidate", "baseline"] as const) {
      for (const [sample, replies] of begun[side].get(position) ?? []) one.begun.set(`${side}/${sample}`, replies);
    }
    return one;
  };
  return conversations.map(read);
}

/** Counts what the baseline has: its own run's samples and, of those taken beside it, the ones it has not got itself. */
export function countBaseline(one: SampledCase, own: readonly SampleResult[], beside: readonly SampleResult[]): void {
  const had = numbersOf(own);
  const further = beside.filter(({ sample }) => !had.has(sample));
  for (const result of [...own, ...further]) addSample(one, "baseline", result);
  one.beside = further.length;
  one.numbers.baseline = numbersAfter(numbersOf([...own, ...further]));
}

function numbersOf(results: readonly SampleResult[]): Set<number> {
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
function begunIn(store: Store, runId: number | null): Map<number, Map<number, Task["recorded"]>> {
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

const none: readonly SampleResult[] = [];
