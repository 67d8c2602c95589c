import { diffLines, type LineBlock } from "../../../shared/rules/diff-lines.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { markup, MAX_TEXT, type Markup } from "./report-markup.ts";
import { number, type sideNames } from "./report-words.ts";

/** Unchanged lines that stay in sight beside a change. */
const CONTEXT = 3;
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
export function promptDiffHtml(before: string, after: string, sides: ReturnType<typeof sideNames>): Markup {
  if (before === after) {
    return markup`<section id="prompt"><h2>Prompt</h2>
<p class="plain">The text is the same in both.</p></section>`;
  }
  const lines = toLines(diffLines(before, after));
  const count = (kind: Line["kind"]): number => lines.filter((line) => line.kind === kind).length;
  const size = `+${number(count("added"))} −${number(count("removed"))} lines, ${sides.baseline} → ${sides.candidate}`;
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
    const from = at === 0 ? at : Math.min(end, at + CONTEXT);
    const to = end === lines.length ? end : Math.max(from, end - CONTEXT);
    const hidden = lines.slice(from, to);
    const [before, after] = [lines.slice(at, from), lines.slice(to, end)];
    // Once changed lines are left out, there is nothing to show lines beside.
    const beside = leftOut === 0 && take("changed", [...before, ...after]);
    if (beside) made.push(...before.map(lineHtml));
    if (hidden.length <= CONTEXT && beside) made.push(...hidden.map(lineHtml));
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
