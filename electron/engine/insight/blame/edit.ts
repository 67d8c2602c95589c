import type { Item } from "./items.ts";

/** A part of a text that is in both versions, or that a hunk decides about. */
export type Piece =
  | {
      kind: "same";
      before: Item;
      after: Item;
      /** Where only a part of it is the same. */
      inner: Piece[] | null;
      /** Left out where all of its hunks, or none of them, are in. */
      gone: { ids: readonly number[]; when: "all" | "none" } | null;
    }
  | { kind: "hunk"; id: number; before: Item[]; after: Item[] };

/** Lines, counted from 1, both ends included. */
export interface Lines {
  from: number;
  to: number;
}

/** One change of an edit that can be made, or left out, without any other. */
export interface Hunk {
  id: number;
  /** `moved`: the same text at another place. `spaces`: only white space. `ends`: the line ends of all lines. */
  kind: "added" | "removed" | "changed" | "moved" | "spaces" | "ends" | "settings";
  /** Where in the baseline; null where it has nothing of it. */
  before: Lines | null;
  /** Where in the candidate. */
  after: Lines | null;
  removed: string;
  added: string;
  /** The line of the candidate that it stands at: for what went, the one before it, or the first. */
  anchor: number;
}

/** The way from a baseline to a candidate text, as hunks that `applyHunks` puts in or leaves out. */
export interface Edit {
  hunks: readonly Hunk[];
  pieces: readonly Piece[];
  /** What stands between two pieces where neither text says it: "\n" for lines. */
  fallback: { before: string; after: string };
  /** The hunk that changes all line ends. */
  endsId: number | null;
}

export const itemsEqual = (before: Item, after: Item): boolean =>
  before.text === after.text && (before.sep === after.sep || before.sep === null || after.sep === null);
