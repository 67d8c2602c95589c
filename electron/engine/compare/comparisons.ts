import { pinnedReplies } from "../replay/pinned-replies.ts";
import type { Comparison, ConversationComparison } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { Problem } from "../../../shared/problem.ts";
import { userTurns } from "../../../shared/domain/conversation.ts";
import { haveSameTurns } from "../replay/recheck.ts";
import { messagesUpToTurn, renderTemplate } from "../calls/request.ts";
import type { Store } from "../store/store.ts";
import {
  limitToQuickReplay,
  withSupplementRun,
  onlyPickedConversations,
  type RunResults,
  memoizeNewest,
  createRunResultsReader,
} from "./run-results.ts";
import type { FactScans } from "../grounding/fact-scans.ts";
import { readFactSettings } from "../grounding/fact-settings.ts";
import { flagRows, flagTurns } from "./fact-flags.ts";
import { expectedChanceBreaks, markSingleSampleRows } from "./single-sample-chance.ts";
import { compareTurns, readSampleGroups } from "./conversation-comparison.ts";
import { explainRows, explainTurns, findPinnedRuns } from "./explain-changes.ts";
import { readAnnotatedReplies, summarize } from "./comparison-summary.ts";
import { createTextDiff } from "./text-diff.ts";

/** How many comparisons are remembered. */
const MAX_REMEMBERED_COMPARISONS = 3;

interface RememberedComparison {
  comparison: Comparison;
  pinned: readonly Run[];
  /** By conversation, the most samples that either side has, where that is more than 1. */
  taken: Map<string, number>;
}

interface ComparisonDependencies {
  store: Store;
  /** A run with the counts it has this moment. */
  getRun(runId: string): Run;
  factScans: FactScans;
}

