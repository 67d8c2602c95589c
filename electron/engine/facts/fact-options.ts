import type { FactSettings } from "../../../shared/domain/fact.ts";

/** What decides which facts are found in a text. */
export type FactOptions = Pick<FactSettings, "country" | "organisations">;

/**
 * Goes up with every change of what the rules find, so that runs scanned by older ones are scanned again.
 */
const RULES = 2;

/** Names the rules and options that a run was scanned with: a whole number from 1, below 2^30 + 1. */
export function rulesId({ country, organisations }: FactOptions): number {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify([RULES, country, organisations.map((name) => name.toLowerCase()).sort()])) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 2) + 1;
}
