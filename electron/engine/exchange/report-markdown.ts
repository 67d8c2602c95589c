import { saidInWords } from "../../../shared/rules/people-words.ts";
import { plural } from "../../../shared/rules/plural.ts";
import type { ReportData } from "./report.ts";
import { flagNotes } from "./report-flags.ts";
import { code, fenced, plain } from "./report-markdown-text.ts";
import {
  countStandings,
  failingVerdicts,
  sampleNote,
  sectionsOf,
  type Entry,
  type Section,
  wordOf,
} from "./report-standing.ts";
import {
  caveats,
  checkInWords,
  clip,
  differenceInWords,
  modelInWords,
  number,
  oneLine,
  percent,
  samplesInWords,
  sideNames,
  tallyInWords,
  timeInWords,
} from "./report-words.ts";

/** GitHub takes 65,536 characters in a comment; others take less room than that for bytes. */
const MOST_BYTES = 60_000;
/** Conversations are told in full up to here; from here on a line each, so that more of them are named. */
const FULL_BYTES = 45_000;
const NOTE_BYTES = 500;
const EXCERPT = 400;
const REASONS = 5;

const headings: Readonly<Record<Section["group"], string>> = {
  broke: "▼ Broke",
  fixed: "▲ Fixed",
  look: "? Needs a look",
  failing: "✗ Still failing",
  changed: "◆ Changed, still passing",
  same: "○ Same",
  pending: "… Not replayed yet",
};
const inFull = new Set<Section["group"]>(["broke", "fixed", "look"]);
const folded = new Set<Section["group"]>(["changed", "same", "pending"]);

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
        (inFull.has(group) && page.addWithin(FULL_BYTES, () => head + inWords(entry, sides))) ||
        page.addWithin(MOST_BYTES - NOTE_BYTES, () => `${head}${line(entry)}${saidInLine(entry)}\n`);
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

function headingOf(group: Section["group"], count: number): string {
  const title = `${headings[group]} (${number(count)})`;
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

function summary(data: ReportData, sections: readonly Section[]): string {
  const { comparison } = data;
  const { baseline, candidate, passRate, noiseFloor } = comparison;
  const sides = sideNames(comparison);
  const runs = [baseline, candidate].flatMap((run) =>
    run
      ? [
          `${run.id} (${timeInWords(run.createdAt)}, ${run.sampling === null ? plural(run.samples, "sample") : `samples: ${samplesInWords(run)}`})`,
        ]
      : [],
  );
  const models = [...new Set([baseline, candidate].flatMap((run) => (run ? [modelInWords(run.model)] : [])))];
  const rates = [passRate.baseline, passRate.candidate].flatMap((rate) => (rate === null ? [] : [percent(rate)]));
  const rows: (readonly [string, string])[] = [
    ["Project", plain(data.projectName, 120)],
    ["Conversations", `${plain(data.setName, 120)}, ${number(comparison.rows.length)}`],
    ["Model", models.map((model) => plain(model, 200)).join(" → ")],
    ["Runs", runs.join(" → ")],
    ["Pass rate", [rates.join(" → ") || "–", differenceInWords(passRate)].filter(Boolean).join(" · ")],
    ...(noiseFloor === null ? [] : [["Noise floor", percent(noiseFloor)] as const]),
    ["Replies changed", `in ${plural(comparison.changed, "conversation")}`],
  ];
  const counts = countStandings(sections).map(
    ({ standing, count }) => `${standing.sign} ${number(count)} ${standing.word}`,
  );
  return [
    `# ${plain(data.promptName, 120)}: ${sides.baseline} → ${sides.candidate}`,
    "",
    counts.join(" · ") || "No conversations.",
    "",
    "| | |",
    "| --- | --- |",
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    "",
    ...caveats(comparison).map((caveat) => `- ${caveat}`),
    "",
  ].join("\n");
}

type Sides = ReturnType<typeof sideNames>;

function line(entry: Entry): string {
  const { row, standing } = entry;
  const title = row.title === "" ? "" : ` ${plain(row.title, 120)}`;
  const name = `${code(clip(row.id, 80))}${title}`;
  return `- ${standing.sign} ${wordOf(entry)} · ${name} · ${tallies(entry)}${detailOf(entry)}`;
}

function detailOf({ row, standing, detail }: Entry): string {
  const [first] = standing.group === "failing" ? failingVerdicts(detail) : [];
  if (first) return ` · ${plain(first.reason, 160)}`;
  return flagNotes({ row, detail })
    .map((note) => ` · ${plain(note, 300)}`)
    .join("");
}

function tallies({ row }: Entry): string {
  return `${tallyInWords(row.baseline)} → ${tallyInWords(row.candidate)}`;
}

/** One conversation with the reasons (of a fixed one: those it had before) and the turn that decides. */
function inWords(entry: Entry, sides: Sides): string {
  const { row, detail, name } = entry;
  const failing = failingVerdicts(detail, name === "fixed" ? "baseline" : "candidate");
  const lines = [line(entry), ""];
  const note = sampleNote(entry);
  if (note !== null) lines.push(`  ${note}`, "");
  for (const { turn, check, status, reason } of failing.slice(0, REASONS)) {
    const sign = status === "error" ? "!" : name === "fixed" ? `✗ in ${sides.baseline}:` : "✗";
    const where = row.turns > 1 ? `turn ${turn.index + 1}: ` : "";
    lines.push(`  - ${sign} ${where}${code(oneLine(checkInWords(check), 120))} ${plain(reason, 300)}`);
  }
  if (failing.length > REASONS) lines.push(`  - ${failing.length - REASONS} more that do not pass`);
  const said = saidLines(entry);
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
    if (error !== null) lines.push(`  ${name}, no reply: ${plain(error, 300)}`, "");
  }
  return `${lines.join("\n")}\n`;
}

/** What people say of the candidate's replies, or of the baseline's where there is none. */
function saidOf(detail: Entry["detail"]) {
  return (detail?.turns ?? []).flatMap(({ index, baseline, candidate }) => {
    const reply = candidate ?? baseline;
    return reply ? saidInWords(reply).map((one) => ({ ...one, index })) : [];
  });
}

function saidInLine({ detail }: Entry): string {
  const [first] = saidOf(detail);
  return first ? ` · ${first.sign} ${plain(first.text, 160)}` : "";
}

function saidLines({ row, detail }: Entry): string[] {
  const said = saidOf(detail);
  const shown = said.slice(0, REASONS).map(({ sign, text, index }) => {
    const where = row.turns > 1 ? `turn ${index + 1}: ` : "";
    return `  - ${sign} ${where}${plain(text, 300)}`;
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
  return [`  ${name}:`, "", ...fenced(clip(cut, EXCERPT)).map((line) => `  ${line}`), ""];
}
