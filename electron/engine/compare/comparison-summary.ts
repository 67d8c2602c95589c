import { z } from "zod";
import {
  type Comparison,
  type ComparisonRow,
  type Outcome,
  type OutcomeCounts,
  type PassRate,
  type Tally,
  comparisonRowRank,
} from "../../../shared/domain/comparison.ts";
import type { SampleResult } from "../store/results.ts";
import {
  alignConversations,
  firstDivergentTurn,
  type AlignedConversation,
  type RunResults,
  type ConversationResults,
} from "./run-results.ts";
import { classifyOutcomes, type ClassifiedOutcome } from "../statistics/classify-outcomes.ts";
import { INITIAL_SAMPLES } from "../statistics/sequential-test.ts";
import { signTest } from "../statistics/exact-tests.ts";
import { estimateNoiseFloor, passRateDifference, meanOf } from "../statistics/rate-intervals.ts";
import { readStoredJson } from "../store/stored-json.ts";
import type { Store } from "../store/store.ts";

const noCutReplies = { limit: 0, filter: 0 };
/** What is said of a conversation whose turns both runs share: its recorded replies need no call to be judged again. */
export const ONLY_CHECKS_EDITED = "its checks were edited between the two runs: check the recorded replies again";

type SameTurns = (baselineContentId: number, candidateContentId: number) => boolean;

const tagsSchema = z.array(z.string());

/** A row without its final outcome. */
interface PendingRow {
  row: ComparisonRow;
  /** It is to be judged from its tallies, together with the others. */
  open: boolean;
  /** Counts samples in error too. */
  taken: number;
  /** Why auto-samples stopped before they were done. */
  cut: string | null;
}

/**
 * Compares two runs conversation by conversation. A baseline of null shows the candidate alone. `settled` knows the
 * candidate's replies that people have judged, `sameTurns` whether two contents differ in nothing but their checks.
 */
export function summarize(
  baseline: RunResults | null,
  candidate: RunResults,
  settled: IsAnnotated,
  sameTurns: SameTurns = () => false,
): Comparison {
  const tagsOf = createTagReader();
  const pendingRows = alignConversations(baseline, candidate).map((pair) =>
    toPendingRow(pair, candidate, settled, tagsOf, sameTurns),
  );
  const open = pendingRows.filter((pendingRow) => pendingRow.open);
  const judged = open.map(({ row }) => row);
  classifyOutcomes(judged, samplingOf(baseline, candidate)).forEach((verdict, at) => {
    const draft = open[at];
    if (draft) Object.assign(draft.row, withUnfinishedSampling(withUnevaluatedSamples(verdict, draft), draft));
  });
  const rows = pendingRows.map(({ row }) => row);
  return {
    baseline: baseline?.run ?? null,
    candidate: candidate.run,
    counts: countOutcomes(rows),
    pending: rows.filter((row) => row.outcome === null).length,
    changed: rows.filter((row) => row.changed).length,
    noiseFloor: baseline ? baselineNoiseFloor(baseline) : null,
    passRate: baseline ? comparePassRates(judged) : candidatePassRate(rows),
    // Those of one rank stay in the order of the set.
    rows: rows.sort((a, b) => comparisonRowRank(a) - comparisonRowRank(b)),
  };
}

/** Tags are few and stand on many conversations: each list is read once. */
function createTagReader(): (stored: string, row: string) => string[] {
  const known = new Map<string, string[]>();
  return (stored, row) => {
    const tags =
      known.get(stored) ?? readStoredJson(tagsSchema, stored, { table: "run_conversations", row, column: "tags" });
    known.set(stored, tags);
    return tags;
  };
}

function toPendingRow(
  { id, baseline, candidate }: AlignedConversation,
  run: RunResults,
  settled: IsAnnotated,
  tagsOf: (stored: string, row: string) => string[],
  sameTurns: SameTurns,
): PendingRow {
  const shown = (candidate ?? baseline)?.conversation;
  const same = baseline && candidate && baseline.conversation.contentId === candidate.conversation.contentId;
  const onlyChecks =
    baseline !== null &&
    candidate !== null &&
    !same &&
    sameTurns(baseline.conversation.contentId, candidate.conversation.contentId);
  const divergent = same || onlyChecks ? firstDivergentTurn(baseline.results, candidate.results) : null;
  const row: ComparisonRow = {
    id,
    title: shown?.title ?? "",
    tags: tagsOf(shown?.tags ?? "[]", shown?.id ?? ""),
    outcome: null,
    detail: null,
    changed: divergent !== null,
    review: divergent !== null && baseline !== null && candidate !== null && needsReview(baseline, candidate, settled),
    firstDivergentTurn: divergent,
    flags: 0,
    baseline: tallyResults(baseline?.results),
    candidate: tallyResults(candidate?.results),
    turns: shown?.turns ?? 0,
    checks: shown?.checks ?? 0,
  };
  if (baseline?.cut || candidate?.cut) {
    row.cut = { baseline: baseline?.cut ?? noCutReplies, candidate: candidate?.cut ?? noCutReplies };
  }
  const { outcome = null, detail = null, cut = null, open = false } = preliminaryOutcome(baseline, candidate, run, row);
  row.outcome = outcome;
  row.detail = outcome === "edited" && onlyChecks ? ONLY_CHECKS_EDITED : detail;
  return { row, open, cut, taken: candidate?.results.length ?? 0 };
}

/** What can be said before any pass counts are looked at. */
interface PreliminaryOutcome {
  outcome?: Outcome;
  detail?: string;
  cut?: string | null;
  open?: boolean;
}

