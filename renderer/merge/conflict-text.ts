import type { MergePiece } from "../../shared/domain/merge.ts";

const LEAST_MARKS = 7;

/** What both sides of a merge are called in its text. */
export interface SideNames {
  ours: string;
  base: string;
  theirs: string;
}

/**
 * The text to start from: what merges by itself, and around each conflict the marks that git writes (with the base,
 * as in its diff3 style), so that what is open can be told from the text alone, after any edit and undo.
 */
export function conflictText(pieces: readonly MergePiece[], names: SideNames): string {
  const all = pieces.map((piece) => (piece.kind === "conflict" ? piece.ours + piece.theirs : piece.text)).join("");
  const end = /\r\n/.test(all) ? "\r\n" : "\n";
  const size = markSize(pieces);
  const mark = (sign: string, name: string): string => `${sign.repeat(size)}${name === "" ? "" : ` ${name}`}`;
  const closed = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}${end}`);
  return pieces
    .map((piece, at) => {
      if (piece.kind !== "conflict") return piece.text;
      const block = [
        mark("<", names.ours) + end,
        closed(piece.ours),
        mark("|", names.base) + end,
        closed(piece.base),
        mark("=", "") + end,
        closed(piece.theirs),
        mark(">", names.theirs),
      ].join("");
      return at === pieces.length - 1 && lacksLastEnd(piece) ? block : `${block}${end}`;
    })
    .join("");
}

/** Whether a side of it ends the text without a line end: the mark that closes it then has none either. */
export function lacksLastEnd({ ours, theirs }: { ours: string; theirs: string }): boolean {
  return [ours, theirs].some((text) => text !== "" && !text.endsWith("\n"));
}

/** Prompts underline headings with equals signs: the marks are as long as it takes to be told from the text's own. */
export function markSize(pieces: readonly MergePiece[]): number {
  const taken = new Set<number>();
  for (const piece of pieces) {
    const texts = piece.kind === "conflict" ? [piece.ours, piece.base, piece.theirs] : [piece.text];
    for (const text of texts) {
      for (const [, run] of text.matchAll(/^(<+|\|+|=+|>+)(?:\s|$)/gm)) if (run) taken.add(run.length);
    }
  }
  let size = LEAST_MARKS;
  while (taken.has(size)) size += 1;
  return size;
}
