import type { Check, Verdict } from "../../../shared/domain/check.ts";
import { replyStatusOf, combineReplyStatuses, type CountedVerdict } from "../../../shared/rules/sample-status.ts";
import { userTurns } from "../../../shared/domain/conversation.ts";
import type { SampleStatus } from "../store/results.ts";
import type { Store } from "../store/store.ts";

export { replyStatusOf };

/** A reply of a sample with what its checks said. */
export interface JudgedReply {
  turn: number;
  textId: number;
  verdicts: readonly CountedVerdict[];
}

/** A sample whose status changed. */
export interface StatusChange {
  runId: number;
  before: SampleStatus;
  after: SampleStatus;
}

/** A sample's status by what its checks and people say of its replies. */
export function sampleStatusOf(store: Store, contentId: number, replies: readonly JudgedReply[]): SampleStatus {
  return combineReplyStatuses(
    replies.map(({ turn, textId, verdicts }) =>
      replyStatusOf(verdicts, store.annotations.humanVerdict({ contentId, turn, textId })),
    ),
  );
}

/** The replies of a recorded sample, as far as it has come, with what its checks said. */
export function judgedRepliesOf(store: Store, contentId: number, runId: number, position: number, sample: number) {
  const checks = checksPerTurn(store, contentId);
  const replies = new Map<number, JudgedReply & { verdicts: CountedVerdict[] }>();
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
  return judgedRepliesOf(store, contentId, runId, position, sample)
    .filter((reply) => sampleStatusOf(store, contentId, [reply]) !== "passed")
    .map(({ turn }) => turn);
}

/**
 * Recomputes the status of a finished sample from what is recorded of it, and writes it where it changed: into the
 * sample's result and into the counts of its run. The caller holds the transaction. Null where nothing changed.
 */
export function recomputeStatus(store: Store, runId: number, position: number, sample: number): StatusChange | null {
  const before = store.results.statusAt(runId, position, sample);
  const contentId = store.runs.contentAt(runId, position);
  if (before === null || contentId === null) return null;
  const after = sampleStatusOf(store, contentId, judgedRepliesOf(store, contentId, runId, position, sample));
  if (after === before) return null;
  store.results.setStatus(runId, position, sample, after);
  store.runs.moveProgressCount(runId, before, after);
  store.annotations.bumpStatusRevision();
  return { runId, before, after };
}

/** The content read last of each project: a verdict recomputes many samples of one conversation. */
const lastRead = new WeakMap<Store, { contentId: number; checks: Verdict["check"][][] }>();

function checksPerTurn(store: Store, contentId: number): Verdict["check"][][] {
  const known = lastRead.get(store);
  if (known?.contentId === contentId) return known.checks;
  const content = store.conversations.contentOf(contentId);
  const checks = userTurns(content.turns).map((turn) => checksOnTurn(turn, content.checks));
  lastRead.set(store, { contentId, checks });
  return checks;
}

/** The checks on the reply to one turn, in the order in which verdicts are numbered. */
export function checksOnTurn(
  turn: { readonly checks: readonly Check[] },
  conversationChecks: readonly Check[],
): Check[] {
  return [...turn.checks, ...conversationChecks];
}
