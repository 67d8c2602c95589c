import { diffLines } from "../../shared/rules/diff-lines.ts";

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
export function formatLineChanges(changes: Pick<LineChanges, "added" | "removed">, differs = false): string {
  const parts = [];
  if (changes.added > 0) parts.push(`+${changes.added}`);
  if (changes.removed > 0) parts.push(`−${changes.removed}`);
  if (parts.length > 0) return parts.join(" ");
  return differs ? "last line end" : "no changes";
}

const MAX_MESSAGE_LENGTH = 72;

/**
 * A suggested message for a commit: the first line that came, else the first that went, else the
 * first that moved. It only names a line that the edit touched: line ends are no change of a line.
 */
export function suggestCommitMessage(before: string | null, after: string): string {
  if (before === null) return "First version";
  const blocks = diffLines(before, after, { ignoreLineEnds: true });
  const linesOf = (kind: "added" | "removed"): string[] =>
    blocks.flatMap((block) => (block.kind === kind ? block.lines : [])).filter((line) => lineContent(line) !== "");
  const [came, went] = [linesOf("added"), linesOf("removed")];
  const known = { came: new Set(came.map(lineContent)), went: new Set(went.map(lineContent)) };
  const fresh = came.find((line) => !known.went.has(lineContent(line)));
  if (fresh !== undefined) return truncateMessage(lineContent(fresh));
  const gone = went.find((line) => !known.came.has(lineContent(line)));
  if (gone !== undefined) return truncateMessage(`Remove: ${lineContent(gone)}`);
  const [first] = came;
  if (first !== undefined)
    return truncateMessage(`${went.includes(first) ? "Move" : "Reformat"}: ${lineContent(first)}`);
  return before !== after && blocks.every(({ kind }) => kind === "same") ? "Change line ends only" : "";
}

/** What a line says without its bullet; empty where it says nothing. */
function lineContent(line: string): string {
  return line.replace(/^[\s#>*+-]+/, "").trim();
}

function truncateMessage(text: string): string {
  if (text.length <= MAX_MESSAGE_LENGTH) return text;
  const cut = text.slice(0, MAX_MESSAGE_LENGTH - 1);
  const space = cut.lastIndexOf(" ");
  return `${(space > MAX_MESSAGE_LENGTH / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
