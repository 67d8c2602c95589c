import type { HunkSide } from "../../../../shared/domain/blame.ts";
import { applyHunks } from "./apply.ts";
import type { Hunk } from "./edit.ts";
import { splitEdit } from "./hunks.ts";

/**
 * A text without the one change against `before` that stands at a line of either text; of several in one line, all.
 * Null where none does. Line ends that changed throughout are reverted where nothing else stands.
 */
export function revertAt(before: string, text: string, side: HunkSide, line: number): string | null {
  const edit = splitEdit(before, text);
  const at = ({ before: old, after }: Hunk): boolean => {
    const lines = side === "candidate" ? after : old;
    return lines !== null && lines.from <= line && line <= lines.to;
  };
  const here = edit.hunks.filter(at);
  const own = here.filter(({ kind }) => kind !== "ends");
  const undone = new Set((own.length > 0 ? own : here).map(({ id }) => id));
  if (undone.size === 0) return null;
  return applyHunks(edit, new Set(edit.hunks.flatMap(({ id }) => (undone.has(id) ? [] : [id]))));
}
