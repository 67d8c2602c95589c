import type { editor } from "../workbench/prompt/monaco.ts";
import { placeOf, type Alignment } from "./align-lines.ts";

/** Keeps a side beside the result: what stands in the middle of the one stands at the same height in the other. */
export function followScroll(
  result: editor.ICodeEditor,
  side: editor.ICodeEditor,
  alignment: () => Alignment | null,
): { now(): void; dispose(): void } {
  let frame: number | null = null;
  const follow = (): void => {
    frame = null;
    const aligned = alignment();
    const [seen] = result.getVisibleRanges();
    if (!aligned || !seen) return;
    const line = Math.floor((seen.startLineNumber + seen.endLineNumber) / 2);
    const height = result.getTopForLineNumber(line) - result.getScrollTop();
    const there = Math.min(placeOf(aligned, line), side.getModel()?.getLineCount() ?? 1);
    side.setScrollTop(side.getTopForLineNumber(there) - height);
  };
  const later = (): void => {
    frame ??= requestAnimationFrame(follow);
  };
  const heard = [result.onDidScrollChange(later), result.onDidLayoutChange(later)];
  return {
    now: later,
    dispose: () => {
      if (frame !== null) cancelAnimationFrame(frame);
      for (const one of heard) one.dispose();
    },
  };
}
