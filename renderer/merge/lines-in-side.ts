import type { Alignment } from "./align-lines.ts";
import type { Conflict } from "./conflicts.ts";

/** Between its marks a conflict holds each side's own lines: where these stand in that side's text. */
export function linesInSide(
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
