import { diffLines } from "diff";

const LIMIT_MS = 60;

/** A stretch of lines (from 1, both ends included) that is new or altered, or the place where lines went. */
export type LineMark = { kind: "added" | "changed"; from: number; to: number } | { kind: "removed"; after: number };

export interface LineChanges {
  added: number;
  removed: number;
  marks: LineMark[];
}

/** What an edit did to the lines of a text. Null when the texts are too different to tell in time. */
export function lineChanges(before: string, after: string): LineChanges | null {
  if (before === after) return { added: 0, removed: 0, marks: [] };
  const changes = diffLines(before, after, { timeout: LIMIT_MS });
  if (!changes) return null;
  const marks: LineMark[] = [];
  let added = 0;
  let removed = 0;
  let line = 0;
  changes.forEach((change, at) => {
    if (change.removed) {
      removed += change.count;
      if (!changes[at + 1]?.added) marks.push({ kind: "removed", after: line });
      return;
    }
    if (change.added) {
      added += change.count;
      const kind = changes[at - 1]?.removed ? "changed" : "added";
      marks.push({ kind, from: line + 1, to: line + change.count });
    }
    line += change.count;
  });
  return { added, removed, marks };
}

/** "+3 −1", or "no changes". */
export function changesInWords(changes: Pick<LineChanges, "added" | "removed">): string {
  const parts = [];
  if (changes.added > 0) parts.push(`+${changes.added}`);
  if (changes.removed > 0) parts.push(`−${changes.removed}`);
  return parts.length === 0 ? "no changes" : parts.join(" ");
}
