import { userTurns } from "../../../shared/rules/turns.ts";
import { Problem } from "../../../shared/problem.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "./plan.ts";

/**
 * The baseline run's replies, for pinned history. Every conversation must be in the baseline with the
 * same content and a reply to every turn that goes into a history; otherwise nothing starts.
 */
export function pinnedReplies(
  store: Store,
  baselineRunId: number,
  runId: number,
): (task: Task, turn: number) => string | null {
  const baseline = store.runs.get(baselineRunId);
  if (!baseline) throw new Problem("not-found", "The baseline run for pinned history does not exist any more.");
  const inBaseline = new Map(store.runs.conversations(baselineRunId).map((one) => [one.id, one]));
  const positions = new Map<number, number>();
  for (const one of store.runs.conversations(runId)) {
    const other = inBaseline.get(one.id);
    if (!other || other.contentId !== one.contentId) {
      throw new Problem(
        "bad-input",
        `Pinned history needs a baseline run with the same conversations: "${one.id}" is missing or was edited since. Replay the baseline again.`,
        { conversationId: one.id },
      );
    }
    positions.set(one.position, other.position);
    const needed = userTurns(store.conversations.contentOf(one.contentId).turns).slice(0, -1);
    const replies = store.outputs.ofSample(baselineRunId, other.position, 0);
    if (needed.some((turn) => turn.fixed === null && !replies.some((reply) => reply.turn === turn.index))) {
      throw new Problem(
        "bad-input",
        `Pinned history needs every reply of the baseline run, and "${one.id}" lacks one. Resume the baseline run first.`,
        { conversationId: one.id },
      );
    }
  }
  const samples = baseline.run.samples;
  return (task, turn) => {
    const position = positions.get(task.position);
    if (position === undefined) return null;
    const find = (sample: number) =>
      store.outputs.ofSample(baselineRunId, position, sample).find((reply) => reply.turn === turn)?.text;
    return find(task.sample % samples) ?? find(0) ?? null;
  };
}