export function createComparisons({ store, getRun, factScans }: ComparisonDependencies) {
  const differ = createTextDiff();

  const remembered = memoizeNewest<RememberedComparison>(MAX_REMEMBERED_COMPARISONS);
  const runResultsOf = createRunResultsReader(store);

  /**
   * The newest comparisons are remembered while their runs do not move: stepping through the rows of one asks for
   * it again, and the one on screen outlives the quick replays of the draft.
   */
  const rememberedComparison = (baselineRunId: string | null, candidateRunId: string) => {
    const baseline = baselineRunId === null ? null : getRun(baselineRunId);
    const candidate = getRun(candidateRunId);
    const pinned = findPinnedRuns(store, baseline, candidate).map((run) => getRun(run.id));
    const name = `${baselineRunId} ${candidateRunId}`;
    const scans = [baseline, candidate].flatMap((run) => (run ? [factScans.rulesOf(run)] : []));
    for (const run of [baseline, candidate]) if (run) factScans.refresh(run);
    const said = [store.annotations.statusRevision(), scans, store.settings.get("facts")];
    const key = JSON.stringify([baseline, candidate, pinned, ...said]);
    return remembered(name, key, () => compare(baseline, candidate, pinned));
  };

  const bothRunResults = (baseline: Run | null, candidate: Run): { before: RunResults | null; after: RunResults } => {
    if (baseline === null) return { before: null, after: runResultsOf(candidate) };
    const own = runResultsOf(candidate);
    const { before, after } = withSupplementRun(store, onlyPickedConversations(runResultsOf(baseline), own), own);
    return { before: limitToQuickReplay(before, after), after };
  };

  const compare = (baseline: Run | null, candidate: Run, pinned: readonly Run[]): RememberedComparison => {
    const { before, after } = bothRunResults(baseline, candidate);
    const summary = summarize(before, after, readAnnotatedReplies(store, Number(candidate.id)), (one, other) =>
      haveSameTurns(store.conversations.contentOf(one), store.conversations.contentOf(other)),
    );
    const sides = pinned.map(runResultsOf);
    const explained =
      before && sides.length > 0 ? explainRows(store, before, after, sides, summary.rows) : summary.rows;
    const flagged = { side: after, facts: factScans.ofRun(candidate) };
    const known = before && baseline ? { side: before, facts: factScans.ofRun(baseline) } : null;
    const rows = flagRows(explained, flagged, known, readFactSettings(store));
    if (baseline) markSingleSampleRows(rows, baseline, candidate);
    const { noiseFloor } = summary;
    const chance = baseline ? expectedChanceBreaks(store, rows, { baseline, candidate, noiseFloor }) : undefined;
    const taken = new Map<string, number>();
    for (const side of [before, after]) {
      for (const [id, { results }] of side?.byId ?? []) {
        if (results.length > (taken.get(id) ?? 1)) taken.set(id, results.length);
      }
    }
    return { comparison: { ...summary, rows, ...(chance && { chance }) }, pinned, taken };
  };

  const locateConversation = (runId: string | null, conversationId: string) => {
    const conversation = runId === null ? null : store.runs.conversation(Number(runId), conversationId);
    return conversation ? { runId: Number(runId), conversation } : null;
  };

  /** Where the baseline's reply is: in the candidate's supplement run, where auto-samples took it and the baseline's own run has none. */
  const locateBaselineSample = (
    baselineRunId: string | null,
    candidateRunId: string,
    conversationId: string,
    sample: number,
  ) => {
    const own = locateConversation(baselineRunId, conversationId);
    const candidate = getRun(candidateRunId);
    if (candidate.sampling === null || candidate.baselineRunId !== baselineRunId) return own;
    const beside = store.runs.supplementRun(Number(candidateRunId));
    const other = beside === null ? null : locateConversation(String(beside), conversationId);
    if (own === null || own.conversation.contentId !== other?.conversation.contentId) return other ?? own;
    return store.outputs.ofSample(own.runId, own.conversation.position, sample).length > 0 ? own : other;
  };

  /** Samples of a run that every conversation gets, whether they are there yet or not. */
  const fixedSamples = (runId: string | null): number => {
    const run = runId === null ? null : getRun(runId);
    return run === null || run.sampling !== null ? 1 : run.samples;
  };

  return {
    summary: (baselineRunId: string | null, candidateRunId: string): Comparison =>
      rememberedComparison(baselineRunId, candidateRunId).comparison,

    async conversation(
      baselineRunId: string | null,
      candidateRunId: string,
      conversationId: string,
      sample: number,
    ): Promise<ConversationComparison> {
      const { comparison, pinned, taken } = rememberedComparison(baselineRunId, candidateRunId);
      const row = comparison.rows.find(({ id }) => id === conversationId);
      const baseline = locateBaselineSample(baselineRunId, candidateRunId, conversationId, sample);
      const candidate = locateConversation(candidateRunId, conversationId);
      if (!row)
        throw new Problem("not-found", `Neither run has a conversation "${conversationId}".`, { conversationId });
      const shown = (candidate ?? baseline)?.conversation;
      const compared = await compareTurns(store, differ, baseline, candidate, sample);
      const factsAt = (at: typeof candidate) =>
        at ? factScans.ofConversation(at.runId, at.conversation.position) : [];
      const turns = flagTurns(compared, sample, factsAt(candidate), factsAt(baseline), readFactSettings(store));
      return {
        row,
        notes: shown?.notes ?? "",
        sample,
        groups: readSampleGroups(
          store,
          baselineRunId === null ? null : getRun(baselineRunId),
          getRun(candidateRunId),
          conversationId,
        ),
        samples: Math.max(taken.get(conversationId) ?? 1, ...[candidateRunId, baselineRunId].map(fixedSamples)),
        runs: {
          baseline: baseline === null ? null : String(baseline.runId),
          candidate: candidate === null ? null : String(candidate.runId),
        },
        turns:
          shown && pinned.length > 0
            ? explainTurns(store, pinned, conversationId, shown.contentId, sample, turns)
            : turns,
      };
    },

    /** The request of one recorded reply, byte for byte as it was sent. */
    request(runId: string, conversationId: string, turn: number, sample: number) {
      const stored = store.runs.get(Number(runId));
      const at = locateConversation(runId, conversationId);
      const outputs = stored && at ? store.outputs.ofSample(at.runId, at.conversation.position, sample) : [];
      const output = outputs.find((one) => one.turn === turn);
      if (!stored || !at || !output)
        throw new Problem("not-found", "There is no recorded reply at this place.", { runId, turn });
      const asked = userTurns(store.conversations.contentOf(at.conversation.contentId).turns);
      const history =
        stored.run.history === "pinned" && stored.run.baselineRunId !== null
          ? pinnedHistory(stored.run.baselineRunId, at, sample)
          : (index: number) => outputs.find((one) => one.turn === index);
      const replies = asked.map(({ index }) => history(index)?.text ?? null);
      const texts = [
        store.texts.get(stored.textId),
        ...messagesUpToTurn(asked, turn, replies).map((message) => message.content),
      ];
      return { request: renderTemplate(output.requestForm, texts), library: output.library, usage: output.usage };
    },

    close: differ.close,
  };

  function pinnedHistory(baselineRunId: string, at: { conversation: { id: string } }, sample: number) {
    const baseline = locateConversation(baselineRunId, at.conversation.id);
    if (!baseline) return () => undefined;
    const { runId, conversation } = baseline;
    const { samples } = getRun(baselineRunId);
    return pinnedReplies(store, { runId, position: conversation.position, samples }, sample);
  }
}
export type Comparisons = ReturnType<typeof createComparisons>;
