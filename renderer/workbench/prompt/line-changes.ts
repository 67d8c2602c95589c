import { diffLines } from "../../../shared/rules/diff-lines.ts";

/** A stretch of lines (from 1, both ends included) that is new or altered, or the place where lines went. */
export type LineMark = { kind: "added" | "changed"; from: number; to: number } | { kind: "removed"; after: number };

export interface LineChanges {
  added: number;
  removed: number;
  marks: LineMark[];
}

/** What an edit did to the lines of a text. */
export function lineChanges(before: string, after: string): LineChanges {
  if (before === after) return { added: 0, removed: 0, marks: [] };
  const blocks = diffLines(before, after);
  const marks: LineMark[] = [];
  let added = 0;
  let removed = 0;
  let line = 0;
  blocks.forEach(({ kind, lines }, at) => {
    if (kind === "removed") {
      removed += lines.length;
      if (blocks[at + 1]?.kind !== "added") marks.push({ kind: "removed", after: line });
      return;
    }
    if (kind === "added") {
      added += lines.length;
      const isChange = blocks[at - 1]?.kind === "removed";
      marks.push({ kind: isChange ? "changed" : "added", from: line + 1, to: line + lines.length });
    }
    line += lines.length;
  });
  return { added, removed, marks };
}

/** "+3 −1", or "no changes"; `differs` says that the texts are not the same where no line is another. */
export function changesInWords(changes: Pick<LineChanges, "added" | "removed">, differs = false): string {
  const parts = [];
  if (changes.added > 0) parts.push(`+${changes.added}`);
  if (changes.removed > 0) parts.push(`−${changes.removed}`);
  if (parts.length > 0) return parts.join(" ");
  return differs ? "last line end" : "no changes";
}
