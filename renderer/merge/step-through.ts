import type { Conflict } from "./conflicts.ts";

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
export function conflictMeant(conflicts: readonly Conflict[], line: number): number | null {
  return conflictAt(conflicts, line) ?? nextConflict(conflicts, line, 1);
}
