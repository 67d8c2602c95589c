import { escapeRegExp } from "../../../../shared/format/escape-text.ts";
import type { FactFinder, FoundFact } from "../fact-finder.ts";
import { isWide } from "../fold-character.ts";
import { toPlainText } from "../plain-text.ts";

let known: { names: readonly string[]; pattern: RegExp | null } | null = null;

/** The project's names as whole words, in any case. */
export const findOrganisations: FactFinder = (text, { organisations }) => {
  if (organisations.length === 0) return [];
  if (known?.names !== organisations) known = { names: organisations, pattern: patternOf(organisations) };
  if (known.pattern === null) return [];
  const found: FoundFact[] = [];
  for (const match of text.matchAll(known.pattern)) {
    const key = match[0].toLowerCase().replace(/\s+/g, " ");
    found.push({ kind: "organisation", key, start: match.index, end: match.index + match[0].length });
  }
  return found;
};

/** The longest name first: "Riverstone Bank" is not "Riverstone". Names are read as texts are: as people see them. */
function patternOf(names: readonly string[]): RegExp | null {
  const sources = names
    .map((name) => toPlainText(name).text.trim())
    .filter((name) => name !== "")
    .sort((a, b) => b.length - a.length)
    .map(wholeName);
  return sources.length === 0 ? null : new RegExp(sources.join("|"), "giu");
}

/** Scripts without spaces have names right beside other words. */
function wholeName(name: string): string {
  const letters = Array.from(name);
  const before = isWide(letters[0] ?? "") ? "" : String.raw`(?<![\p{L}\p{N}_])`;
  const behind = isWide(letters.at(-1) ?? "") ? "" : String.raw`(?![\p{L}\p{N}_])`;
  return before + name.split(/\s+/).map(escapeRegExp).join("\\s+") + behind;
}
