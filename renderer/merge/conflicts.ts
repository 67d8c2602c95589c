/** Lines of a text, from 1, both ends included; `to` is one less than `from` where there is none. */
export interface Lines {
  from: number;
  to: number;
  text: string;
}

/** A place where both sides changed the same lines, as it stands between its marks in the text of the result. */
export interface Conflict {
  /** From the mark that opens it to the one that closes it. */
  from: number;
  to: number;
  ours: Lines;
  /** What both started from; null where the text does not say. */
  base: Lines | null;
  theirs: Lines;
  /** Whether the text ends with it, without a line end. */
  last: boolean;
}

export interface ConflictsFound {
  conflicts: Conflict[];
  /** Lines with a mark that opens or closes nothing, left behind by an edit. */
  loose: number[];
}

interface Open {
  from: number;
  base: number | null;
  middle: number | null;
}

/** Finds what is still open in the text of a merge whose marks are `size` signs long; others are the prompt's own. */
export function conflictsIn(text: string, size: number): ConflictsFound {
  const mark = new RegExp(`^(<{${size}}|\\|{${size}}|={${size}}|>{${size}})(?:\\s|$)`);
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const conflicts: Conflict[] = [];
  const loose: number[] = [];
  let open: Open | null = null;
  const stretch = (from: number, to: number): Lines => ({ from, to, text: lines.slice(from - 1, to).join("") });
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
