import { useEffect, useState } from "react";
import { alignLines, type Alignment } from "./align-lines.ts";

const PAUSE_MS = 120;

interface Aligned {
  text: string;
  ours: Alignment;
  theirs: Alignment;
}

/** Which lines of the result stand in each side, a moment after the last key. Null until it is known for a text. */
export function useAlignments(text: string, ours: string | null, theirs: string | null): Aligned | null {
  const [aligned, setAligned] = useState<Aligned | null>(null);
  useEffect(() => {
    if (ours === null || theirs === null) return;
    const align = (): void => setAligned({ text, ours: alignLines(text, ours), theirs: alignLines(text, theirs) });
    const timer = setTimeout(align, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, ours, theirs]);
  return aligned;
}
