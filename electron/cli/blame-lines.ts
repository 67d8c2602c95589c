import type { BlamedConversation, BlamedHunk, BlameState } from "../../shared/domain/blame.ts";
import { counted } from "../../shared/rules/plural.ts";

const WIDTH = 100;

/** Which hunks did it, for a terminal: each conversation with its lines. */
export function blameLines({ conversations, problem, hunks }: BlameState): string[] {
  const lines = conversations.flatMap((one) => [headLine(one), ...one.hunks.map(hunkLine)]);
  if (conversations.length === 0 && problem === null) {
    lines.push(
      hunks.length === 0
        ? "There is no difference between the two versions."
        : "No conversation broke or was fixed between the two versions: nothing can be to blame.",
    );
  }
  return lines;
}

function headLine({ id, outcome, answer, certainty, calls, detail }: BlamedConversation): string {
  const sign =
    outcome === "broke" ? "▼ broke" : outcome === "fixed" ? "▲ fixed" : answer === "none" ? "○ same" : "? open";
  const sure = answer === "found" && certainty !== null ? `, ${percent(certainty)} certain` : "";
  return `${sign.padEnd(8)} ${id}: ${detail} (${counted(calls, "call")}${sure})`;
}

function hunkLine({ from, to, side, text, part, removed, kind }: BlamedHunk): string {
  const where = from === 0 ? "settings" : from === to ? `line ${from}` : `lines ${from}–${to}`;
  const of = side === "baseline" ? " of the baseline" : "";
  const sign = kind === "removed" ? "−" : kind === "changed" && removed !== "" ? "±" : "+";
  const narrowed = part === null ? "" : `  (it is "${clip(part)}")`;
  return `           ${where}${of}  ${sign} ${clip(text)}${narrowed}`;
}

function clip(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, " ⏎ ");
  return line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 1)}…`;
}

/** Never more than it is: 99.6% is not 100%. */
function percent(share: number): string {
  return `${Math.floor(share * 100)}%`;
}
