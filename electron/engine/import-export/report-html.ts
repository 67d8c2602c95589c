import type {
  Comparison,
  PassRate,
  DiffSegment,
  PairedVerdict,
  Reply,
  TurnComparison,
} from "../../../shared/domain/comparison.ts";
import { plural } from "../../../shared/format/count.ts";
import { reportCss } from "./report-html-style.ts";
import { markup, type Markup, leftOut, MAX_TEXT } from "./report-escaping.ts";
import {
  type ReportData,
  countOutcomeLabels,
  sectionsOf,
  type ReportEntry,
  type ReportSection,
  type OutcomeLabelCount,
  comparisonCaveats,
  formatModel,
  formatNumber,
  formatSampleCount,
  sideNames,
  entryNotes,
  sampleNote,
  outcomeWord,
  replyDetails,
} from "./report-content.ts";
import {
  formatPassRateChange,
  formatPercent,
  formatPoints,
  formatUtcTime,
  formatPassCount,
} from "../../../shared/format/values.ts";
import { formatCheck } from "../../../shared/format/check.ts";
import { formatHumanVerdicts } from "../../../shared/format/comparison-notes.ts";
import { diffLines, type LineBlock } from "../../../shared/rules/diff-lines.ts";

/** UTF-16 units of the conversations on a page that a browser can open. */
const MAX_PAGE = 64_000_000;

const headings: Readonly<Record<ReportSection["group"], { sign: string; words: string; tone: string }>> = {
  broke: { sign: "▼", words: "broke", tone: "broke" },
  fixed: { sign: "▲", words: "fixed", tone: "fixed" },
  look: { sign: "?", words: "needs a look", tone: "undecided" },
  failing: { sign: "✗", words: "still failing", tone: "failing" },
  changed: { sign: "◆", words: "changed, still passing", tone: "changed" },
  same: { sign: "○", words: "same", tone: "same" },
  pending: { sign: "…", words: "not replayed yet", tone: "undecided" },
};

/** One page that needs nothing beside it: no script, no network. Conversations beyond `maxPage` have only their lines. */
export function htmlReport(data: ReportData, maxPage = MAX_PAGE): string {
  const { comparison, promptName } = data;
  const sides = sideNames(comparison);
  const sections = sectionsOf(comparison, data.conversations);
  let room = maxPage;
  const rowHtml = (entry: ReportEntry): Markup => {
    const whole = room > 0 ? conversationHtml(entry, sides, true) : null;
    room -= whole?.markup.length ?? 0;
    return whole !== null && room >= 0 ? whole : conversationHtml(entry, sides, false);
  };
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${promptName}: ${sides.baseline} → ${sides.candidate}</title>
<style>${{ markup: reportCss }}</style>
</head>
<body>
<header>
<p class="eyebrow">Comparison · <bdi>${data.projectName}</bdi></p>
<h1><bdi>${promptName}</bdi> ${sides.baseline} <span class="arrow">→</span> ${sides.candidate}</h1>
${factsHtml(data)}
</header>
<div class="score">
${countsHtml(sections)}
${rateHtml(comparison)}
</div>
${notesHtml(comparison)}
<main>
${comparison.baseline ? promptDiffHtml(data.before, data.after, sides) : null}
${sections.map((section) => sectionHtml(section, rowHtml))}
</main>
<footer>Made by Counterproof from recorded runs: nothing was asked of a model for this page.</footer>
</body>
</html>
`.markup;
}

function factsHtml({ comparison, setName }: ReportData): Markup {
  const { baseline, candidate } = comparison;
  const runs = baseline ? [baseline, candidate] : [candidate];
  const joined = (values: readonly string[]): string => [...new Set(values)].join(" → ");
  const facts: (readonly [string, Markup | string])[] = [
    ["Set", markup`<bdi>${setName}</bdi>, ${plural(comparison.rows.length, "conversation")}`],
    ["Model", markup`<bdi>${joined(runs.map((run) => formatModel(run.model)))}</bdi>`],
    ["Samples each", joined(runs.map(formatSampleCount))],
    ["History", joined(runs.map((run) => run.history))],
    ["Run", runs.map((run) => run.id).join(" → ")],
    ["Started", joined(runs.map((run) => formatUtcTime(run.createdAt)))],
  ];
  return markup`<dl class="facts">${facts.map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
  )}</dl>`;
}

function countsHtml(sections: readonly ReportSection[]): Markup {
  const counts = countOutcomeLabels(sections);
  if (counts.length === 0) return markup`<p>No conversations.</p>`;
  const parts = counts.map(({ label, count }) => markup`<i class="${label.tone}" style="flex:${count}"></i>`);
  return markup`<ul class="counts">