function preliminaryOutcome(
  baseline: ConversationResults | null,
  candidate: ConversationResults | null,
  { run }: RunResults,
  row: ComparisonRow,
): PreliminaryOutcome {
  if (!candidate) return { outcome: "missing", detail: "the candidate run does not have this conversation" };
  const running = run.progress.status === "running";
  const auto = run.sampling !== null;
  const done = auto ? candidate.end !== null : candidate.results.length >= run.samples;
  if (running && !candidate.failure && !done) return {};
  if (candidate.results.length < (auto ? 1 : run.samples)) {
    return { outcome: "missing", detail: candidate.failure ?? "the candidate run has no reply yet: resume it" };
  }
  if (!baseline) return { outcome: "missing", detail: "the baseline run does not have this conversation" };
  if (baseline.conversation.contentId !== candidate.conversation.contentId) {
    return { outcome: "edited", detail: "its turns were edited between the two runs: replay it again" };
  }
  if (baseline.results.length === 0 || baseline.failure) {
    return { outcome: "missing", detail: baseline.failure ?? "the baseline run has no reply: resume it" };
  }
  if (row.baseline.samples === 0 || row.candidate.samples === 0) {
    return { outcome: "undecided", detail: "a check could not be evaluated: see its reason" };
  }
  return { open: true, cut: done ? null : (candidate.failure ?? "its sampling was cut off: resume the run") };
}

/** What holds whenever sampling stops is said; the rest needs the samples that were not taken. */
function withUnfinishedSampling(verdict: ClassifiedOutcome, { cut }: PendingRow): ClassifiedOutcome {
  if (cut === null || verdict.outcome === "broke" || verdict.outcome === "fixed") return verdict;
  return { outcome: "undecided", detail: cut };
}

/** Passing is said only of samples that all could be evaluated; a candidate with one in error is undecided. */
function withUnevaluatedSamples(verdict: ClassifiedOutcome, { row, taken }: PendingRow): ClassifiedOutcome {
  const inError = taken - row.candidate.samples;
  if (inError <= 0 || (verdict.outcome !== "stillPassing" && verdict.outcome !== "fixed")) return verdict;
  return {
    outcome: "undecided",
    detail: `a check could not be evaluated in ${inError} of ${taken} samples: see its reason`,
  };
}

/** Samples in which a check could not be evaluated count neither way. */
function tallyResults(results: readonly SampleResult[] = []): Tally {
  let [passed, samples] = [0, 0];
  for (const { status } of results) {
    if (status === "passed") passed += 1;
    if (status !== "unevaluated") samples += 1;
  }
  return { passed, samples };
}

function countOutcomes(rows: readonly ComparisonRow[]): OutcomeCounts {
  const counts: OutcomeCounts = {
    broke: 0,
    fixed: 0,
    stillFailing: 0,
    stillPassing: 0,
    flaky: 0,
    undecided: 0,
    edited: 0,
    missing: 0,
  };
  for (const row of rows) if (row.outcome) counts[row.outcome] += 1;
  return counts;
}

function candidatePassRate(rows: readonly ComparisonRow[]): PassRate {
  const judged = rows.filter((row) => row.candidate.samples > 0);
  const rate = judged.length === 0 ? null : meanOf(judged.map((row) => row.candidate.passed / row.candidate.samples));
  return { baseline: null, candidate: rate, difference: null, interval: null, p: null };
}

/** The set as a whole. p is the exact McNemar test on gains and losses. */
function comparePassRates(rows: readonly ComparisonRow[]): PassRate {
  const found = passRateDifference(rows);
  if (!found) return { baseline: null, candidate: null, difference: null, interval: null, p: null };
  return { ...found, p: signTest(rows) };
}

/** Auto-samples on either side: how many there are was decided by what they showed. */
function samplingOf(...sides: (RunResults | null)[]): "auto" | "fixed" {
  return sides.some((side) => side?.auto) ? "auto" : "fixed";
}

/** How often one version's own verdicts differ: of auto-samples only those that every conversation gets. */
function baselineNoiseFloor({ byId, auto }: RunResults): number | null {
  const sides = [...byId.values()];
  if (!auto) return estimateNoiseFloor(sides.map(({ results }) => tallyResults(results)));
  return estimateNoiseFloor(
    sides.map(({ results }) => tallyResults(results.filter(({ sample }) => sample < INITIAL_SAMPLES))),
  );
}

/** Whether a person has annotated a reply of a run: called it good or bad, or approved what it matches. */
type IsAnnotated = (position: number, turn: number, textId: number) => boolean;

/** Reads all annotated replies of a run at once. */
export function readAnnotatedReplies(store: Store, runId: number): IsAnnotated {
  const keys = new Set(
    store.annotations.annotatedIn(runId).map(({ position, turn, textId }) => `${position}/${turn}/${textId}`),
  );
  return (position, turn, textId) => keys.size > 0 && keys.has(`${position}/${turn}/${textId}`);
}

/** Whether the candidate has a reply that the baseline has nowhere at its turn, and that nobody has annotated yet. */
function needsReview(baseline: ConversationResults, candidate: ConversationResults, settled: IsAnnotated): boolean {
  return candidate.results.some(({ replyTexts }) =>
    replyTexts.some(
      (textId, turn) =>
        textId !== null &&
        baseline.results.every((result) => result.replyTexts[turn] !== textId) &&
        !settled(candidate.conversation.position, turn, textId),
    ),
  );
}
