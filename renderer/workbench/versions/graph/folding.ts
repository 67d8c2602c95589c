import type { Stretch } from "./stretches.ts";

/** Which stretches are folded before a person opens or folds one by hand. */
export type FoldMode = "none" | "others" | "all";

export interface Folding {
  mode: FoldMode;
  /** What was opened (false) or folded (true) by hand, by the stretch's id. */
  byHand: ReadonlyMap<number, boolean>;
}

/** Up to here everything fits in a few screens. */
const SHORT = 60;

/** A long history starts with the other branches folded, so that the current one is to be seen. */
export function firstFolding(versions: number): Folding {
  return { mode: versions > SHORT ? "others" : "none", byHand: new Map() };
}

export function isFolded({ id }: Stretch, { mode, byHand }: Folding, currentLine: ReadonlySet<number>): boolean {
  return byHand.get(id) ?? (mode === "all" || (mode === "others" && !currentLine.has(id)));
}

export function foldByHand(folding: Folding, id: number, folded: boolean): Folding {
  return { ...folding, byHand: new Map(folding.byHand).set(id, folded) };
}