${counts.map(countHtml)}<li class="bar" aria-hidden="true">${parts}</li></ul>`;
}

function countHtml({ label, count }: OutcomeLabelCount): Markup {
  return markup`<li><a class="${label.tone}" href="#${label.group}">
<strong>${label.sign} ${formatNumber(count)}</strong><span>${label.word}</span></a></li>
`;
}

function rateHtml({ passRate, noiseFloor, changed }: Comparison): Markup {
  const rates = [passRate.baseline, passRate.candidate].flatMap((rate) =>
    rate === null ? [] : [formatPercent(rate, "tenth")],
  );
  const rate = rates.length === 0 ? "nothing could be judged" : rates.join(" → ");
  return markup`<div class="rate">
<span class="faint">Pass rate</span>
<strong>${rate}</strong>
<p>${formatPassRateChange(passRate, "tenth")}</p>
${intervalHtml(passRate)}
<p>Replies changed in ${plural(changed, "conversation")}.${
    noiseFloor === null
      ? null
      : ` Noise floor ${formatPercent(noiseFloor, "tenth")}: the share of verdicts that differ between two samples of one version.`
  }</p>
</div>`;
}

/** The difference and its interval on a line with zero, in points of the pass rate. */
function intervalHtml({ difference, interval }: PassRate): Markup | null {
  if (difference === null || interval === null) return null;
  const most = Math.max(0.05, Math.abs(interval[0]), Math.abs(interval[1])) * 1.1;
  const at = (share: number): string => (((share + most) / (2 * most)) * 100).toFixed(2);
  const width = (Number(at(interval[1])) - Number(at(interval[0]))).toFixed(2);
  return markup`<div class="interval" aria-hidden="true"><i class="zero" style="left:50%"></i>
<i class="reach" style="left:${at(interval[0])}%;width:${width}%"></i>
<i class="point" style="left:${at(difference)}%"></i></div>
<div class="scale faint num" aria-hidden="true">
<span>${formatPoints(-most, "tenth")}</span><span>0</span><span>${formatPoints(most, "tenth")}</span></div>`;
}

function notesHtml(comparison: Comparison): Markup | null {
  const notes = comparisonCaveats(comparison);
  if (notes.length === 0) return null;
  return markup`<ul class="notes">${notes.map((note) => markup`<li>${note}</li>`)}</ul>`;
}

function sectionHtml({ group, entries }: ReportSection, rowHtml: (entry: ReportEntry) => Markup): Markup {
  const { sign, words, tone } = headings[group];
  const heading = markup`<h2 class="sign ${tone}"><b>${sign}</b> ${formatNumber(entries.length)} ${words}</h2>`;
  const rows = markup`<div class="rows">
${entries.map(rowHtml)}</div>`;
  return group === "same"
    ? markup`<section id="${group}" class="group-${group}"><details><summary>${heading}</summary>
${rows}</details></section>
`
    : markup`<section id="${group}" class="group-${group}">${heading}
${rows}</section>
`;
}

/** Elements that the differences of one reply may make. */
const MAX_MARKS = 5_000;

type Sides = ReturnType<typeof sideNames>;

/** One conversation, folded unless it broke. With `texts` false only what its line says, where a page is full. */
function conversationHtml(entry: ReportEntry, sides: Sides, texts: boolean): Markup {
  const { row, label } = entry;
  const detail = texts ? entry.detail : null;
  const notes = [...entryNotes(entry), sampleNote(entry), detail?.notes ? `Notes: ${detail.notes}` : null];
  const shown = (detail?.turns ?? []).map((turn) => turnHtml(turn, row.turns, sides));
  const tags = row.tags.length === 0 ? null : markup` <bdi class="faint">${row.tags.join(", ")}</bdi>`;
  const id = markup`<bdi class="mono faint">${row.id}</bdi>`;
  return markup`<details class="conversation"${{ markup: label.group === "broke" ? " open" : "" }}>
