import type { FactSettings, FactKind } from "../../../shared/domain/fact.ts";

/** What decides which facts are found in a text. */
export type FactOptions = Pick<FactSettings, "country" | "organisations">;

/**
 * Goes up with every change of what the rules find, so that runs scanned by older ones are scanned again.
 */
const FACT_RULES_VERSION = 2;

/** Names the rules and options that a run was scanned with: a whole number from 1, below 2^30 + 1. */
export function factRulesId({ country, organisations }: FactOptions): number {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify([
    FACT_RULES_VERSION,
    country,
    organisations.map((name) => name.toLowerCase()).sort(),
  ])) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 2) + 1;
}

/** A fact without its text: that is what stands between start and end. */
export interface FoundFact {
  kind: FactKind;
  key: string;
  start: number;
  end: number;
}

/** Finds facts of one kind or of kinds that are told apart together, in the order in which they stand. */
export type FactFinder = (text: string, options: FactOptions) => FoundFact[];

/** Stretches of a text, none overlapping another. */
export function createSpanSet() {
  const starts: number[] = [];
  const ends: number[] = [];
  return {
    /** Takes a stretch; false where part of it is taken already. */
    claim(start: number, end: number): boolean {
      let low = 0;
      let high = starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((starts[middle] ?? 0) < start) low = middle + 1;
        else high = middle;
      }
      if ((ends[low - 1] ?? 0) > start || (starts[low] ?? Infinity) < end) return false;
      starts.splice(low, 0, start);
      ends.splice(low, 0, end);
      return true;
    },
  };
}
