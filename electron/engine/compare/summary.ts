import { z } from "zod";
import type {
  Comparison,
  ComparisonRow,
  Outcome,
  OutcomeCounts,
  PassRate,
  Tally,
} from "../../../shared/domain/comparison.ts";
import { rowRank } from "../../../shared/rules/outcomes.ts";
import type { SampleResult } from "../store/results.ts";
import { align, firstDivergentTurn, type Pair, type RunSide, type Side } from "./align.ts";
import { classify, type Judged } from "./classify.ts";
import { needsReview, type Settled } from "./review.ts";
import { FIRST_SAMPLES } from "./sequential.ts";
import { signTest } from "./statistics/mcnemar.ts";
import { noiseFloorOf } from "./statistics/noise-floor.ts";
import { differenceOfRates, mean } from "./statistics/set-difference.ts";
import { readStored } from "../store/stored-json.ts";

const nothingCut = { limit: 0, filter: 0 };
/** What is said of a conversation whose turns both runs share: its recorded replies need no call to be judged again. */
export const ONLY_CHECKS_EDITED = "its checks were edited between the two runs: check the recorded replies again";

type SameTurns = (baselineContentId: number, candidateContentId: number) => boolean;

const tagsSchema = z.array(z.string());

/** A row on its way to an outcome. */
interface Draft {
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
  baseline: RunSide | null,
  candidate: RunSide,
  settled: Settled,
  sameTurns: SameTurns = () => false,
): Comparison {
  const tagsOf = createTagReader();
  const drafts = align(baseline, candidate).map((pair) => toDraft(pair, candidate, settled, tagsOf, sameTurns));
  const open = drafts.filter((draft) => draft.open);
  const judged = open.map(({ row }) => row);
  classify(judged, samplingOf(baseline, candidate)).forEach((verdict, at) => {
    const draft = open[at];
    if (draft) Object.assign(draft.row, withCut(withErrors(verdict, draft), draft));
  });
  const rows = drafts.map(({ row }) => row);
  return {
    baseline: baseline?.run ?? null,
    candidate: candidate.run,
    counts: countOutcomes(rows),
    pending: rows.filter((row) => row.outcome === null).length,
    changed: rows.filter((row) => row.changed).length,
    noiseFloor: baseline ? noiseFloor(baseline) : null,
    passRate: baseline ? passRate(judged) : candidateRate(rows),
    // Those of one rank stay in the order of the set.
    rows: rows.sort((a, b) => rowRank(a) - rowRank(b)),
  };
}

/** Tags are few and stand on many conversations: each list is read once. */
function createTagReader(): (stored: string, row: string) => string[] {
  const known = new Map<string, string[]>();
  return (stored, row) => {
    const tags =
      known.get(stored) ?? readStored(tagsSchema, stored, { table: "run_conversations", row, column: "tags" });
    known.set(stored, tags);
    return tags;
  };
}

function toDraft(
  { id, baseline, candidate }: Pair,
  run: RunSide,
  settled: Settled,
  tagsOf: (stored: string, row: string) => string[],
  sameTurns: SameTurns,
): Draft {
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
    baseline: tally(baseline?.results),
    candidate: tally(candidate?.results),
    turns: shown?.turns ?? 0,
    checks: shown?.checks ?? 0,
  };
  if (baseline?.cut || candidate?.cut) {
    row.cut = { baseline: baseline?.cut ?? nothingCut, candidate: candidate?.cut ?? nothingCut };
  }
  const { outcome = null, detail = null, cut = null, open = false } = state(baseline, candidate, run, row);
  row.outcome = outcome;
  row.detail = outcome === "edited" && onlyChecks ? ONLY_CHECKS_EDITED : detail;
  return { row, open, cut, taken: candidate?.results.length ?? 0 };
}

/** What can be said before any pass counts are looked at. */
interface State {
  outcome?: Outcome;
  detail?: string;
  cut?: string | null;
  open?: boolean;
}

function state(baseline: Side | null, candidate: Side | null, { run }: RunSide, row: ComparisonRow): State {
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
function withCut(verdict: Judged, { cut }: Draft): Judged {
  if (cut === null || verdict.outcome === "broke" || verdict.outcome === "fixed") return verdict;
  return { outcome: "undecided", detail: cut };
}

/** Passing is said only of samples that all could be evaluated; a candidate with one in error is undecided. */
function withErrors(verdict: Judged, { row, taken }: Draft): Judged {
  const inError = taken - row.candidate.samples;
  if (inError <= 0 || (verdict.outcome !== "stillPassing" && verdict.outcome !== "fixed")) return verdict;
  return {
    outcome: "undecided",
    detail: `a check could not be evaluated in ${inError} of ${taken} samples: see its reason`,
  };
}

/** Samples in which a check could not be evaluated count neither way. */
function tally(results: readonly SampleResult[] = []): Tally {
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

function candidateRate(rows: readonly ComparisonRow[]): PassRate {
  const judged = rows.filter((row) => row.candidate.samples > 0);
  const rate = judged.length === 0 ? null : mean(judged.map((row) => row.candidate.passed / row.candidate.samples));
  return { baseline: null, candidate: rate, difference: null, interval: null, p: null };
}

/** The set as a whole. p is the exact McNemar test on gains and losses. */
function passRate(rows: readonly ComparisonRow[]): PassRate {
  const found = differenceOfRates(rows);
  if (!found) return { baseline: null, candidate: null, difference: null, interval: null, p: null };
  return { ...found, p: signTest(rows) };
}

/** Auto-samples on either side: how many there are was decided by what they showed. */
function samplingOf(...sides: (RunSide | null)[]): "auto" | "fixed" {
  return sides.some((side) => side?.auto) ? "auto" : "fixed";
}

/** How often one version's own verdicts differ: of auto-samples only those that every conversation gets. */
function noiseFloor({ byId, auto }: RunSide): number | null {
  const sides = [...byId.values()];
  if (!auto) return noiseFloorOf(sides.map(({ results }) => tally(results)));
  return noiseFloorOf(sides.map(({ results }) => tally(results.filter(({ sample }) => sample < FIRST_SAMPLES))));
}