<summary><span class="sign ${label.tone}"><b>${label.sign}</b> ${outcomeWord(entry)}</span><span class="title">${
    row.title === "" ? null : markup`<bdi>${row.title}</bdi>`
  }${id}${tags}</span><span class="num faint">${talliesHtml(entry)}</span></summary>
<div class="inside">
${notes.map((note) => (note === null ? null : markup`<p dir="auto">${note}</p>`))}
${shown.length > 0 ? shown : noReplies(texts)}</div>
</details>
`;
}

function noReplies(texts: boolean): Markup {
  return texts
    ? markup`<p>No replies to show.</p>`
    : markup`<p>The page is full: its texts are left out here; a report that ends in .json has them all.</p>`;
}

function talliesHtml({ row }: ReportEntry): string {
  const fails = [row.baseline, row.candidate].some(({ passed, samples }) => passed < samples);
  if (row.checks === 0 && !fails) return "no checks";
  return `${formatPassCount(row.baseline)} → ${formatPassCount(row.candidate)}`;
}

function turnHtml(turn: TurnComparison, turns: number, sides: Sides): Markup {
  const name = turns > 1 ? `Turn ${turn.index + 1} of ${turns}` : "User";
  return markup`<div class="turn"><span class="eyebrow">${name}</span>
<div class="text user" dir="auto">${turn.user}</div>
${repliesHtml(turn, sides)}
${verdictsHtml(turn.verdicts, sides)}</div>
`;
}

function repliesHtml(turn: TurnComparison, sides: Sides): Markup {
  const { baseline, candidate, fixed } = turn;
  if (fixed !== null) return oneReply("Fixed reply, not regenerated", fixed, null);
  if (baseline && candidate && baseline.text === candidate.text) {
    const name = `${sides.baseline} and ${sides.candidate}, the same`;
    const meta = markup`${metaHtml(baseline, `${sides.baseline}: `)}${metaHtml(candidate, `${sides.candidate}: `)}`;
    return oneReply(name, candidate.text, meta);
  }
  return markup`<div class="replies">
${sideHtml(turn, "baseline", sides.baseline)}
${sideHtml(turn, "candidate", sides.candidate)}
</div>${
    turn.diff?.by === "sentence"
      ? markup`<p class="faint">Compared by sentence: the replies are too long and too unlike for words.</p>`
      : null
  }`;
}

function oneReply(name: string, text: string, meta: Markup | null): Markup {
  return markup`<div class="replies one">${replyHtml(name, text, meta)}</div>`;
}

function sideHtml(turn: TurnComparison, side: "baseline" | "candidate", name: string): Markup {
  const reply = turn[side];
  const error = side === "baseline" ? turn.baselineError : turn.candidateError;
  if (!reply) {
    return markup`<div class="reply"><h3>${name}</h3><p class="${error === null ? "faint" : "error"}" dir="auto">${
      error === null ? "No reply recorded." : markup`! No reply: <bdi>${error}</bdi>`
    }</p></div>`;
  }
  const text = turn.diff ? segmentsHtml(turn.diff.segments, side) : reply.text;
  const failed = error === null ? null : markup`<p class="error" dir="auto">! <bdi>${error}</bdi></p>`;
  return replyHtml(name, text, markup`${metaHtml(reply, "")}${failed}`);
}

function replyHtml(name: string, text: string | Markup[], meta: Markup | null): Markup {
  return markup`<div class="reply"><h3>${name}</h3>
