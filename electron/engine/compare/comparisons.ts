import type { Comparison, ConversationComparison } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { Problem } from "../../../shared/problem.ts";
import { userTurns } from "../../../shared/rules/turns.ts";
import { haveSameTurns } from "../replay/stale-checks.ts";
import { messagesFor } from "../replay/history.ts";
import { fillForm } from "../replay/request-form.ts";
import type { Store } from "../store/store.ts";
import { heldToQuickReplay, withBesides, withoutUnpicked, type RunSide } from "./align.ts";
import type { FactScans } from "../facts/fact-scans.ts";
import { readFactSettings } from "../facts/fact-settings.ts";
import { flagRows } from "../facts/flag-rows.ts";
import { flagTurns } from "../facts/flag-turns.ts";
import { chanceOf, markUnconfirmed } from "./chance.ts";
import { compareTurns } from "./conversation.ts";
import { explainRows, explainTurns, pinnedBeside } from "./explain.ts";
import { recent } from "./recent.ts";
import { readSettled } from "./review.ts";
import { readSampleGroups } from "./sample-groups.ts";
import { createSides } from "./sides.ts";
import { summarize } from "./summary.ts";
import { createTextDiff } from "./text-diff.ts";

/** How many comparisons are remembered. */
const MOST_RECALLED = 3;

interface Recalled {
  comparison: Comparison;
  pinned: readonly Run[];
  /** By conversation, the most samples that either side has, where that is more than 1. */
  taken: Map<string, number>;
}

export interface ComparisonDependencies {
  store: Store;
  /** A run with the counts it has this moment. */
  getRun(runId: string): Run;
  factScans: FactScans;
}

export function createComparisons({ store, getRun, factScans }: ComparisonDependencies) {
  const differ = createTextDiff();

  const recalled = recent<Recalled>(MOST_RECALLED);
  const sideOf = createSides(store);

  /**
   * The newest comparisons are remembered while their runs do not move: stepping through the rows of one asks for
   * it again, and the one on screen outlives the quick replays of the draft beside it.
   */
  const recall = (baselineRunId: string | null, candidateRunId: string) => {
    const baseline = baselineRunId === null ? null : getRun(baselineRunId);
    const candidate = getRun(candidateRunId);
    const pinned = pinnedBeside(store, baseline, candidate).map((run) => getRun(run.id));
    const name = `${baselineRunId} ${candidateRunId}`;
    const scans = [baseline, candidate].flatMap((run) => (run ? [factScans.rulesOf(run)] : []));
    for (const run of [baseline, candidate]) if (run) factScans.refresh(run);
    const said = [store.people.revision(), scans, store.settings.get("facts")];
    const key = JSON.stringify([baseline, candidate, pinned, ...said]);
    return recalled(name, key, () => compare(baseline, candidate, pinned));
  };

  const sidesOf = (baseline: Run | null, candidate: Run): { before: RunSide | null; after: RunSide } => {
    if (baseline === null) return { before: null, after: sideOf(candidate) };
    const own = sideOf(candidate);
    const { before, after } = withBesides(store, withoutUnpicked(sideOf(baseline), own), own);
    return { before: heldToQuickReplay(before, after), after };
  };

  const compare = (baseline: Run | null, candidate: Run, pinned: readonly Run[]): Recalled => {
    const { before, after } = sidesOf(baseline, candidate);
    const summary = summarize(before, after, readSettled(store, Number(candidate.id)), (one, other) =>
      haveSameTurns(store.conversations.contentOf(one), store.conversations.contentOf(other)),
    );
    const sides = pinned.map(sideOf);
    const explained =
      before && sides.length > 0 ? explainRows(store, before, after, sides, summary.rows) : summary.rows;
    const flagged = { side: after, facts: factScans.ofRun(candidate) };
    const known = before && baseline ? { side: before, facts: factScans.ofRun(baseline) } : null;
    const rows = flagRows(explained, flagged, known, readFactSettings(store));
    if (baseline) markUnconfirmed(rows, baseline, candidate);
    const { noiseFloor } = summary;
    const chance = baseline ? chanceOf(store, rows, { baseline, candidate, noiseFloor }) : undefined;
    const taken = new Map<string, number>();
    for (const side of [before, after]) {
      for (const [id, { results }] of side?.byId ?? []) {
        if (results.length > (taken.get(id) ?? 1)) taken.set(id, results.length);
      }
    }
    return { comparison: { ...summary, rows, ...(chance && { chance }) }, pinned, taken };
  };

  const place = (runId: string | null, conversationId: string) => {
    const conversation = runId === null ? null : store.runs.conversation(Number(runId), conversationId);
    return conversation ? { runId: Number(runId), conversation } : null;
  };

  /** Where the baseline's reply stands: beside the candidate's run, where auto-samples took it and it has none itself. */
  const placeOfSample = (
    baselineRunId: string | null,
    candidateRunId: string,
    conversationId: string,
    sample: number,
  ) => {
    const own = place(baselineRunId, conversationId);
    const candidate = getRun(candidateRunId);
    if (candidate.sampling === null || candidate.baselineRunId !== baselineRunId) return own;
    const beside = store.runs.beside(Number(candidateRunId));
    const other = beside === null ? null : place(String(beside), conversationId);
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
      recall(baselineRunId, candidateRunId).comparison,

    async conversation(
      baselineRunId: string | null,
      candidateRunId: string,
      conversationId: string,
      sample: number,
    ): Promise<ConversationComparison> {
      const { comparison, pinned, taken } = recall(baselineRunId, candidateRunId);
      const row = comparison.rows.find(({ id }) => id === conversationId);
      const baseline = placeOfSample(baselineRunId, candidateRunId, conversationId, sample);
      const candidate = place(candidateRunId, conversationId);
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
