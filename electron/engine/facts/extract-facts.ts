import type { Fact } from "../../../shared/domain/fact.ts";
import { blankCode } from "./blank-code.ts";
import type { FactOptions } from "./fact-options.ts";
import type { Finder, Found } from "./finder.ts";
import { findCitations } from "./kinds/citations.ts";
import { findDates } from "./kinds/dates.ts";
import { findLinks } from "./kinds/links.ts";
import { findMoney } from "./kinds/money.ts";
import { findOrganisations } from "./kinds/organisations.ts";
import { findPercents } from "./kinds/percents.ts";
import { findPhones } from "./kinds/phones.ts";
import { findVersions } from "./kinds/versions.ts";
import { createSpans } from "./spans.ts";

/** Texts beyond this length are read up to it: nobody reads on either. */
const LONGEST = 200_000;

/** What a finder found first is not looked at by the later ones: a date is no phone number, nor is part of a URL. */
const finders: readonly Finder[] = [
  findLinks,
  findCitations,
  findDates,
  findMoney,
  findPercents,
  findVersions,
  findPhones,
];
const digit = /\d/;

/**
 * The facts of a text in order, none overlapping another but organisations, whose names may stand in an address.
 * Offsets are in UTF-16 code units. Code between fences is left out. Never throws.
 */
export function extractFacts(text: string, options: FactOptions): Fact[] {
  const read = blankCode(text.length > LONGEST ? text.slice(0, LONGEST) : text);
  const found: Found[] = [];
  const spans = createSpans();
  // Most replies have neither a digit nor an address, and are done with here.
  const numbered = digit.test(read);
  for (const finder of finders) {
    if (!numbered && finder !== findLinks && finder !== findCitations && finder !== findPercents) continue;
    for (const one of finder(read, options)) if (spans.take(one.start, one.end)) found.push(one);
  }
  found.push(...findOrganisations(read, options));
  return found
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map((one) => ({ ...one, text: text.slice(one.start, one.end) }));
}
