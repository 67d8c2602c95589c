import { formatHumanVerdicts } from "../../../shared/format/comparison-notes.ts";
import { plural } from "../../../shared/format/count.ts";
import {
  type ReportData,
  entryNotes,
  countOutcomeLabels,
  failingVerdicts,
  sampleNote,
  sectionsOf,
  type ReportEntry,
  type ReportSection,
  outcomeWord,
  comparisonCaveats,
  clipText,
  formatModel,
  formatNumber,
  clipToLine,
  formatSampleCount,
  sideNames,
} from "./report-content.ts";
import { formatPassRateChange, formatPercent, formatPassCount, formatUtcTime } from "../../../shared/format/values.ts";
import { formatCheck } from "../../../shared/format/check.ts";
import { markdownCode, markdownFence, markdownText } from "./report-escaping.ts";

/** GitHub takes 65,536 characters in a comment; others take less room than that for bytes. */
const MAX_BYTES = 60_000;
/** Conversations are told in full up to here; from here on a line each, so that more of them are named. */
const FULL_BYTES = 45_000;
const NOTE_BYTES = 500;
const EXCERPT = 400;
const REASONS = 5;

const headings: Readonly<Record<ReportSection["group"], string>> = {
  broke: "▼ Broke",
  fixed: "▲ Fixed",
  look: "? Needs a look",
  failing: "✗ Still failing",
  changed: "◆ Changed, still passing",
  same: "○ Same",
  pending: "… Not replayed yet",
};
const inFull = new Set<ReportSection["group"]>(["broke", "fixed", "look"]);
const folded = new Set<ReportSection["group"]>(["changed", "same", "pending"]);

/** A report to paste into a pull request: at most 60,000 bytes; says how many conversations are left out. */
export function markdownReport(data: ReportData): string {
  const sections = sectionsOf(data.comparison, data.conversations);
  const sides = sideNames(data.comparison);
  const page = new Page(summary(data, sections));
  let leftOut = 0;
  for (const { group, entries } of sections) {
    const heading = headingOf(group, entries.length);
    let headed = false;
    for (const entry of entries) {
      const head = headed ? "" : heading;
      const added =
        (inFull.has(group) && page.addWithin(FULL_BYTES, () => head + entryInFull(entry, sides))) ||
        page.addWithin(MAX_BYTES - NOTE_BYTES, () => `${head}${line(entry)}${humanVerdictLine(entry)}\n`);
      if (added) headed = true;
      else leftOut += 1;
    }
    if (headed && folded.has(group)) page.add("\n</details>\n");
  }
  if (leftOut > 0) {
    const many = plural(leftOut, "more conversation is", "more conversations are");
    page.add(`\n${many} left out here; an .html report has them all.\n`);
  }
  return page.text;
}

function headingOf(group: ReportSection["group"], count: number): string {
  const title = `${headings[group]} (${formatNumber(count)})`;
  return folded.has(group) ? `\n<details><summary>${title}</summary>\n\n` : `\n## ${title}\n\n`;
}

class Page {
  text: string;
  private bytes: number;

  constructor(text: string) {
    this.text = text;
    this.bytes = Buffer.byteLength(text);
  }

  add(text: string): void {
    this.text += text;
    this.bytes += Buffer.byteLength(text);
  }

  /** Adds nothing, and returns false, where that would pass the limit. */
  addWithin(limit: number, write: () => string): boolean {
    if (this.bytes >= limit) return false;
    const text = write();
    if (this.bytes + Buffer.byteLength(text) > limit) return false;
    this.add(text);
    return true;
  }
}

function summary(data: ReportData, sections: readonly ReportSection[]): string {
  const { comparison } = data;
  const { baseline, candidate, passRate, noiseFloor } = comparison;
  const sides = sideNames(comparison);
  const runs = [baseline, candidate].flatMap((run) =>
    run
      ? [
          `${run.id} (${formatUtcTime(run.createdAt)}, ${run.sampling === null ? plural(run.samples, "sample") : `samples: ${formatSampleCount(run)}`})`,
        ]
      : [],
  );
  const models = [...new Set([baseline, candidate].flatMap((run) => (run ? [formatModel(run.model)] : [])))];
  const rates = [passRate.baseline, passRate.candidate].flatMap((rate) =>
    rate === null ? [] : [formatPercent(rate, "tenth")],
  );
  const rows: (readonly [string, string])[] = [
    ["Project", markdownText(data.projectName, 120)],
    ["Conversations", `${markdownText(data.setName, 120)}, ${formatNumber(comparison.rows.length)}`],
    ["Model", models.map((model) => markdownText(model, 200)).join(" → ")],
    ["Runs", runs.join(" → ")],
    ["Pass rate", [rates.join(" → ") || "–", formatPassRateChange(passRate, "tenth")].filter(Boolean).join(" · ")],
    ...(noiseFloor === null ? [] : [["Noise floor", formatPercent(noiseFloor, "tenth")] as const]),
    ["Replies changed", `in ${plural(comparison.changed, "conversation")}`],
  ];
  const counts = countOutcomeLabels(sections).map(
    ({ label, count }) => `${label.sign} ${formatNumber(count)} ${label.word}`,
  );
  return [
    `# ${markdownText(data.promptName, 120)}: ${sides.baseline} → ${sides.candidate}`,
    "",
    counts.join(" · ") || "No conversations.",
    "",
    "| | |",
    "| --- | --- |",
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    "",
    ...comparisonCaveats(comparison).map((caveat) => `- ${caveat}`),
    "",
  ].join("\n");
}

