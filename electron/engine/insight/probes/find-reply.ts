import type { ReplyAt } from "../../../../shared/contract/people.ts";
import { Problem } from "../../../../shared/problem.ts";
import type { Store } from "../../store/store.ts";

/** So many runs are looked at, newest first. */
const MOST_RUNS = 100;

/**
 * The newest reply of a conversation that failed, else the newest that there is. Throws Problem("not-found") where it
 * was never replayed.
 */
export function findReply(store: Store, promptId: string, setId: string, conversationId: string): ReplyAt {
  let newest: ReplyAt | null = null;
  const runs = store.runs.list(Number(promptId)).filter(({ run }) => run.setId === setId);
  for (const { run } of runs.slice(0, MOST_RUNS)) {
    const place = store.runs.conversation(Number(run.id), conversationId);
    if (!place) continue;
    const results = store.results.ofConversation(Number(run.id), place.position);
    const found = results.find(({ status }) => status === "failed") ?? results[0];
    if (!found) continue;
    const failed = store.outputs.failedTurns(Number(run.id), place.position, found.sample);
    const last = store.outputs.ofSample(Number(run.id), place.position, found.sample).at(-1);
    const turn = failed.at(-1) ?? last?.turn;
    if (turn === undefined) continue;
    const at = { runId: run.id, conversationId, sample: found.sample, turn };
    if (found.status === "failed") return at;
    newest ??= at;
  }
  if (newest) return newest;
  throw new Problem("not-found", `"${conversationId}" has no reply yet to step past. Replay it first.`, {
    conversationId,
  });
}
