import fc from "fast-check";
import type { MergePiece } from "../../../../shared/domain/merge.ts";
import type { LineEdit } from "../../../../renderer/merge/conflicts.ts";

export const names = { ours: "main", base: "v3", theirs: "pricing" };

/** Replaces whole lines, as the editor does. */
export function edited(text: string, { from, to, text: put }: LineEdit): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return [...lines.slice(0, from - 1), put, ...lines.slice(to)].join("");
}

/** What one side has. */
export function sideOf(pieces: readonly MergePiece[], side: "ours" | "theirs"): string {
  return pieces.map((piece) => (piece.kind === "conflict" ? piece[side] : piece.text)).join("");
}

const line = fc.constantFrom(
  "Be short.",
  "",
  "=======",
  "==========",
  "- Name no prices.",
  "> quoted",
  "<b>",
  "| a | b |",
);

/** Pieces as a merge gives them: whole lines, where only the last may lack its end. */
export const anyPieces = fc
  .record({
    end: fc.constantFrom("\n", "\r\n"),
    pieces: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constantFrom("same", "ours", "theirs", "both"), lines: fc.array(line, { minLength: 1 }) }),
        fc.record({
          kind: fc.constant("conflict"),
          ours: fc.array(line),
          base: fc.array(line),
          theirs: fc.array(line),
        }),
      ),
      { minLength: 1, maxLength: 8 },
    ),
    /** Which texts of the last piece lack the last line end. */
    cut: fc.record({ ours: fc.boolean(), base: fc.boolean(), theirs: fc.boolean() }),
  })
  .map(({ end, pieces, cut }): MergePiece[] => {
    const whole = (lines: readonly string[]): string => lines.map((one) => one + end).join("");
    const clip = (text: string, off: boolean): string => (off ? text.replace(/\r?\n$/, "") : text);
    return pieces.map((piece, at) => {
      const last = at === pieces.length - 1;
      if (!("ours" in piece)) return { kind: piece.kind, text: clip(whole(piece.lines), last && cut.ours) };
      return {
        kind: "conflict",
        ours: clip(whole(piece.ours), last && cut.ours),
        base: clip(whole(piece.base), last && cut.base),
        theirs: clip(whole(piece.theirs), last && cut.theirs),
      };
    });
  });
