import type { Share } from "../../../../shared/contract/trends.ts";
import type { ScoreRow } from "../../store/trends.ts";
import { slotOf, type MetricNames } from "./metric-names.ts";

interface Mean {
  sum: number;
  count: number;
}

/** Mean score by metric: over the verdicts of a conversation first, so that long ones weigh no more, then over these. */
export function meanScores(rows: Iterable<ScoreRow>, names: MetricNames): Map<string, Share> {
  const byMetric = new Map<string, Map<string, Mean>>();
  for (const { conversationId, turn, checkIndex, score } of rows) {
    const metric = names.get(conversationId)?.get(slotOf(turn, checkIndex));
    if (metric === undefined) continue;
    const byConversation = byMetric.get(metric) ?? new Map<string, Mean>();
    const mean = byConversation.get(conversationId) ?? { sum: 0, count: 0 };
    mean.sum += score;
    mean.count += 1;
    byConversation.set(conversationId, mean);
    byMetric.set(metric, byConversation);
  }
  const means = new Map<string, Share>();
  for (const [metric, byConversation] of byMetric) {
    const shares = [...byConversation.values()].reduce((all, one) => all + one.sum / one.count, 0);
    means.set(metric, { mean: shares / byConversation.size, conversations: byConversation.size });
  }
  return means;
}