type Sides = ReturnType<typeof sideNames>;

function line(entry: ReportEntry): string {
  const { row, label } = entry;
  const title = row.title === "" ? "" : ` ${markdownText(row.title, 120)}`;
  const name = `${markdownCode(clipText(row.id, 80))}${title}`;
  return `- ${label.sign} ${outcomeWord(entry)} · ${name} · ${tallies(entry)}${detailOf(entry)}`;
}

function detailOf({ row, label, detail }: ReportEntry): string {
  const [first] = label.group === "failing" ? failingVerdicts(detail) : [];
  if (first) return ` · ${markdownText(first.reason, 160)}`;
  return entryNotes({ row, detail })
    .map((note) => ` · ${markdownText(note, 300)}`)
    .join("");
}

function tallies({ row }: ReportEntry): string {
  return `${formatPassCount(row.baseline)} → ${formatPassCount(row.candidate)}`;
}

/** One conversation with the reasons (of a fixed one: those it had before) and the turn that decides. */
function entryInFull(entry: ReportEntry, sides: Sides): string {
  const { row, detail, name } = entry;
  const failing = failingVerdicts(detail, name === "fixed" ? "baseline" : "candidate");
  const lines = [line(entry), ""];
  const note = sampleNote(entry);
  if (note !== null) lines.push(`  ${note}`, "");
  for (const { turn, check, status, reason } of failing.slice(0, REASONS)) {
    const sign = status === "error" ? "!" : name === "fixed" ? `✗ in ${sides.baseline}:` : "✗";
    const where = row.turns > 1 ? `turn ${turn.index + 1}: ` : "";
    lines.push(`  - ${sign} ${where}${markdownCode(clipToLine(formatCheck(check), 120))} ${markdownText(reason, 300)}`);
  }
  if (failing.length > REASONS) lines.push(`  - ${failing.length - REASONS} more that do not pass`);
  const said = humanVerdictLines(entry);
  lines.push(...said);
  const turn =
    failing[0]?.turn ?? detail?.turns.find((one) => one.index === row.firstDivergentTurn) ?? detail?.turns.at(-1);
  if (!turn) return `${lines.join("\n")}\n`;
  if (failing.length > 0 || said.length > 0) lines.push("");
  const from = Math.max(0, firstDifference(turn.baseline?.text ?? "", turn.candidate?.text ?? "") - EXCERPT / 2);
  lines.push(...excerpt(`Turn ${turn.index + 1}, user`, turn.user, 0));
  for (const [name, reply, error] of [
    [sides.baseline, turn.baseline, turn.baselineError],
    [sides.candidate, turn.candidate, turn.candidateError],
  ] as const) {
    if (reply) lines.push(...excerpt(name, reply.text, from));
    if (error !== null) lines.push(`  ${name}, no reply: ${markdownText(error, 300)}`, "");
  }
  return `${lines.join("\n")}\n`;
}

/** What people say of the candidate's replies, or of the baseline's where there is none. */
function humanVerdictsOf(detail: ReportEntry["detail"]) {
  return (detail?.turns ?? []).flatMap(({ index, baseline, candidate }) => {
    const reply = candidate ?? baseline;
    return reply ? formatHumanVerdicts(reply).map((one) => ({ ...one, index })) : [];
  });
}

function humanVerdictLine({ detail }: ReportEntry): string {
  const [first] = humanVerdictsOf(detail);
  return first ? ` · ${first.sign} ${markdownText(first.text, 160)}` : "";
}

function humanVerdictLines({ row, detail }: ReportEntry): string[] {
  const said = humanVerdictsOf(detail);
  const shown = said.slice(0, REASONS).map(({ sign, text, index }) => {
    const where = row.turns > 1 ? `turn ${index + 1}: ` : "";
    return `  - ${sign} ${where}${markdownText(text, 300)}`;
  });
  return said.length > REASONS ? [...shown, `  - ${said.length - REASONS} more verdicts of people`] : shown;
}

/** Where two texts part; 0 where one of them is the beginning of the other, or is not there. */
function firstDifference(before: string, after: string): number {
  const shorter = Math.min(before.length, after.length);
  for (let at = 0; at < shorter; at += 1) if (before.charCodeAt(at) !== after.charCodeAt(at)) return at;
  return before.length === after.length ? 0 : shorter;
}

/** What a text says from a place on, in a fence within its list item. */
function excerpt(name: string, text: string, from: number): string[] {
  const cut = from === 0 ? text : `…${text.slice(from).replace(/^[\uDC00-\uDFFF]/, "")}`;
  return [`  ${name}:`, "", ...markdownFence(clipText(cut, EXCERPT)).map((line) => `  ${line}`), ""];
}
