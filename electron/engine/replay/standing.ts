import type { Verdict } from "../../../shared/domain/check.ts";
import { statusOf, worstOf, type JudgedCheck } from "../../../shared/rules/standing.ts";
import { userTurns } from "../../../shared/rules/turns.ts";
import type { SampleStatus } from "../store/results.ts";
import type { Store } from "../store/store.ts";
import { checksOn } from "./plan.ts";

export { statusOf };

/** A reply of a sample with what its checks said. */
export interface StandingReply {
  turn: number;
  textId: number;
  verdicts: readonly JudgedCheck[];
}

/** A sample whose standing moved. */
export interface Restated {
  runId: number;
  before: SampleStatus;
  after: SampleStatus;
}

/** How a sample stands by what its checks and people say of its replies. */
export function standingOf(store: Store, contentId: number, replies: readonly StandingReply[]): SampleStatus {
  return worstOf(
    replies.map(({ turn, textId, verdicts }) => statusOf(verdicts, store.people.says({ contentId, turn, textId }))),
  );
}

/** The replies of a recorded sample, as far as it has come, with what its checks said. */
export function repliesOf(store: Store, contentId: number, runId: number, position: number, sample: number) {
  const checks = checksPerTurn(store, contentId);
  const replies = new Map<number, StandingReply & { verdicts: JudgedCheck[] }>();
  for (const { turn, textId, index, status, counts } of store.outputs.verdictsOf(runId, position, sample)) {
    const reply = replies.get(turn) ?? { turn, textId, verdicts: [] };
    replies.set(turn, reply);
    const check = index === null ? undefined : checks[turn]?.[index];
    if (check && status !== null) reply.verdicts.push({ check, status, counts: counts !== 0 });
  }
  return [...replies.values()];
}

/** The turns of a sample whose reply does not pass, by what checks and people say. */
export function turnsNotPassed(
  store: Store,
  contentId: number,
  runId: number,
  position: number,
  sample: number,
): number[] {
  return repliesOf(store, contentId, runId, position, sample)
    .filter((reply) => standingOf(store, contentId, [reply]) !== "passed")
    .map(({ turn }) => turn);
}

/**
 * Reckons anew what a finished sample is worth, from what is recorded of it, and writes it where it moved: into the
 * sample's result and into the counts of its run. The caller holds the transaction. Null where nothing moved.
 */
export function restate(store: Store, runId: number, position: number, sample: number): Restated | null {
  const before = store.results.statusAt(runId, position, sample);
  const contentId = store.runs.contentAt(runId, position);
  if (before === null || contentId === null) return null;
  const after = standingOf(store, contentId, repliesOf(store, contentId, runId, position, sample));
  if (after === before) return null;
  store.results.setStatus(runId, position, sample, after);
  store.runs.moveCount(runId, before, after);
  store.people.move();
  return { runId, before, after };
}

/** The content read last of each project: a verdict restates many samples of one conversation. */
const lastRead = new WeakMap<Store, { contentId: number; checks: Verdict["check"][][] }>();

function checksPerTurn(store: Store, contentId: number): Verdict["check"][][] {
  const known = lastRead.get(store);
  if (known?.contentId === contentId) return known.checks;
  const content = store.conversations.contentOf(contentId);
  const checks = userTurns(content.turns).map((turn) => checksOn(turn, content.checks));
  lastRead.set(store, { contentId, checks });
  return checks;
}
