import type { CutReplies } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import type { RunConversation, SamplingEnd } from "../store/runs.ts";
import type { SampleResult } from "../store/results.ts";
import type { Store } from "../store/store.ts";

/** Keeps the newest `most` things: each under a name, and for as long as its key stays the same. */
export function memoizeNewest<T>(most: number): (name: string, key: string, make: () => T) => T {
  const kept = new Map<string, { key: string; thing: T }>();
  return (name, key, make) => {
    const known = kept.get(name);
    const now = known?.key === key ? known : { key, thing: make() };
    kept.delete(name);
    kept.set(name, now);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return now.thing;
  };
}

/** `runId` is there where it is not the side's own run. */
type SampleResultOfRun = SampleResult & { runId?: number };

/** One run's share of one conversation. */
export interface ConversationResults {
  conversation: RunConversation;
  results: SampleResultOfRun[];
  failure: string | null;
  /** How auto-samples ended; null while they have not, and with a fixed number. */
  end: SamplingEnd | null;
  /** Replies that were cut off; null where none was. */
  cut: CutReplies | null;
}

export interface RunResults {
  run: Run;
  byId: Map<string, ConversationResults>;
  /** How many samples there are was decided by what they showed. */
  auto: boolean;
}

/** A conversation as both runs have it; a side is null where the run never had it. */
export interface AlignedConversation {
  id: string;
  baseline: ConversationResults | null;
  candidate: ConversationResults | null;
}

function readRunResults(store: Store, run: Run, conversations: readonly RunConversation[]): RunResults {
  const runId = Number(run.id);
  const byPosition = new Map<number, ConversationResults>();
  const byId = new Map<string, ConversationResults>();
  const ends = run.sampling === null ? null : store.runs.samplingEnds(runId);
  const cut = store.outputs.cutReplies(runId);
  for (const conversation of conversations) {
    const { position } = conversation;
    const end = ends?.get(position) ?? null;
    const side: ConversationResults = { conversation, results: [], failure: null, end, cut: cut.get(position) ?? null };
    byPosition.set(conversation.position, side);
    byId.set(conversation.id, side);
  }
  for (const result of store.results.ofRun(runId)) byPosition.get(result.position)?.results.push(result);
  for (const failure of store.results.failures(runId)) {
    const side = byPosition.get(failure.position);
    if (side) side.failure ??= failure.message;
  }
  return { run, byId, auto: run.sampling !== null };
}

/** A run over picked conversations says nothing of the others: they are not missing from it. */
export function onlyPickedConversations(baseline: RunResults, candidate: RunResults): RunResults {
  if (!candidate.run.partial) return baseline;
  return { ...baseline, byId: new Map([...baseline.byId].filter(([id]) => candidate.byId.has(id))) };
}

/**
 * Both sides with the samples of the baseline that the candidate's auto-samples took: alone, where the baseline's own
 * run has not got the conversation as it is now. One that the baseline's own run has got
 * since is left out: both would be the answer to the same request.
 */
export function withSupplementRun(
  store: Store,
  baseline: RunResults,
  candidate: RunResults,
): { before: RunResults; after: RunResults } {
  const beside =
    candidate.run.sampling !== null && candidate.run.baselineRunId === baseline.run.id
      ? store.runs.supplementRun(Number(candidate.run.id))
      : null;
  if (beside === null) return { before: baseline, after: candidate };
  const before = { ...baseline, byId: new Map(baseline.byId), auto: true };
  const after = { ...candidate, byId: new Map(candidate.byId) };
  // Positions in a supplement run are those of the run itself.
  const byPosition = new Map([...candidate.byId.values()].map((side) => [side.conversation.position, side]));
  const joined = new Map<string, ConversationResults>();
  for (const result of store.results.ofRun(beside)) {
    const conversation = byPosition.get(result.position)?.conversation;
    if (!conversation) continue;
    const side = joined.get(conversation.id) ?? copyResults(conversation, baseline.byId.get(conversation.id));
    joined.set(conversation.id, side);
    before.byId.set(conversation.id, side);
    if (!side.results.some(({ sample }) => sample === result.sample)) side.results.push({ ...result, runId: beside });
  }
  for (const failure of store.results.failures(beside)) {
    const id = byPosition.get(failure.position)?.conversation.id;
    const side = id === undefined ? undefined : after.byId.get(id);
    if (side && side.failure === null) after.byId.set(side.conversation.id, { ...side, failure: failure.message });
  }
  return { before, after };
}

