import {
  formatHumanVerdicts,
  formatChance,
  restsOnOneSample,
  formatCandidateCutReplies,
  formatReplyMarksOfSides,
} from "../../../shared/format/comparison-notes.ts";
import { assertNever } from "../../../shared/errors.ts";
import { verdictPreventsPassing } from "../../../shared/rules/sample-status.ts";
import {
  type ReportData,
  entryNotes,
  failingVerdicts,
  sectionsOf,
  outcomeWord,
  type ReportEntry,
  clipText,
  formatModel,
  clipToLine,
  formatSampleCount,
  sideNames,
} from "./report-content.ts";
import { formatPassCount } from "../../../shared/format/values.ts";
import { formatCheck } from "../../../shared/format/check.ts";
import { markup, type Markup } from "./report-escaping.ts";

type Result = "passed" | "failure" | "error" | "skipped";

const MAX_MESSAGE_LENGTH = 1_000;
const MAX_TEXT_LENGTH = 4_000;

/**
 * JUnit XML: one suite, one case per conversation. Broke and still failing are failures; what could not be
 * judged is an error; what more samples would settle, or has no checks, is skipped. Times are in seconds.
 */
export function junitReport(data: ReportData): string {
  const { comparison, setName } = data;
  const entries = sectionsOf(comparison, data.conversations).flatMap((section) => section.entries);
  const names = caseNames(entries);
  const count = (result: Result): number => entries.filter((entry) => resultOf(entry) === result).length;
  const time = seconds(entries.reduce((sum, entry) => sum + latencyMs(entry), 0));
  const sides = sideNames(comparison);
  const title = clipToLine(`${data.promptName}: ${sides.baseline} → ${sides.candidate}`, MAX_MESSAGE_LENGTH);
  const properties = [
    ["project", data.projectName],
    ["prompt", data.promptName],
    ["baseline", sides.baseline],
    ["candidate", sides.candidate],
    ["baseline run", comparison.baseline?.id ?? ""],
    ["candidate run", comparison.candidate.id],
    ["model", formatModel(comparison.candidate.model)],
    ["samples", formatSampleCount(comparison.candidate)],
    ...[formatChance(comparison)].flatMap((words) => (words === null ? [] : [["chance", words]])),
    ...[formatCandidateCutReplies(comparison.rows)].flatMap((words) => (words === null ? [] : [["cut", words]])),
    ...formatReplyMarksOfSides(comparison.marks).map((words) => ["marked", words]),
  ];
  const failed = markup`failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
  const totals = markup`tests="${entries.length}" ${failed} time="${time}"`;
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${title}" ${totals}>
  <testsuite name="${title}" ${totals} timestamp="${comparison.candidate.createdAt.slice(0, 19)}">
    <properties>
${properties.map(
  ([name = "", value = ""]) => markup`      <property name="${name}" value="${clipToLine(value, MAX_MESSAGE_LENGTH)}"/>
`,
)}    </properties>
${entries.map((entry, at) => testCase(entry, setName, names[at] ?? entry.row.id, sides))}  </testsuite>
</testsuites>
`.markup;
}

/** Build servers take cases of one name for one case, so a title that is there twice gets its id. */
function caseNames(entries: readonly ReportEntry[]): string[] {
  const plain = entries.map(({ row }) => clipToLine(row.title, MAX_MESSAGE_LENGTH) || row.id);
  const seen = new Map<string, number>();
  for (const name of plain) seen.set(name, (seen.get(name) ?? 0) + 1);
  return plain.map((name, at) => ((seen.get(name) ?? 0) > 1 ? `${name} (${entries[at]?.row.id ?? at})` : name));
}

