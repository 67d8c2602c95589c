import type { Comparison, ComparisonRow, Outcome } from "../../shared/domain/comparison.ts";
import { chanceInWords, isByOneSample, ONE_SAMPLE } from "../../shared/rules/chance-words.ts";
import { candidateCutInWords, cutSidesInWords } from "../../shared/rules/cut-words.ts";
import { staleInWords } from "../../shared/rules/stale-words.ts";
import { counted } from "../../shared/rules/plural.ts";
import { sideMarksInWords } from "../../shared/rules/reply-warnings.ts";

const signs: Record<Outcome, string> = {
  broke: "▼ broke",
  fixed: "▲ fixed",
  stillFailing: "✗ still failing",
  stillPassing: "○ still passing",
  flaky: "≈ flaky",
  undecided: "? undecided",
  edited: "↻ edited",
  missing: "– missing",
};

/** A comparison for a terminal: what needs a look by name, the rest as counts. */
export function comparisonLines(comparison: Comparison, baseline: string, candidate: string): string[] {
  const { counts, passRate, rows } = comparison;
  const head = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`);
  const lines = [
    `${baseline} → ${candidate}: ${head.join(", ") || "no conversations"}; ${comparison.changed} with changed replies.`,
  ];
  if (passRate.baseline !== null && passRate.candidate !== null) {
    const interval = passRate.interval
      ? ` (95% ${points(passRate.interval[0])} to ${points(passRate.interval[1])})`
      : "";
    const p = passRate.p === null ? "" : `, p = ${passRate.p.toFixed(3)}`;
    lines.push(
      `Pass rate ${percent(passRate.baseline)} → ${percent(passRate.candidate)}, ${points(passRate.difference ?? 0)}${interval}${p}.`,
    );
  }
  if (comparison.staleChecks) lines.push(`${staleInWords(comparison.staleChecks)} Check again with recheck.`);
  const chance = chanceInWords(comparison);
  if (chance !== null) lines.push(chance);
  const flags = rows.reduce((sum, row) => sum + row.flags, 0);
  if (flags > 0) {
    lines.push(`${counted(flags, "new fact")}, not in the prompt or the conversation.`);
  }
  const cut = candidateCutInWords(rows);
  if (cut !== null) lines.push(`Candidate: ${cut}.`);
  lines.push(...sideMarksInWords(comparison.marks));
  for (const row of rows) {
    if (row.outcome === null || (row.outcome === "stillPassing" && row.flags === 0 && !row.cut)) continue;
    const tally = `${row.baseline.passed}/${row.baseline.samples} → ${row.candidate.passed}/${row.candidate.samples}`;
    const sign = isByOneSample(row) ? `${signs[row.outcome]} ${ONE_SAMPLE}` : signs[row.outcome];
    lines.push(`  ${sign.padEnd(15)} ${row.id}  ${tally}  ${wordsOf(row)}`);
  }
  return lines;
}

function wordsOf({ cut, detail, title }: ComparisonRow): string {
  const words = detail ?? title;
  const cutWords = cutSidesInWords(cut);
  return cutWords === null ? words : `${words} (${cutWords})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

function points(share: number): string {
  return `${share >= 0 ? "+" : "−"}${Math.abs(share * 100).toFixed(1)} points`;
}