<div class="text" dir="auto">${text}</div>${meta}</div>`;
}

/**
 * The baseline's text is what stayed and what went, the candidate's what stayed and what came. A space
 * between two marked words is marked with them, so that a replaced sentence reads as one.
 */
function segmentsHtml(segments: readonly DiffSegment[], side: "baseline" | "candidate"): Markup[] {
  const other = side === "baseline" ? "added" : "removed";
  const { own, rest } = withinLimits(segments.filter((segment) => segment.kind !== other && segment.text !== ""));
  const made: Markup[] = [];
  let marked = "";
  const close = (): void => {
    if (marked !== "") made.push(side === "baseline" ? markup`<del>${marked}</del>` : markup`<ins>${marked}</ins>`);
    marked = "";
  };
  own.forEach(({ kind, text }, at) => {
    const between = marked !== "" && /^ +$/.test(text) && (own[at + 1]?.kind ?? "same") !== "same";
    if (kind !== "same" || between) {
      marked += text;
      return;
    }
    close();
    made.push(markup`${text}`);
  });
  close();
  if (rest > 0) made.push(markup`… ${leftOut(rest)}`);
  return made;
}

/** As many segments as a page can show; `rest` is how many UTF-16 units are left out behind them. */
function withinLimits(segments: readonly DiffSegment[]): { own: readonly DiffSegment[]; rest: number } {
  const own: DiffSegment[] = [];
  let used = 0;
  let rest = 0;
  for (const segment of segments) {
    const room = own.length < MAX_MARKS ? MAX_TEXT - used : 0;
    const text = rest > 0 ? "" : segment.text.slice(0, room).replace(/[\uD800-\uDBFF]$/, "");
    if (text !== "") own.push(text.length === segment.text.length ? segment : { ...segment, text });
    used += text.length;
    rest += segment.text.length - text.length;
  }
  return { own, rest };
}

function metaHtml(reply: Reply, before: string): Markup {
  const facts = replyDetails(reply).map(
    ({ text, warn }, at) =>
      markup`${at === 0 ? null : " · "}${warn ? markup`<span class="warn">! <bdi>${text}</bdi></span>` : text}`,
  );
  const said = formatHumanVerdicts(reply).map(
    ({ sign, text }) =>
      markup`<p class="meta"><span class="sign ${sign === "✓" ? "fixed" : "broke"}"><b>${sign}</b></span> <bdi>${text}</bdi></p>`,
  );
  return markup`<p class="meta">${before}${facts}</p>${said}`;
}

/** What does not pass on either side in full; what passes on both folded behind its number. */
function verdictsHtml(verdicts: readonly PairedVerdict[], sides: Sides): Markup | null {
  const passing = verdicts.filter((pair) => passes(pair));
  const telling = verdicts.filter((pair) => !passes(pair));
  const folded =
    passing.length === 0
      ? null
      : markup`<details><summary>✓ ${plural(passing.length, "check passes", "checks pass")}</summary>
<ul class="verdicts">${passing.map((pair) => verdictHtml(pair, sides))}</ul></details>`;
  if (telling.length === 0) return folded;
  return markup`<ul class="verdicts">${telling.map((pair) => verdictHtml(pair, sides))}</ul>${folded}`;
}

function passes({ baseline, candidate }: PairedVerdict): boolean {
  return [baseline, candidate].every((verdict) => verdict === null || verdict.status === "pass");
}

function verdictHtml({ check, baseline, candidate }: PairedVerdict, sides: Sides): Markup {
  const both = [verdictSide(baseline, sides.baseline), verdictSide(candidate, sides.candidate)];
  return markup`<li><bdi class="mono">${formatCheck(check)}</bdi>${both}</li>`;
}

const verdictSigns = {
  pass: { sign: "✓", tone: "fixed", word: "passes" },
  fail: { sign: "✗", tone: "broke", word: "fails" },
  error: { sign: "!", tone: "warn", word: "could not be evaluated" },
} as const;

function verdictSide(verdict: PairedVerdict["baseline"], name: string): Markup | null {
  if (!verdict) return null;
  const { sign, tone, word } = verdictSigns[verdict.status];
  return markup`<span class="side"><span class="sign ${tone}"><b>${sign}</b></span> ${name} ${word}${
    verdict.reason === "" ? null : markup`: <bdi>${verdict.reason}</bdi>`
  }</span>`;
}

/** Unchanged lines that stay in sight beside a change. */
const CONTEXT_LINES = 3;
/** UTF-16 units of changed lines, and of lines that stayed, that a page shows; each line costs LINE_COST beside them. */
const MAX_SHOWN = 1_000_000;
const LINE_COST = 50;

const ONLY_LAST_END = "Only the line end behind the last line differs.";

interface Line {
  kind: "same" | "added" | "removed";
  text: string;
  /** Its number, from 1, in the text it is of; unchanged lines carry the candidate's. */
  number: number;
}

/** What changed in the prompt, line by line; long stretches that stayed are folded. */
function promptDiffHtml(before: string, after: string, sides: ReturnType<typeof sideNames>): Markup {
  if (before === after) {
    return markup`<section id="prompt"><h2>Prompt</h2>
