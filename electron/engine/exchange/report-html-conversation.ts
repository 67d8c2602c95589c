import type { DiffSegment, PairedVerdict, Reply, TurnComparison } from "../../../shared/domain/comparison.ts";
import { saidInWords } from "../../../shared/rules/people-words.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { leftOut, markup, MAX_TEXT, type Markup } from "./report-markup.ts";
import { flagNotes } from "./report-flags.ts";
import { sampleNote, wordOf, type Entry } from "./report-standing.ts";
import { checkInWords, replyFacts, tallyInWords, type sideNames } from "./report-words.ts";

/** Elements that the differences of one reply may make. */
const MAX_MARKS = 5_000;

type Sides = ReturnType<typeof sideNames>;

/** One conversation, folded unless it broke. With `texts` false only what its line says, where a page is full. */
export function conversationHtml(entry: Entry, sides: Sides, texts: boolean): Markup {
  const { row, standing } = entry;
  const detail = texts ? entry.detail : null;
  const notes = [...flagNotes(entry), sampleNote(entry), detail?.notes ? `Notes: ${detail.notes}` : null];
  const shown = (detail?.turns ?? []).map((turn) => turnHtml(turn, row.turns, sides));
  const tags = row.tags.length === 0 ? null : markup` <bdi class="faint">${row.tags.join(", ")}</bdi>`;
  const id = markup`<bdi class="mono faint">${row.id}</bdi>`;
  return markup`<details class="conversation"${{ markup: standing.group === "broke" ? " open" : "" }}>
<summary><span class="sign ${standing.tone}"><b>${standing.sign}</b> ${wordOf(entry)}</span><span class="title">${
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

function talliesHtml({ row }: Entry): string {
  const fails = [row.baseline, row.candidate].some(({ passed, samples }) => passed < samples);
  if (row.checks === 0 && !fails) return "no checks";
  return `${tallyInWords(row.baseline)} → ${tallyInWords(row.candidate)}`;
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
  const facts = replyFacts(reply).map(
    ({ text, warn }, at) =>
      markup`${at === 0 ? null : " · "}${warn ? markup`<span class="warn">! <bdi>${text}</bdi></span>` : text}`,
  );
  const said = saidInWords(reply).map(
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
  return markup`<li><bdi class="mono">${checkInWords(check)}</bdi>${both}</li>`;
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
