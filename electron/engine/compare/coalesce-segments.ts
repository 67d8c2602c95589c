export interface Segment {
  kind: "same" | "added" | "removed";
  text: string;
}

/**
 * Words that were replaced one after the other are one replaced phrase: the spaces between them are taken along, so
 * that a sentence that was rewritten reads as two sentences and not as a chequered one. Both texts stay what they are.
 */
export function coalesceSegments(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  let removed = "";
  let added = "";
  const close = (): void => {
    if (removed !== "") joined.push({ kind: "removed", text: removed });
    if (added !== "") joined.push({ kind: "added", text: added });
    removed = added = "";
  };
  for (const [at, { kind, text }] of segments.entries()) {
    if (kind === "removed") removed += text;
    else if (kind === "added") added += text;
    else if (isSpaceWithinLine(text) && removed !== "" && added !== "" && startsReplacement(segments, at + 1)) {
      removed += text;
      added += text;
    } else {
      close();
      joined.push({ kind, text });
    }
  }
  close();
  return joined;
}

/** White space within a line: a line that stayed in its place is a landmark. */
function isSpaceWithinLine(text: string): boolean {
  return /^[^\S\n]+$/.test(text);
}

/** Whether what begins there has words of both texts before the next that are the same. */
function startsReplacement(segments: readonly Segment[], from: number): boolean {
  const kinds = [segments[from]?.kind, segments[from + 1]?.kind];
  return kinds.includes("removed") && kinds.includes("added");
}
