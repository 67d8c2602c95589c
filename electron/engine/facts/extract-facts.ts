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
import { asItStands, toPlainText, type PlainText } from "./plain-text.ts";
import { createSpans } from "./spans.ts";

/** Replies beyond this length are read up to it: nobody reads on either. */
const MAX_REPLY = 200_000;
/** Sources are read once each, and facts that stand at the end of a long prompt are known, too. */
const MAX_SOURCE = 4_000_000;

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
const digit = /\d|[年月日]/;

/** A text as a person reads it, and its facts; their offsets are those of the plain text. */
export interface ReadFacts {
  plain: PlainText;
  facts: Fact[];
}

/**
 * What a fact of any kind has, in whatever characters or markup: a digit, an address, a percentage, a case, or a sign that
 * may stand for one of those. Most replies have none of it, and are not read any further.
 */
const likely =
  /[^\t\n\r\x20-\x7e‘’“”–—…•À-ÿ]|[\d@%]|:\/\/|\.[a-z*_`~\\<]{2}|&[#a-z]|<[a-z]|p(?:er\s?c|ro[cz]ent|our c|or c|ct)|[\s*_>]v[\s*_.<]|[([{]\s?(?:at|dot|\.)|\sDOT\s/i;

/** What a reply states. Code between fences is left out. */
export function readReply(text: string, options: FactOptions): ReadFacts {
  const read = text.length > MAX_REPLY ? text.slice(0, MAX_REPLY) : text;
  if (options.organisations.length === 0 && !likely.test(read)) return { plain: asItStands(read), facts: [] };
  return readPlain(toPlainText(blankCode(read)), options);
}

/** What a source gives, code between fences included: a prompt often puts its contact details there. */
export const readAll = (text: string, options: FactOptions): ReadFacts =>
  readPlain(toPlainText(text.slice(0, MAX_SOURCE)), options);

/**
 * The facts of a text in order, none overlapping another but organisations, whose names may stand in an address.
 * Offsets are in UTF-16 code units of the text as it was given. Code between fences is left out. Never throws.
 */
export function extractFacts(text: string, options: FactOptions): Fact[] {
  const { plain, facts } = readReply(text, options);
  return facts.map((fact) => inOriginal(fact, plain, text));
}

/** The same fact with the offsets and the words of the text that the plain text was read from. */
export function inOriginal<F extends Fact>(fact: F, plain: PlainText, text: string): F {
  const { start, end } = plain.original(fact.start, fact.end);
  return { ...fact, start, end, text: text.slice(start, end) };
}

function readPlain(plain: PlainText, options: FactOptions): ReadFacts {
  const { text } = plain;
  const found: Found[] = [];
  const spans = createSpans();
  // Most replies have neither a digit nor an address, and are done with here.
  const numbered = digit.test(text);
  for (const finder of finders) {
    if (!numbered && finder !== findLinks && finder !== findCitations && finder !== findPercents) continue;
    for (const one of finder(text, options)) if (spans.take(one.start, one.end)) found.push(one);
  }
  found.push(...findOrganisations(text, options));
  const facts = found
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map((one) => ({ ...one, text: text.slice(one.start, one.end) }));
  return { plain, facts };
}
