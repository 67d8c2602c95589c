import type { Cause, ComparisonRow, TurnComparison } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import type { Store } from "../store/store.ts";
import { turnsNotPassed } from "../replay/standing.ts";
import type { RunSide, Side } from "./align.ts";
import { causeAt, decidingTurn, type FailedTurns, type Replies } from "./cause.ts";

/** How many runs with pinned history are read for one comparison; newer ones win. */
const MOST_PINNED = 3;

/**
 * Runs of the candidate's own text, set and model in which the baseline's replies stood before each turn,
 * newest first. None for a candidate that is such a run itself.
 */
export function pinnedBeside(store: Store, baseline: Run | null, candidate: Run): Run[] {
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
    .slice(0, MOST_PINNED);
}

/** Says of each changed row whether the edit itself changed the answer or an earlier turn drifted. */
export function explainRows(
  store: Store,
  baseline: RunSide,
  candidate: RunSide,
  pinned: readonly RunSide[],
  rows: readonly ComparisonRow[],
): ComparisonRow[] {
  const saidBefore = judgedPlaces(store, baseline.run);
  const saidAfter = judgedPlaces(store, candidate.run);
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
    const cause = (at: number) => causeAt(repliesOf(before), repliesOf(after), alone, at);
    return { ...row, cause: cause(turn) ?? cause(row.firstDivergentTurn) };
  });
}

function repliesOf(side: Side): Replies {
  return side.results.map((result) => result.replyTexts);
}

function pinnedReplies(pinned: readonly RunSide[], id: string, contentId: number): Replies {
  for (const { byId } of pinned) {
    const side = byId.get(id);
    if (side && side.conversation.contentId === contentId && side.results.length > 0) return repliesOf(side);
  }
  return [];
}

/** Positions of conversations that people have judged a reply of. */
function judgedPlaces(store: Store, run: Run): ReadonlySet<number> {
  return new Set(store.people.settledIn(Number(run.id)).map(({ position }) => position));
}

/** Where nobody has judged a reply, what the checks said is all there is, and is had at once. */
function failedTurns(
  store: Store,
  run: Run,
  { conversation, results }: Side,
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

/** The same of each turn of one sample, for whoever reads the replies. */
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

function causeOfTurn({ baseline, candidate }: TurnComparison, alone: string | undefined): Cause | null {
  if (!baseline || !candidate || alone === undefined || baseline.text === candidate.text) return null;
  return alone === baseline.text ? "drift" : "edit";
}