function testCase(entry: ReportEntry, setName: string, name: string, sides: Sides): Markup {
  const [set, own] = [setName, name].map((each) => clipToLine(each, MAX_MESSAGE_LENGTH));
  const head = markup`classname="${set ?? ""}" name="${own ?? ""}" time="${seconds(latencyMs(entry))}"`;
  const result = resultOf(entry);
  const notes = marksOf(entry);
  const marked =
    notes.length === 0
      ? null
      : markup`      <system-out>${notes.join("\n")}</system-out>
`;
  if (result === "passed") {
    if (marked === null) {
      return markup`    <testcase ${head}/>
`;
    }
    return markup`    <testcase ${head}>
${marked}    </testcase>
`;
  }
  const message = clipToLine(messageOf(entry), MAX_MESSAGE_LENGTH);
  const told =
    result === "skipped"
      ? markup`<skipped message="${message}"/>`
      : result === "failure"
        ? markup`<failure type="${entry.name}" message="${message}">${body(entry, sides)}</failure>`
        : markup`<error type="${entry.name}" message="${message}">${body(entry, sides)}</error>`;
  return markup`    <testcase ${head}>
      ${told}
${marked}    </testcase>
`;
}

/** What a build server's page has to say of a conversation's replies whatever came of it: cut off, redacted, end unsaid. */
function marksOf({ row, detail }: ReportEntry): string[] {
  return [...entryNotes({ row: { ...row, detail: null, flags: 0 }, detail })];
}

function resultOf({ name }: ReportEntry): Result {
  switch (name) {
    case "broke":
    case "stillFailing":
    case "failing":
      return "failure";
    case "missing":
    case "edited":
    case "unevaluated":
    case "pending":
      return "error";
    case "undecided":
    case "flaky":
    case "changedUnchecked":
    case "sameUnchecked":
    case "unchecked":
      return "skipped";
    case "fixed":
    case "flagged":
    case "changed":
    case "same":
    case "passing":
      return "passed";
    default:
      return assertNever(name);
  }
}

/** The first failing reason; where the shown sample has none, what is known of the conversation. */
function messageOf(entry: ReportEntry): string {
  const { row, name, detail } = entry;
  if (resultOf(entry) === "skipped" && row.checks === 0) return "no checks: nothing was tested";
  const judged = name !== "missing" && name !== "edited" && name !== "pending";
  const reason = judged && resultOf(entry) !== "skipped" ? failingVerdicts(detail)[0]?.reason : undefined;
  if (reason) return restsOnOneSample(row) ? `${outcomeWord(entry)}: ${reason}` : reason;
  return `${outcomeWord(entry)}: ${row.detail ?? `${tallies(entry)} samples pass`}`;
}

function tallies({ row }: ReportEntry): string {
  return `${formatPassCount(row.baseline)} → ${formatPassCount(row.candidate)}`;
}

type Sides = ReturnType<typeof sideNames>;

/** What a person needs who sees nothing but the build server's page. */
function body(entry: ReportEntry, sides: Sides): string {
  const { row, label, detail } = entry;
  const lines = [`${label.sign} ${outcomeWord(entry)} · ${row.id} · samples that pass: ${tallies(entry)}`];
  if (row.detail !== null) lines.push(row.detail);
  for (const turn of detail?.turns ?? []) {
    lines.push("", `turn ${turn.index + 1}, user:`, clipText(turn.user, MAX_TEXT_LENGTH));
    if (turn.fixed !== null) lines.push("fixed reply:", clipText(turn.fixed, MAX_TEXT_LENGTH));
    for (const [name, reply, error] of [
      [sides.baseline, turn.baseline, turn.baselineError],
      [sides.candidate, turn.candidate, turn.candidateError],
    ] as const) {
      if (reply) lines.push(`${name}:`, clipText(reply.text, MAX_TEXT_LENGTH));
      if (reply) lines.push(...formatHumanVerdicts(reply).map(({ sign, text }) => `${sign} ${text}`));
      if (error !== null) lines.push(`${name}, no reply: ${error}`);
    }
    for (const { check, candidate } of turn.verdicts) {
      if (!candidate || !verdictPreventsPassing(candidate)) continue;
      lines.push(`${candidate.status}: ${clipText(formatCheck(check), MAX_MESSAGE_LENGTH)}: ${candidate.reason}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** How long the candidate took over the shown sample. */
function latencyMs({ detail }: ReportEntry): number {
  return (detail?.turns ?? []).reduce((sum, turn) => sum + (turn.candidate?.latencyMs ?? 0), 0);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}
