import { z } from "zod";
import type { Comparison, ComparisonRow, OutcomeCounts, PassRate, Tally } from "../../../shared/domain/comparison.ts";
import { rowRank } from "../../../shared/rules/outcomes.ts";
import { align, firstDivergentTurn, type Pair, type RunSide, type Side } from "./align.ts";
import { classify, type Judged } from "./classify.ts";
import { needsReview, type Settled } from "./review.ts";
import { FIRST_SAMPLES } from "./sequential.ts";
import { signTest } from "./statistics/mcnemar.ts";
import { noiseFloorOf } from "./statistics/noise-floor.ts";
import { differenceOfRates, mean } from "./statistics/set-difference.ts";

const tagsSchema = z.array(z.string());

/** `taken` counts samples in error too; `cut` says why auto-samples stopped before they were done. */
type Row = ComparisonRow & { position: number; taken: number; cut: string | null };

/**
 * Compares two runs conversation by conversation. A baseline of null shows the candidate alone. `settled` knows the
 * candidate's replies that people have judged.
 */
export function summarize(baseline: RunSide | null, candidate: RunSide, settled: Settled): Comparison {
  const tagsOf = createTagReader();
  const rows = align(baseline, candidate).map((pair, position) => toRow(pair, candidate, settled, tagsOf, position));
  const judged = rows.filter((row) => isOpen(row) && baseline !== null);
  classify(judged, samplingOf(baseline, candidate)).forEach((verdict, at) => {
    const row = judged[at];
    if (!row) return;
    Object.assign(row, withCut(withErrors(verdict, row), row));
  });
  for (const row of rows) if (isOpen(row)) row.outcome = "missing";
  return {
    baseline: baseline?.run ?? null,
    candidate: candidate.run,
    counts: countOutcomes(rows),
    pending: rows.filter((row) => row.outcome === null).length,
    changed: rows.filter((row) => row.changed).length,
    noiseFloor: baseline ? noiseFloor(baseline) : null,
    passRate: baseline ? passRate(judged) : candidateRate(rows),
    rows: rows.sort((a, b) => rowRank(a) - rowRank(b) || a.position - b.position).map(shownRow),
  };
}

function shownRow({ position: _, taken: __, cut: ___, ...row }: Row): ComparisonRow {
  return row;
}

/** Marks a row that is still to be judged from its tallies. */
const OPEN = "to be judged";
const isOpen = (row: Row): boolean => row.detail === OPEN;

/** Tags are few and stand on many conversations: each list is read once. */
function createTagReader(): (stored: string) => string[] {
  const known = new Map<string, string[]>();
  return (stored) => {
    const tags = known.get(stored) ?? tagsSchema.parse(JSON.parse(stored));
    known.set(stored, tags);
    return tags;
  };
}

function toRow(
  { id, baseline, candidate }: Pair,
  run: RunSide,
  settled: Settled,
  tagsOf: (stored: string) => string[],
  position: number,
): Row {
  const shown = (candidate ?? baseline)?.conversation;
  const same = baseline && candidate && baseline.conversation.contentId === candidate.conversation.contentId;
  const divergent = same ? firstDivergentTurn(baseline.results, candidate.results) : null;
  const row: Row = {
    id,
    title: shown?.title ?? "",
    tags: tagsOf(shown?.tags ?? "[]"),
    outcome: null,
    detail: null,
    changed: divergent !== null,
    review: divergent !== null && baseline !== null && candidate !== null && needsReview(baseline, candidate, settled),
    firstDivergentTurn: divergent,
    flags: 0,
    baseline: tally(baseline),
    candidate: tally(candidate),
    turns: shown?.turns ?? 0,
    checks: shown?.checks ?? 0,
    position,
    taken: candidate?.results.length ?? 0,
    cut: null,
  };
  return { ...row, ...state(baseline, candidate, run, row) };
}

/** What can be said before any pass counts are looked at. */
function state(
  baseline: Side | null,
  candidate: Side | null,
  { run }: RunSide,
  row: Row,
): Partial<Pick<Row, "outcome" | "detail" | "cut">> {
  if (!candidate) return { outcome: "missing", detail: "the candidate run does not have this conversation" };
  const running = run.progress.status === "running";
  const auto = run.sampling !== null;
  const done = auto ? candidate.end !== null : candidate.results.length >= run.samples;
  if (running && !candidate.failure && !done) return { outcome: null, detail: null };
  if (candidate.results.length < (auto ? 1 : run.samples)) {
    return { outcome: "missing", detail: candidate.failure ?? "the candidate run has no reply yet: resume it" };
  }
  if (!baseline) return { outcome: "missing", detail: "the baseline run does not have this conversation" };
  if (baseline.conversation.contentId !== candidate.conversation.contentId) {
    return { outcome: "edited", detail: "its turns or checks were edited between the two runs: replay it again" };
  }
  if (baseline.results.length === 0 || baseline.failure) {
    return { outcome: "missing", detail: baseline.failure ?? "the baseline run has no reply: resume it" };
  }
  if (row.baseline.samples === 0 || row.candidate.samples === 0) {
    return { outcome: "undecided", detail: "a check could not be evaluated: see its reason" };
  }
  const cut = done ? null : (candidate.failure ?? "its sampling was cut off: resume the run");
  return { outcome: null, detail: OPEN, cut };
}

/** What holds whenever sampling stops is said; the rest needs the samples that were not taken. */
function withCut(verdict: Judged, { cut }: Row): Judged {
  if (cut === null || verdict.outcome === "broke" || verdict.outcome === "fixed") return verdict;
  return { outcome: "undecided", detail: cut };
}

/** Passing is said only of samples that all could be evaluated; a candidate with one in error is undecided. */
function withErrors(verdict: Judged, row: Row): Judged {
  const inError = row.taken - row.candidate.samples;
  if (inError <= 0 || (verdict.outcome !== "stillPassing" && verdict.outcome !== "fixed")) return verdict;
  return {
    outcome: "undecided",
    detail: `a check could not be evaluated in ${inError} of ${row.taken} samples: see its reason`,
  };
}

/** Samples in which a check could not be evaluated count neither way. */
function tally(side: Side | null): Tally {
  const results = side?.results ?? [];
  return {
    passed: results.filter((one) => one.status === "passed").length,
    samples: results.filter((one) => one.status !== "unevaluated").length,
  };
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
  if (!auto) return noiseFloorOf(sides.map((side) => tally(side)));
  return noiseFloorOf(
    sides.map((side) => tally({ ...side, results: side.results.filter(({ sample }) => sample < FIRST_SAMPLES) })),
  );
}
