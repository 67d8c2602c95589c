import { diffLines } from "../../../shared/rules/diff-lines.ts";

const LENGTH = 72;

/**
 * A message for a commit that nobody wrote one for: the first line that came, else the first that went, else the
 * first that moved. It only names a line that the edit touched: line ends are no change of a line.
 */
export function suggestMessage(before: string | null, after: string): string {
  if (before === null) return "First version";
  const blocks = diffLines(before, after, { ignoreLineEnds: true });
  const linesOf = (kind: "added" | "removed"): string[] =>
    blocks.flatMap((block) => (block.kind === kind ? block.lines : [])).filter((line) => wordsOf(line) !== "");
  const [came, went] = [linesOf("added"), linesOf("removed")];
  const known = { came: new Set(came.map(wordsOf)), went: new Set(went.map(wordsOf)) };
  const fresh = came.find((line) => !known.went.has(wordsOf(line)));
  if (fresh !== undefined) return clip(wordsOf(fresh));
  const gone = went.find((line) => !known.came.has(wordsOf(line)));
  if (gone !== undefined) return clip(`Remove: ${wordsOf(gone)}`);
  const [first] = came;
  if (first !== undefined) return clip(`${went.includes(first) ? "Move" : "Reformat"}: ${wordsOf(first)}`);
  return before !== after && blocks.every(({ kind }) => kind === "same") ? "Change line ends only" : "";
}

/** What a line says without its bullet; empty where it says nothing. */
function wordsOf(line: string): string {
  return line.replace(/^[\s#>*+-]+/, "").trim();
}

function clip(text: string): string {
  if (text.length <= LENGTH) return text;
  const cut = text.slice(0, LENGTH - 1);
  const space = cut.lastIndexOf(" ");
  return `${(space > LENGTH / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
