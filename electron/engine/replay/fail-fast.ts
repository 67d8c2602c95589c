import { classifyOutcomes } from "../statistics/classify-outcomes.ts";
import type { SampleStatus } from "../store/results.ts";
import type { Store } from "../store/store.ts";

interface FailFastOptions {
  runId: number;
  /** What to break against; null stops at any failure. */
  baselineRunId: number | null;
  samples: number;
  onBreak(message: string): void;
}

/**
 * Looks at each finished sample and says when a conversation broke, by the comparison's own rule. Where the
 * baseline is still being replayed, a conversation that failed waits for it.
 */
export function watchForBreak(store: Store, { runId, baselineRunId, samples, onBreak }: FailFastOptions) {
  const conversations = new Map(store.runs.conversations(runId).map((one) => [one.position, one]));
  const open = new Set<number>();

  /** True when the baseline has nothing to say of it yet. */
  const undecided = (baseline: number, position: number): boolean => {
    const conversation = conversations.get(position);
    if (!conversation) return false;
    const before = store.runs.conversation(baseline, conversation.id);
    if (!before || before.contentId !== conversation.contentId) return false;
    const candidate = store.runs.tally(runId, position);
    if (candidate.finished < samples) return true;
    const other = store.runs.get(baseline);
    const tally = store.runs.tally(baseline, before.position);
    if (other && other.run.progress.status === "running" && tally.finished < other.run.samples) return true;
    if (tally.samples === 0 || candidate.samples === 0) return false;
    const [judged] = classifyOutcomes([{ baseline: tally, candidate }]);
    if (judged?.outcome === "broke") onBreak(`Stopped because "${conversation.id}" broke against run ${baseline}.`);
    return false;
  };

  return (position: number, status: SampleStatus): void => {
    if (status === "failed" && baselineRunId === null) {
      onBreak(`Stopped because "${conversations.get(position)?.id}" failed.`);
      return;
    }
    if (status === "failed") open.add(position);
    if (baselineRunId === null) return;
    for (const one of open) if (!undecided(baselineRunId, one)) open.delete(one);
  };
}
