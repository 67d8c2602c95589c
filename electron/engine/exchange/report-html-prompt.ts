import { diffLines, type LineBlock } from "../../../shared/rules/diff-lines.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { markup, type Markup } from "./report-markup.ts";
import { number, type sideNames } from "./report-words.ts";

/** Unchanged lines that stay in sight beside a change. */
const CONTEXT = 3;

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

function folded(lines: readonly Line[]): Markup[] {
  const made: Markup[] = [];
  let at = 0;
  while (at < lines.length) {
    let end = at;
    while (lines[end]?.kind === "same") end += 1;
    if (end === at) {
      made.push(...lines.slice(at, at + 1).map(lineHtml));
      at += 1;
      continue;
    }
    const from = at === 0 ? at : Math.min(end, at + CONTEXT);
    const to = end === lines.length ? end : Math.max(from, end - CONTEXT);
    const hidden = lines.slice(from, to).map(lineHtml);
    made.push(...lines.slice(at, from).map(lineHtml));
    if (hidden.length > CONTEXT) {
      made.push(markup`<details><summary>${plural(hidden.length, "unchanged line")}</summary>${hidden}</details>`);
    } else {
      made.push(...hidden);
    }
    made.push(...lines.slice(to, end).map(lineHtml));
    at = end;
  }
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
