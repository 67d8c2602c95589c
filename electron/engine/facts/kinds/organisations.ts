import { escapePattern } from "../../../../shared/rules/escape-pattern.ts";
import type { Finder, Found } from "../finder.ts";

const escape = (name: string): string => name.split(/\s+/).map(escapePattern).join("\\s+");
let known: { names: readonly string[]; pattern: RegExp } | null = null;

/** The project's names as whole words, in any case. */
export const findOrganisations: Finder = (text, { organisations }) => {
  if (organisations.length === 0) return [];
  if (known?.names !== organisations) known = { names: organisations, pattern: patternOf(organisations) };
  const found: Found[] = [];
  for (const match of text.matchAll(known.pattern)) {
    const key = match[0].toLowerCase().replace(/\s+/g, " ");
    found.push({ kind: "organisation", key, start: match.index, end: match.index + match[0].length });
  }
  return found;
};

/** The longest name first: "Riverstone Bank" is not "Riverstone". */
function patternOf(names: readonly string[]): RegExp {
  const sources = names.toSorted((a, b) => b.length - a.length).map(escape);
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${sources.join("|")})(?![\\p{L}\\p{N}_])`, "giu");
}
