import type { MergePiece } from "../../shared/domain/merge.ts";

const MIN_MARK_LENGTH = 7;

/** What both sides of a merge are called in its text. */
export interface MergeSideNames {
  ours: string;
  base: string;
  theirs: string;
}

/**
 * The text to start from: what merges by itself, and around each conflict the marks that git writes (with the base,
 * as in its diff3 style), so that what is open can be told from the text alone, after any edit and undo.
 */
export function conflictText(pieces: readonly MergePiece[], names: MergeSideNames): string {
  const all = pieces.map((piece) => (piece.kind === "conflict" ? piece.ours + piece.theirs : piece.text)).join("");
  const end = /\r\n/.test(all) ? "\r\n" : "\n";
  const size = conflictMarkLength(pieces);
  const mark = (sign: string, name: string): string => `${sign.repeat(size)}${name === "" ? "" : ` ${name}`}`;
  const closed = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}${end}`);
  return pieces
    .map((piece, at) => {
      if (piece.kind !== "conflict") return piece.text;
      const block = [
        mark("<", names.ours) + end,
        closed(piece.ours),
        mark("|", names.base) + end,
        closed(piece.base),
        mark("=", "") + end,
        closed(piece.theirs),
        mark(">", names.theirs),
      ].join("");
      return at === pieces.length - 1 && lacksFinalLineEnd(piece) ? block : `${block}${end}`;
    })
    .join("");
}

/** Whether a side of it ends the text without a line end: the mark that closes it then has none either. */
function lacksFinalLineEnd({ ours, theirs }: { ours: string; theirs: string }): boolean {
  return [ours, theirs].some((text) => text !== "" && !text.endsWith("\n"));
}

/** Prompts underline headings with equals signs: the marks are as long as it takes to be told from the text's own. */
export function conflictMarkLength(pieces: readonly MergePiece[]): number {
  const taken = new Set<number>();
  for (const piece of pieces) {
    const texts = piece.kind === "conflict" ? [piece.ours, piece.base, piece.theirs] : [piece.text];
    for (const text of texts) {
      for (const [, run] of text.matchAll(/^(<+|\|+|=+|>+)(?:\s|$)/gm)) if (run) taken.add(run.length);
    }
  }
  let size = MIN_MARK_LENGTH;
  while (taken.has(size)) size += 1;
  return size;
}

/** Lines of a text, from 1, both ends included; `to` is one less than `from` where there is none. */
export interface LineRange {
  from: number;
  to: number;
  text: string;
}

/** A place where both sides changed the same lines, as it stands between its marks in the text of the result. */
export interface Conflict {
  /** From the mark that opens it to the one that closes it. */
  from: number;
  to: number;
  ours: LineRange;
  /** What both started from; null where the text does not say. */
  base: LineRange | null;
  theirs: LineRange;
  /** Whether the text ends with it, without a line end. */
  last: boolean;
}

export interface ConflictsFound {
  conflicts: Conflict[];
  /** Lines with a mark that opens or closes nothing, left behind by an edit. */
  loose: number[];
}

interface UnclosedConflict {
  from: number;
  base: number | null;
  middle: number | null;
}

/** Finds what is still open in the text of a merge whose marks are `size` signs long; others are the prompt's own. */
export function findConflicts(text: string, size: number): ConflictsFound {
  const mark = new RegExp(`^(<{${size}}|\\|{${size}}|={${size}}|>{${size}})(?:\\s|$)`);
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const conflicts: Conflict[] = [];
  const loose: number[] = [];
  let open: UnclosedConflict | null = null;
  const stretch = (from: number, to: number): LineRange => ({ from, to, text: lines.slice(from - 1, to).join("") });
  for (const [at, raw] of lines.entries()) {
    const line = at + 1;
    const sign = mark.exec(raw)?.[1]?.charAt(0);
    if (sign === undefined) continue;
    if (sign === "<") {
      if (open) loose.push(open.from);
      open = { from: line, base: null, middle: null };
    } else if (open === null) {
      if (sign === ">") loose.push(line);
    } else if (sign === "|") {
      if (open.middle === null) open.base ??= line;
    } else if (sign === "=") {
      open.middle ??= line;
    } else if (open.middle === null) {
      loose.push(open.from, line);
      open = null;
    } else {
      conflicts.push({
        from: open.from,
        to: line,
        ours: stretch(open.from + 1, (open.base ?? open.middle) - 1),
        base: open.base === null ? null : stretch(open.base + 1, open.middle - 1),
        theirs: stretch(open.middle + 1, line - 1),
        last: !raw.endsWith("\n"),
      });
      open = null;
    }
  }
  if (open !== null) loose.push(open.from);
  return { conflicts, loose };
}

export type SideChoice = "ours" | "theirs" | "both";

/** Replaces whole lines, `from` to `to`, line ends included. */
export interface LineEdit {
  from: number;
  to: number;
  text: string;
}

/** Settles a conflict in favour of a side; of both, ours comes first. `pieces` know how each side ends the text. */
export function takeSide(conflict: Conflict, side: SideChoice, pieces: readonly MergePiece[]): LineEdit {
  const { from, to, ours, theirs } = conflict;
  const taken = side === "ours" ? ours.text : side === "theirs" ? theirs.text : ours.text + theirs.text;
  return { from, to, text: conflict.last ? withFinalLineEnd(taken, conflict, side, pieces) : taken };
}

/** Between marks each line has an end; the last line of a text may not have had one. */
function withFinalLineEnd(
  taken: string,
  { ours, theirs }: Conflict,
  side: SideChoice,
  pieces: readonly MergePiece[],
): string {
  const last = pieces.at(-1);
  const known =
    last?.kind === "conflict" &&
    lacksFinalLineEnd(last) &&
    sameLines(last.ours, ours.text) &&
    sameLines(last.theirs, theirs.text)
      ? last
      : null;
  const ending = side === "ours" || (side === "both" && theirs.text === "") ? known?.ours : known?.theirs;
  return ending?.endsWith("\n") ? taken : taken.replace(/\r?\n$/, "");
}

const sameLines = (one: string, other: string): boolean => withoutLineEnds(one) === withoutLineEnds(other);
const withoutLineEnds = (text: string): string => text.replaceAll("\r\n", "\n").replace(/\n$/, "");

/** Which conflict a line stands in; null outside of all. */
export function conflictAt(conflicts: readonly Conflict[], line: number): number | null {
  const at = conflicts.findIndex(({ from, to }) => from <= line && line <= to);
  return at < 0 ? null : at;
}

/** The next one after a line, or the one before it, round and round; null where none is open. */
export function nextConflict(conflicts: readonly Conflict[], line: number, step: 1 | -1): number | null {
  if (conflicts.length === 0) return null;
  const here = conflictAt(conflicts, line);
  if (here !== null) return (here + step + conflicts.length) % conflicts.length;
  const after = conflicts.findIndex(({ from }) => from > line);
  const next = after < 0 ? 0 : after;
  return step === 1 ? next : (next - 1 + conflicts.length) % conflicts.length;
}

/** The one that keys and buttons are about: where the cursor stands, else the next. */
export function focusedConflict(conflicts: readonly Conflict[], line: number): number | null {
  return conflictAt(conflicts, line) ?? nextConflict(conflicts, line, 1);
}