/** Empty where the side is missing, or has the conversation as it no longer is. */
function copyResults(conversation: RunConversation, side: ConversationResults | undefined): ConversationResults {
  if (side?.conversation.contentId === conversation.contentId) return { ...side, results: [...side.results] };
  return { conversation, results: [], failure: null, end: null, cut: null };
}

/**
 * A quick replay has one sample and is held against one: more of them would leave everything undecided. Where the
 * baseline's own samples do not agree, they all stay, for then it is the baseline that is flaky.
 */
export function limitToQuickReplay(baseline: RunResults, candidate: RunResults): RunResults {
  const { partial, samples, sampling } = candidate.run;
  if (!partial || sampling !== null || samples > 1) return baseline;
  const held = ([id, side]: [string, ConversationResults]): [string, ConversationResults] => {
    const [first, ...others] = side.results;
    return [id, first && others.every(({ status }) => status === first.status) ? { ...side, results: [first] } : side];
  };
  return { ...baseline, auto: false, byId: new Map([...baseline.byId].map(held)) };
}

/** Pairs by conversation id: the candidate's order first, then what only the baseline has. */
export function alignConversations(baseline: RunResults | null, candidate: RunResults): AlignedConversation[] {
  const pairs: AlignedConversation[] = [];
  for (const [id, side] of candidate.byId) {
    pairs.push({ id, baseline: baseline?.byId.get(id) ?? null, candidate: side });
  }
  for (const [id, side] of baseline?.byId ?? []) {
    if (!candidate.byId.has(id)) pairs.push({ id, baseline: side, candidate: null });
  }
  return pairs;
}

/**
 * The first user turn whose replies differ, compared as the collection of replies over the samples both
 * sides have; null when none does.
 */
export function firstDivergentTurn(
  baseline: readonly SampleResult[],
  candidate: readonly SampleResult[],
): number | null {
  const [before, after] = [baseline[0], candidate[0]];
  if (!before || !after) return null;
  if (baseline.length === 1 || candidate.length === 1) return firstDifferingTurn(before.replyTexts, after.replyTexts);
  const samples = Math.min(baseline.length, candidate.length);
  const turns = Math.max(0, ...baseline.map((one) => one.replyTexts.length));
  for (let turn = 0; turn < turns; turn += 1) {
    const before = sortedTextIdsAt(baseline.slice(0, samples), turn);
    const after = sortedTextIdsAt(candidate.slice(0, samples), turn);
    if (before !== after) return turn;
  }
  return null;
}

function firstDifferingTurn(before: SampleResult["replyTexts"], after: SampleResult["replyTexts"]): number | null {
  const turn = before.findIndex((text, at) => text !== (after[at] ?? null));
  return turn < 0 ? null : turn;
}

function sortedTextIdsAt(results: readonly SampleResult[], turn: number): string {
  return results
    .map((one) => one.replyTexts[turn] ?? 0)
    .sort((a, b) => a - b)
    .join(",");
}

/** How many runs are kept as they were read. */
const MAX_KEPT_RUNS = 4;

/**
 * Runs as they were read last, while nothing of them moves: versions are looked at one after the other, and a running
 * one is compared with the same baseline again and again. A run's conversations change only where their replies are checked again, which moves the revision.
 */
export function createRunResultsReader(store: Store): (run: Run) => RunResults {
  const sides = memoizeNewest<RunResults>(MAX_KEPT_RUNS);
  const conversations = memoizeNewest<RunConversation[]>(MAX_KEPT_RUNS);
  return (run) =>
    sides(run.id, JSON.stringify([run, store.annotations.statusRevision()]), () => {
      const read = () => store.runs.conversations(Number(run.id));
      return readRunResults(
        store,
        run,
        conversations(run.id, `${run.createdAt} ${store.annotations.statusRevision()}`, read),
      );
    });
}
