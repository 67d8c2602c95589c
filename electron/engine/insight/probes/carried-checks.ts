import type { Check } from "../../../../shared/domain/check.ts";
import type { Suggested } from "../guards/suggest-checks.ts";

/** They ask for the words of one answer, which no other question has to be answered with. */
const ownWords =
  /^(i?contains(-any|-all)?|equals|starts-with|regex|levenshtein|rouge-n|bleu|gleu|meteor|similar(:.*)?|factuality)$/;

/** The checks of a broken reply that hold for other conversations too: what must not be said, and what judges read. */
export function carriedChecks(suggested: readonly Suggested[]): Check[] {
  return suggested
    .filter(({ source, check }) => source !== "text" && !ownWords.test(check.type))
    .map(({ check }) => check);
}
