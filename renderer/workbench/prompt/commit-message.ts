import { diffLines } from "diff";

const LIMIT_MS = 60;
const LENGTH = 72;

/** A message for a commit that nobody wrote one for: the first line that came, else the first that went. */
export function suggestMessage(before: string | null, after: string): string {
  if (before === null) return "First version";
  const changes = diffLines(before, after, { timeout: LIMIT_MS }) ?? [];
  const came = firstLine(changes.filter((change) => change.added).map((change) => change.value));
  if (came !== null) return clip(came);
  const went = firstLine(changes.filter((change) => change.removed).map((change) => change.value));
  return went === null ? "" : clip(`Remove: ${went}`);
}

function firstLine(texts: readonly string[]): string | null {
  for (const text of texts) {
    for (const line of text.split("\n")) {
      const plain = line.replace(/^[\s#>*+-]+/, "").trim();
      if (plain !== "") return plain;
    }
  }
  return null;
}

function clip(text: string): string {
  if (text.length <= LENGTH) return text;
  const cut = text.slice(0, LENGTH - 1);
  const space = cut.lastIndexOf(" ");
  return `${(space > LENGTH / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
