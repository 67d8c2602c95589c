import { diffLines } from "../../shared/rules/diff-lines.ts";
import type { Conflict } from "./conflicts.ts";

/** For each line of one text (from 1, so the first entry is unused) the same line in another; null for one that is new. */
export type Alignment = readonly (number | null)[];

/** Which lines of `text` stand in `other` too. */
export function alignLines(text: string, other: string): Alignment {
  const aligned: (number | null)[] = [null];
  let line = 0;
  for (const { kind, lines } of diffLines(other, text, { ignoreLineEnds: true })) {
    if (kind === "removed") line += lines.length;
    else for (let at = 0; at < lines.length; at += 1) aligned.push(kind === "added" ? null : ++line);
  }
  return aligned;
}

/** Where a line would stand in the other text: itself, else behind the nearest line above it that is there. */
export function nearestAlignedLine(aligned: Alignment, line: number): number {
  for (let at = Math.min(line, aligned.length - 1); at > 0; at -= 1) {
    const there = aligned[at];
    if (there != null) return at === line ? there : there + 1;
  }
  return 1;
}

/** Where a line of the merged text comes from, as its margin shows it. */
type LineOrigin = "ours" | "theirs" | "hand";

export interface OriginMark {
  origin: LineOrigin;
  from: number;
  to: number;
}

/** Stretches of the result that only one side has, or neither; conflicts and what both have say nothing. */
export function originMarks(
  lineCount: number,
  sides: { ours: Alignment; theirs: Alignment },
  isOpen: (line: number) => boolean,
): OriginMark[] {
  const marks: OriginMark[] = [];
  for (let line = 1; line <= lineCount; line += 1) {
    const origin = isOpen(line) ? null : originOfLine(sides.ours[line] ?? null, sides.theirs[line] ?? null);
    if (origin === null) continue;
    const before = marks.at(-1);
    if (before?.origin === origin && before.to === line - 1) before.to = line;
    else marks.push({ origin, from: line, to: line });
  }
  return marks;
}

function originOfLine(inOurs: number | null, inTheirs: number | null): LineOrigin | null {
  if (inOurs !== null && inTheirs !== null) return null;
  if (inOurs === null && inTheirs === null) return "hand";
  return inOurs === null ? "theirs" : "ours";
}

/** Between its marks a conflict holds each side's own lines: where these stand in that side's text. */
export function conflictLinesInSide(
  conflicts: readonly Conflict[],
  side: "ours" | "theirs",
  aligned: Alignment | null,
  meant: number | null,
) {
  return conflicts.flatMap((conflict, at) => {
    const { from, to } = conflict[side];
    const first = aligned?.[from] ?? null;
    const last = aligned?.[to] ?? null;
    return to >= from && first !== null && last !== null ? [{ from: first, to: last, meant: at === meant }] : [];
  });
}
