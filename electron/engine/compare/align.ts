import type { Run } from "../../../shared/domain/run.ts";
import type { RunConversation } from "../store/runs.ts";
import type { SampleResult } from "../store/results.ts";
import type { Store } from "../store/store.ts";

/** One run's share of one conversation. */
export interface Side {
  conversation: RunConversation;
  results: SampleResult[];
  failure: string | null;
}

export interface RunSide {
  run: Run;
  byId: Map<string, Side>;
}

/** A conversation as both runs have it; a side is null where the run never had it. */
export interface Pair {
  id: string;
  baseline: Side | null;
  candidate: Side | null;
}

export function readSide(store: Store, run: Run): RunSide {
  const runId = Number(run.id);
  const byPosition = new Map<number, Side>();
  const byId = new Map<string, Side>();
  for (const conversation of store.runs.conversations(runId)) {
    const side: Side = { conversation, results: [], failure: null };
    byPosition.set(conversation.position, side);
    byId.set(conversation.id, side);
  }
  for (const result of store.results.ofRun(runId)) byPosition.get(result.position)?.results.push(result);
  for (const failure of store.results.failures(runId)) {
    const side = byPosition.get(failure.position);
    if (side) side.failure ??= failure.message;
  }
  return { run, byId };
}

/** Pairs by conversation id: the candidate's order first, then what only the baseline has. */
export function align(baseline: RunSide | null, candidate: RunSide): Pair[] {
  const pairs: Pair[] = [...candidate.byId].map(([id, side]) => ({
    id,
    baseline: baseline?.byId.get(id) ?? null,
    candidate: side,
  }));
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
  const samples = Math.min(baseline.length, candidate.length);
  const turns = Math.max(0, ...baseline.map((one) => one.replyTexts.length));
  for (let turn = 0; turn < turns; turn += 1) {
    const before = textsAt(baseline.slice(0, samples), turn);
    const after = textsAt(candidate.slice(0, samples), turn);
    if (before !== after) return turn;
  }
  return null;
}

function textsAt(results: readonly SampleResult[], turn: number): string {
  return results
    .map((one) => one.replyTexts[turn] ?? 0)
    .sort((a, b) => a - b)
    .join(",");
}
