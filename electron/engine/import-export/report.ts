import type { ReportData } from "./report-content.ts";
import type { Comparison, ConversationComparison, PairedVerdict } from "../../../shared/domain/comparison.ts";
import { assertNever } from "../../../shared/errors.ts";
import { formatChance, isKeyRedacted } from "../../../shared/format/comparison-notes.ts";
import { Problem } from "../../../shared/problem.ts";
import { visibleJson } from "../../../shared/format/escape-text.ts";
import { baseName, fileEnding } from "./input-file.ts";
import { htmlReport } from "./report-html.ts";
import { junitReport } from "./report-junit.ts";
import { markdownReport } from "./report-markdown.ts";
import type { Run } from "../../../shared/domain/run.ts";

export type ReportFormat = "html" | "markdown" | "junit" | "json";

const formatsByEnding = new Map<string, ReportFormat>([
  [".html", "html"],
  [".md", "markdown"],
  [".xml", "junit"],
  [".json", "json"],
]);

/** The form that a file's ending asks for. Throws a Problem that names the endings there are. */
export function reportFormatOf(path: string): ReportFormat {
  const ending = fileEnding(path);
  const format = formatsByEnding.get(ending);
  if (format) return format;
  const fault = ending === "" ? "has no ending" : `ends in ${ending}`;
  throw new Problem(
    "bad-input",
    `A report's form is told by its ending, and "${baseName(path)}" ${fault}. ` +
      "Use .html (a page), .md (for a pull request), .xml (JUnit, for a build server) or .json.",
    { path },
  );
}

/** What each form begins with, for all that `writeReport` ever wrote. */
const beginnings: Record<ReportFormat, RegExp> = {
  html: /^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="default-src 'none'/,
  markdown: /^# .+ → .+\n\n/,
  junit: /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="[^"]* → /,
  json: /^\{\s*"baseline": \{\s*"run": "\d+"/,
};

/** Whether a file that starts like this is a report of a comparison, cut off or not. */
export function isReportFile(start: Buffer): boolean {
  const text = start.toString("utf8");
  return Object.values(beginnings).some((beginning) => beginning.test(text));
}

export function writeReport(data: ReportData, format: ReportFormat): string {
  switch (format) {
    case "html":
      return htmlReport(data);
    case "markdown":
      return markdownReport(data);
    case "junit":
      return junitReport(data);
    case "json":
      return `${visibleJson(jsonReport(data), 2)}
`;
    default:
      return assertNever(format);
  }
}

/** What `compare --json` prints, and, as in every report, how much of it may be chance. */
function jsonReport({ comparison, conversations }: ReportData) {
  const { chance } = comparison;
  const words = formatChance(comparison);
  return { ...comparisonJson(comparison, conversations), ...(chance && { chance: { ...chance, words } }) };
}

/**
 * The comparison as `compare --json` prints it. Turn indexes count user turns from 0; replies are those of
 * the first sample, null where a side has none or the reply is fixed.
 */
export function comparisonJson(comparison: Comparison, details: readonly ConversationComparison[]) {
  const turnsById = new Map(details.map((one) => [one.row.id, one.turns]));
  return {
    baseline: comparison.baseline && runJson(comparison.baseline, maxSamples(comparison, "baseline")),
    candidate: runJson(comparison.candidate, maxSamples(comparison, "candidate")),
    staleChecks: comparison.staleChecks ?? 0,
    ...marksJson(comparison.marks),
    counts: comparison.counts,
    changed: comparison.changed,
    noiseFloor: comparison.noiseFloor,
    passRate: comparison.passRate,
    conversations: comparison.rows.map((row) => ({
      id: row.id,
      title: row.title,
      outcome: row.outcome,
      confirmed: row.confirmed ?? true,
      changed: row.changed,
      firstDivergentTurn: row.firstDivergentTurn,
      baseline: row.baseline,
      candidate: row.candidate,
      ...(row.cut && { cut: row.cut }),
      turns: (turnsById.get(row.id) ?? []).map((turn) => ({
        index: turn.index,
        baseline: turn.baseline?.text ?? null,
        candidate: turn.candidate?.text ?? null,
        ...redactedJson(turn),
        ...thinkingJson(turn),
        verdicts: turn.verdicts.map(({ check, baseline, candidate }) => ({
          check,
          baseline: verdictJson(baseline),
          candidate: verdictJson(candidate),
        })),
      })),
    })),
  };
}

/** Which sides are kept otherwise than they came, for a key stood in them; nothing where none is. */
function redactedJson({ baseline, candidate }: ConversationComparison["turns"][number]) {
  const sides = {
    baseline: isKeyRedacted(baseline?.warnings ?? []),
    candidate: isKeyRedacted(candidate?.warnings ?? []),
  };
  return sides.baseline || sides.candidate ? { redacted: sides } : {};
}

/** The models' thinking, which is no part of the replies; nothing where neither side has any. */
function thinkingJson({ baseline, candidate }: ConversationComparison["turns"][number]) {
  const sides = { baseline: baseline?.reasoning ?? null, candidate: candidate?.reasoning ?? null };
  return sides.baseline !== null || sides.candidate !== null ? { thinking: sides } : {};
}

/** How many replies of both runs are marked, all samples counted; nothing where none is. */
function marksJson(marks: Comparison["marks"]) {
  const any = marks && Object.values(marks).some(({ redacted, endUnsaid }) => redacted + endUnsaid > 0);
  return any ? { marks } : {};
}

function verdictJson(verdict: PairedVerdict["baseline"]) {
  return verdict && { status: verdict.status, reason: verdict.reason };
}

function maxSamples({ rows }: Comparison, side: "baseline" | "candidate"): number {
  return rows.reduce((most, row) => Math.max(most, row[side].samples), 0);
}

/** With auto-samples, `samples` is the most that a conversation has. */
function runJson(run: Run, most: number) {
  return {
    run: run.id,
    version: run.versionNumber ?? "draft",
    sha256: run.textSha256,
    model: `${run.model.provider}/${run.model.model}`,
    samples: run.sampling === null ? run.samples : most,
    ...(run.sampling !== null && { sampling: "auto" }),
    time: run.createdAt,
  };
}