<p class="plain">The text is the same in both.</p></section>`;
  }
  const lines = toLines(diffLines(before, after));
  const count = (kind: Line["kind"]): number => lines.filter((line) => line.kind === kind).length;
  const size = `+${formatNumber(count("added"))} −${formatNumber(count("removed"))} lines, ${sides.baseline} → ${sides.candidate}`;
  return markup`<section id="prompt"><h2>Prompt <span class="faint num">${size}</span></h2>
${lines.some(({ kind }) => kind !== "same") ? null : markup`<p class="plain">${ONLY_LAST_END}</p>`}
<div class="diff">${folded(lines)}</div></section>`;
}

function toLines(blocks: readonly LineBlock[]): Line[] {
  const lines: Line[] = [];
  let before = 0;
  let after = 0;
  for (const { kind, lines: texts } of blocks) {
    for (const text of texts) {
      if (kind !== "added") before += 1;
      if (kind !== "removed") after += 1;
      lines.push({ kind, text, number: kind === "removed" ? before : after });
    }
  }
  return lines;
}

/** Lines that stayed are the first to be left out where there are too many to show, so that what changed is in sight. */
function folded(lines: readonly Line[]): Markup[] {
  const made: Markup[] = [];
  const room = { changed: MAX_SHOWN, same: MAX_SHOWN };
  const take = (of: keyof typeof room, some: readonly Line[]): boolean => {
    room[of] -= some.reduce((sum, { text }) => sum + Math.min(text.length, MAX_TEXT) + LINE_COST, 0);
    return room[of] >= 0;
  };
  let leftOut = 0;
  let at = 0;
  while (at < lines.length) {
    let end = at;
    while (lines[end]?.kind === "same") end += 1;
    if (end === at) {
      const line = lines.slice(at, at + 1);
      if (take("changed", line)) made.push(...line.map(lineHtml));
      else leftOut += 1;
      at += 1;
      continue;
    }
    const from = at === 0 ? at : Math.min(end, at + CONTEXT_LINES);
    const to = end === lines.length ? end : Math.max(from, end - CONTEXT_LINES);
    const hidden = lines.slice(from, to);
    const [before, after] = [lines.slice(at, from), lines.slice(to, end)];
    // Once changed lines are left out, there is nothing to show lines beside.
    const beside = leftOut === 0 && take("changed", [...before, ...after]);
    if (beside) made.push(...before.map(lineHtml));
    if (hidden.length <= CONTEXT_LINES && beside) made.push(...hidden.map(lineHtml));
    else if (take("same", hidden)) {
      made.push(
        markup`<details><summary>${plural(hidden.length, "unchanged line")}</summary>${hidden.map(lineHtml)}</details>`,
      );
    } else made.push(markup`<p class="plain">${plural(hidden.length, "unchanged line")}, too long to show here.</p>`);
    if (beside) made.push(...after.map(lineHtml));
    at = end;
  }
  if (leftOut > 0) made.push(markup`<p class="plain">${plural(leftOut, "more changed line")} left out here.</p>`);
  return made;
}

function lineHtml({ kind, text, number: at }: Line): Markup {
  const shown = kind === "same" ? text : text.replace(/\r$/, "␍");
  if (kind === "added") {
    return markup`<div class="line added"><span>${at}</span><span>+</span><ins dir="auto">${shown}</ins></div>`;
  }
  if (kind === "removed") {
    return markup`<div class="line removed"><span>${at}</span><span>−</span><del dir="auto">${shown}</del></div>`;
  }
  return markup`<div class="line"><span>${at}</span><span></span><span dir="auto">${shown}</span></div>`;
}
