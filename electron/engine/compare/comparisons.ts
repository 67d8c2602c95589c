import type { Comparison, ComparisonRow, ConversationComparison } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { Problem } from "../../../shared/problem.ts";
import { userTurns } from "../../../shared/rules/turns.ts";
import { messagesFor } from "../replay/history.ts";
import { fillForm } from "../replay/request-form.ts";
import type { Store } from "../store/store.ts";
import { readSide } from "./align.ts";
import { compareTurns } from "./conversation.ts";
import { summarize } from "./summary.ts";
import { createTextDiff } from "./text-diff.ts";

export interface ComparisonDependencies {
  store: Store;
  /** A run with the counts it has this moment. */
  getRun(runId: string): Run;
}

export function createComparisons({ store, getRun }: ComparisonDependencies) {
  const differ = createTextDiff();

  let last: { key: string; comparison: Comparison; rows: Map<string, ComparisonRow> } | null = null;

  /** The newest comparison is remembered while its runs do not move: stepping through its rows asks for it again. */
  const recall = (baselineRunId: string | null, candidateRunId: string) => {
    const baseline = baselineRunId === null ? null : getRun(baselineRunId);
    const candidate = getRun(candidateRunId);
    const key = JSON.stringify([baseline, candidate]);
    if (last?.key === key) return last;
    const comparison = summarize(baseline && readSide(store, baseline), readSide(store, candidate));
    last = { key, comparison, rows: new Map(comparison.rows.map((row) => [row.id, row])) };
    return last;
  };

  const place = (runId: string | null, conversationId: string) => {
    const conversation = runId === null ? null : store.runs.conversation(Number(runId), conversationId);
    return conversation ? { runId: Number(runId), conversation } : null;
  };

  return {
    summary: (baselineRunId: string | null, candidateRunId: string): Comparison =>
      recall(baselineRunId, candidateRunId).comparison,

    async conversation(
      baselineRunId: string | null,
      candidateRunId: string,
      conversationId: string,
      sample: number,
    ): Promise<ConversationComparison> {
      const row = recall(baselineRunId, candidateRunId).rows.get(conversationId);
      const baseline = place(baselineRunId, conversationId);
      const candidate = place(candidateRunId, conversationId);
      if (!row)
        throw new Problem("not-found", `Neither run has a conversation "${conversationId}".`, { conversationId });
      return {
        row,
        notes: (candidate ?? baseline)?.conversation.notes ?? "",
        sample,
        samples: Math.max(getRun(candidateRunId).samples, baselineRunId === null ? 1 : getRun(baselineRunId).samples),
        turns: await compareTurns(store, differ, baseline, candidate, sample),
      };
    },

    /** The request of one recorded reply, byte for byte as it was sent. */
    request(runId: string, conversationId: string, turn: number, sample: number) {
      const stored = store.runs.get(Number(runId));
      const at = place(runId, conversationId);
      const outputs = stored && at ? store.outputs.ofSample(at.runId, at.conversation.position, sample) : [];
      const output = outputs.find((one) => one.turn === turn);
      if (!stored || !at || !output)
        throw new Problem("not-found", "There is no recorded reply at this place.", { runId, turn });
      const asked = userTurns(store.conversations.contentOf(at.conversation.contentId).turns);
      const history =
        stored.run.history === "pinned" && stored.run.baselineRunId !== null
          ? baselineReplies(stored.run, at, sample)
          : outputs;
      const replies = asked.map((each) => history.find((one) => one.turn === each.index)?.text ?? null);
      const texts = [
        store.texts.get(stored.textId),
        ...messagesFor(asked, turn, replies).map((message) => message.content),
      ];
      return { request: fillForm(output.requestForm, texts), library: output.library, usage: output.usage };
    },

    close: differ.close,
  };

  function baselineReplies(run: Run, at: { conversation: { id: string } }, sample: number) {
    const baseline = place(run.baselineRunId, at.conversation.id);
    const samples = run.baselineRunId === null ? 1 : getRun(run.baselineRunId).samples;
    if (!baseline) return [];
    const read = (of: number) => store.outputs.ofSample(baseline.runId, baseline.conversation.position, of);
    const own = read(sample % samples);
    // As the replay did: where the baseline lacks a reply of this sample, its first sample stands in.
    return [...own, ...read(0).filter((one) => !own.some((other) => other.turn === one.turn))];
  }
}
export type Comparisons = ReturnType<typeof createComparisons>;
