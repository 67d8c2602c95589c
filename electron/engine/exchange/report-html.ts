import type { Comparison, PassRate } from "../../../shared/domain/comparison.ts";
import { plural } from "../../../shared/rules/plural.ts";
import type { ReportData } from "./report.ts";
import { conversationHtml } from "./report-html-conversation.ts";
import { promptDiffHtml } from "./report-html-prompt.ts";
import { reportStyle } from "./report-html-style.ts";
import { markup, type Markup } from "./report-markup.ts";
import { countStandings, sectionsOf, type Entry, type Section, type StandingCount } from "./report-standing.ts";
import {
  caveats,
  differenceInWords,
  modelInWords,
  number,
  percent,
  samplesInWords,
  points,
  sideNames,
  timeInWords,
} from "./report-words.ts";

/** UTF-16 units of the conversations on a page that a browser can open. */
const MAX_PAGE = 64_000_000;

const headings: Readonly<Record<Section["group"], { sign: string; words: string; tone: string }>> = {
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
  const rowHtml = (entry: Entry): Markup => {
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
<style>${{ markup: reportStyle }}</style>
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
    ["Model", markup`<bdi>${joined(runs.map((run) => modelInWords(run.model)))}</bdi>`],
    ["Samples each", joined(runs.map(samplesInWords))],
    ["History", joined(runs.map((run) => run.history))],
    ["Run", runs.map((run) => run.id).join(" → ")],
    ["Started", joined(runs.map((run) => timeInWords(run.createdAt)))],
  ];
  return markup`<dl class="facts">${facts.map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
  )}</dl>`;
}

function countsHtml(sections: readonly Section[]): Markup {
  const counts = countStandings(sections);
  if (counts.length === 0) return markup`<p>No conversations.</p>`;
  const parts = counts.map(({ standing, count }) => markup`<i class="${standing.tone}" style="flex:${count}"></i>`);
  return markup`<ul class="counts">
${counts.map(countHtml)}<li class="bar" aria-hidden="true">${parts}</li></ul>`;
}

function countHtml({ standing, count }: StandingCount): Markup {
  return markup`<li><a class="${standing.tone}" href="#${standing.group}">
<strong>${standing.sign} ${number(count)}</strong><span>${standing.word}</span></a></li>
`;
}

function rateHtml({ passRate, noiseFloor, changed }: Comparison): Markup {
  const rates = [passRate.baseline, passRate.candidate].flatMap((rate) => (rate === null ? [] : [percent(rate)]));
  const rate = rates.length === 0 ? "nothing could be judged" : rates.join(" → ");
  return markup`<div class="rate">
<span class="faint">Pass rate</span>
<strong>${rate}</strong>
<p>${differenceInWords(passRate)}</p>
${intervalHtml(passRate)}
<p>Replies changed in ${plural(changed, "conversation")}.${
    noiseFloor === null
      ? null
      : ` Noise floor ${percent(noiseFloor)}: the share of verdicts that differ between two samples of one version.`
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
<span>${points(-most)}</span><span>0</span><span>${points(most)}</span></div>`;
}

function notesHtml(comparison: Comparison): Markup | null {
  const notes = caveats(comparison);
  if (notes.length === 0) return null;
  return markup`<ul class="notes">${notes.map((note) => markup`<li>${note}</li>`)}</ul>`;
}

function sectionHtml({ group, entries }: Section, rowHtml: (entry: Entry) => Markup): Markup {
  const { sign, words, tone } = headings[group];
  const heading = markup`<h2 class="sign ${tone}"><b>${sign}</b> ${number(entries.length)} ${words}</h2>`;
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
