import type { FactKind } from "../../../shared/domain/fact.ts";
import type { FactOptions } from "./fact-options.ts";

/** A fact without its text: that is what stands between start and end. */
export interface Found {
  kind: FactKind;
  key: string;
  start: number;
  end: number;
}

/** Finds facts of one kind or of kinds that are told apart together, in the order in which they stand. */
export type Finder = (text: string, options: FactOptions) => Found[];
