import { z } from "zod";
import type { Comparison, ComparisonRow, OutcomeCounts, PassRate, Tally } from "../../../shared/domain/comparison.ts";
import { rowRank } from "../../../shared/rules/outcomes.ts";
import { align, firstDivergentTurn, type Pair, type RunSide, type Side } from "./align.ts";
import { classify, type Judged } from "./classify.ts";
import { mcnemarExact, meanDifference, newcombePaired, type PairCounts } from "./statistics.ts";

const tagsSchema = z.array(z.string());

type Row = ComparisonRow & { position: number };

/** Compares two runs conversation by conversation. A baseline of null shows the candidate alone. */
export function summarize(baseline: RunSide | null, candidate: RunSide): Comparison {
  const rows = align(baseline, candidate).map((pair, position) => toRow(pair, candidate, position));
  const judged = rows.filter((row) => isOpen(row) && baseline !== null);
  classify(judged).forEach((verdict, at) => {
    const row = judged[at];
    if (!row) return;
    Object.assign(row, withErrors(verdict, row, candidate.run.samples));
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
    rows: rows.sort((a, b) => rowRank(a) - rowRank(b) || a.position - b.position).map(({ position: _, ...row }) => row),
  };
}

/** Marks a row that is still to be judged from its tallies. */
const OPEN = "to be judged";
const isOpen = (row: Row): boolean => row.detail === OPEN;

function toRow({ id, baseline, candidate }: Pair, run: RunSide, position: number): Row {
  const shown = (candidate ?? baseline)?.conversation;
  const same = baseline && candidate && baseline.conversation.contentId === candidate.conversation.contentId;
  const divergent = same ? firstDivergentTurn(baseline.results, candidate.results) : null;
  const row: Row = {
    id,
    title: shown?.title ?? "",
    tags: tagsSchema.parse(JSON.parse(shown?.tags ?? "[]")),
    outcome: null,
    detail: null,
    changed: divergent !== null,
    firstDivergentTurn: divergent,
    baseline: tally(baseline),
    candidate: tally(candidate),
    turns: shown?.turns ?? 0,
    checks: shown?.checks ?? 0,
    position,
  };
  return { ...row, ...state(baseline, candidate, run, row) };
}

/** What can be said before any pass counts are looked at. */
function state(
  baseline: Side | null,
  candidate: Side | null,
  { run }: RunSide,
  row: Row,
): Pick<ComparisonRow, "outcome" | "detail"> {
  if (!candidate) return { outcome: "missing", detail: "the candidate run does not have this conversation" };
  const running = run.progress.status === "running";
  if (running && !candidate.failure && candidate.results.length < run.samples) return { outcome: null, detail: null };
  if (candidate.results.length < run.samples) {
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
  return { outcome: null, detail: OPEN };
}

/** Passing is said only of samples that all could be evaluated; a candidate with one in error is undecided. */
function withErrors(verdict: Judged, row: ComparisonRow, samples: number): Judged {
  const inError = samples - row.candidate.samples;
  if (inError <= 0 || (verdict.outcome !== "stillPassing" && verdict.outcome !== "fixed")) return verdict;
  return {
    outcome: "undecided",
    detail: `a check could not be evaluated in ${inError} of ${samples} samples: see its reason`,
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

/**
 * The set as a whole. One sample each: Newcombe's paired interval. Several: the mean of the conversations'
 * differences with a normal interval. p is the exact McNemar (sign) test on gains and losses.
 */
function passRate(rows: readonly ComparisonRow[]): PassRate {
  if (rows.length === 0) return { baseline: null, candidate: null, difference: null, interval: null, p: null };
  const before = rows.map((row) => row.baseline.passed / row.baseline.samples);
  const after = rows.map((row) => row.candidate.passed / row.candidate.samples);
  const differences = after.map((each, at) => each - (before[at] ?? 0));
  const gains = differences.filter((each) => each > 0).length;
  const losses = differences.filter((each) => each < 0).length;
  const single = rows.every((row) => row.baseline.samples === 1 && row.candidate.samples === 1);
  return {
    baseline: mean(before),
    candidate: mean(after),
    difference: mean(differences),
    interval: single ? newcombePaired(pairCounts(before, after)) : (meanDifference(differences)?.interval ?? null),
    p: mcnemarExact(gains, losses),
  };
}

function pairCounts(before: readonly number[], after: readonly number[]): PairCounts {
  const counts: PairCounts = { both: 0, onlyBefore: 0, onlyAfter: 0, neither: 0 };
  before.forEach((was, at) => {
    const is = after[at] === 1;
    if (was === 1) counts[is ? "both" : "onlyBefore"] += 1;
    else counts[is ? "onlyAfter" : "neither"] += 1;
  });
  return counts;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

/**
 * The share of conversations whose verdict would differ between two samples of the same version: the
 * unbiased estimate 2k(n − k) / n(n − 1) of 2p(1 − p), averaged. Null with one sample: noise cannot be seen.
 */
function noiseFloor({ byId }: RunSide): number | null {
  const shares: number[] = [];
  for (const side of byId.values()) {
    const { passed, samples } = tally(side);
    if (samples > 1) shares.push((2 * passed * (samples - passed)) / (samples * (samples - 1)));
  }
  return shares.length === 0 ? null : mean(shares);
}
