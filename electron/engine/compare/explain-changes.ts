import type { ReplyChangeCause, ComparisonRow, TurnComparison } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import type { Store } from "../store/store.ts";
import { turnsNotPassed } from "../annotations/sample-status.ts";
import type { RunResults, ConversationResults } from "./run-results.ts";

/** How many runs with pinned history are read for one comparison; newer ones win. */
const MAX_PINNED_RUNS = 3;

/**
 * Runs of the candidate's own text, set and model in which the baseline's replies stood before each turn,
 * newest first. None for a candidate that is such a run itself.
 */
export function findPinnedRuns(store: Store, baseline: Run | null, candidate: Run): Run[] {
  if (baseline === null || candidate.history === "pinned") return [];
  const model = JSON.stringify(candidate.model);
  return store.runs
    .list(Number(candidate.promptId))
    .map(({ run }) => run)
    .filter(
      (run) =>
        run.history === "pinned" &&
        run.baselineRunId === baseline.id &&
        run.textSha256 === candidate.textSha256 &&
        run.setId === candidate.setId &&
        JSON.stringify(run.model) === model,
    )
    .slice(0, MAX_PINNED_RUNS);
}

/** Says of each changed row whether the edit itself changed the answer or an earlier turn drifted. */
export function explainRows(
  store: Store,
  baseline: RunResults,
  candidate: RunResults,
  pinned: readonly RunResults[],
  rows: readonly ComparisonRow[],
): ComparisonRow[] {
  const saidBefore = annotatedPositions(store, baseline.run);
  const saidAfter = annotatedPositions(store, candidate.run);
  return rows.map((row) => {
    if (row.firstDivergentTurn === null) return row;
    const before = baseline.byId.get(row.id);
    const after = candidate.byId.get(row.id);
    if (!before || !after) return row;
    const turn =
      row.outcome === "broke" || row.outcome === "fixed"
        ? decidingTurn(
            failedTurns(store, baseline.run, before, saidBefore),
            failedTurns(store, candidate.run, after, saidAfter),
            row.firstDivergentTurn,
          )
        : row.firstDivergentTurn;
    const alone = pinnedReplies(pinned, row.id, after.conversation.contentId);
    const cause = (at: number) => causeOfChange(replyTextIdsOf(before), replyTextIdsOf(after), alone, at);
    return { ...row, cause: cause(turn) ?? cause(row.firstDivergentTurn) };
  });
}

function replyTextIdsOf(side: ConversationResults): ReplyTextIds {
  return side.results.map((result) => result.replyTexts);
}

function pinnedReplies(pinned: readonly RunResults[], id: string, contentId: number): ReplyTextIds {
  for (const { byId } of pinned) {
    const side = byId.get(id);
    if (side && side.conversation.contentId === contentId && side.results.length > 0) return replyTextIdsOf(side);
  }
  return [];
}

/** Positions of conversations that people have judged a reply of. */
function annotatedPositions(store: Store, run: Run): ReadonlySet<number> {
  return new Set(store.annotations.annotatedIn(Number(run.id)).map(({ position }) => position));
}

/** Where nobody has judged a reply, what the checks said is all there is, and is had at once. */
function failedTurns(
  store: Store,
  run: Run,
  { conversation, results }: ConversationResults,
  judged: ReadonlySet<number>,
): FailedTurns {
  const { contentId } = conversation;
  const counts = new Map<number, number>();
  for (const { runId, position, sample } of results) {
    const failed =
      runId !== undefined || judged.has(position)
        ? turnsNotPassed(store, contentId, runId ?? Number(run.id), position, sample)
        : store.outputs.failedTurns(Number(run.id), position, sample);
    for (const turn of failed) {
      counts.set(turn, (counts.get(turn) ?? 0) + 1);
    }
  }
  return new Map([...counts].map(([turn, count]) => [turn, count / results.length]));
}

/** The same of each turn of one sample, for the view that shows the replies. */
export function explainTurns(
  store: Store,
  pinned: readonly Run[],
  conversationId: string,
  contentId: number,
  sample: number,
  turns: readonly TurnComparison[],
): TurnComparison[] {
  const replies = new Map<number, string>();
  for (const run of pinned) {
    const conversation = store.runs.conversation(Number(run.id), conversationId);
    if (conversation?.contentId !== contentId) continue;
    const outputs = store.outputs.ofSample(Number(run.id), conversation.position, sample);
    for (const { turn, text } of outputs) replies.set(turn, text);
    if (outputs.length > 0) break;
  }
  return turns.map((turn) => ({ ...turn, cause: causeOfTurn(turn, replies.get(turn.index)) }));
}

function causeOfTurn({ baseline, candidate }: TurnComparison, alone: string | undefined): ReplyChangeCause | null {
  if (!baseline || !candidate || alone === undefined || baseline.text === candidate.text) return null;
  return alone === baseline.text ? "drift" : "edit";
}

/** The text ids of one run's replies to one conversation: per sample, a text id per user turn or null. */
type ReplyTextIds = readonly (readonly (number | null)[])[];

/**
 * Why the replies to one turn are not the baseline's. The pinned run had the baseline's own replies before this
 * turn: when its reply is another one all the same, the edit did it, else an earlier turn drifted. Null where the
 * replies are the same or a run lacks one. Samples are compared as a collection, as many as all three have.
 */
export function causeOfChange(
  baseline: ReplyTextIds,
  candidate: ReplyTextIds,
  pinned: ReplyTextIds,
  turn: number,
): ReplyChangeCause | null {
  const samples = Math.min(baseline.length, candidate.length, pinned.length);
  const [before, after, alone] = [baseline, candidate, pinned].map((all) => sortedReplyIdsAt(all, turn, samples));
  if (before == null || after == null || alone == null || before === after) return null;
  return alone === before ? "drift" : "edit";
}

/** Null where a reply is not there or fixed. */
function sortedReplyIdsAt(all: ReplyTextIds, turn: number, samples: number): string | null {
  const texts = all.slice(0, samples).map((replies) => replies[turn] ?? null);
  if (texts.length === 0 || texts.includes(null)) return null;
  return texts.toSorted((a, b) => (a ?? 0) - (b ?? 0)).join(",");
}

/** The share of samples that failed at each turn, per turn that has any. */
type FailedTurns = ReadonlyMap<number, number>;

/**
 * The turn that decided what became of a conversation: the first that fails more or less often than before,
 * else the first that differs.
 */
export function decidingTurn(before: FailedTurns, after: FailedTurns, firstDivergent: number): number {
  const moved = [...new Set([...before.keys(), ...after.keys()])]
    .filter((turn) => (before.get(turn) ?? 0) !== (after.get(turn) ?? 0))
    .sort((a, b) => a - b);
  return moved[0] ?? firstDivergent;
}
