import type { Fact } from "../../../shared/domain/fact.ts";
import { type FactOptions, type FactFinder, type FoundFact, createSpanSet } from "./fact-finder.ts";
import { findCitations } from "./kinds/citations.ts";
import { findDates } from "./kinds/dates.ts";
import { findLinks } from "./kinds/links.ts";
import { findMoney } from "./kinds/money.ts";
import { findOrganisations } from "./kinds/organisations.ts";
import { findPercents } from "./kinds/percents.ts";
import { findPhones } from "./kinds/phones.ts";
import { findVersions } from "./kinds/versions.ts";
import { unchangedText, toPlainText, type PlainText } from "./plain-text.ts";

/** Replies beyond this length are read up to it: nobody reads on either. */
const MAX_REPLY_CHARACTERS = 200_000;
/** Sources are read once each, and facts that stand at the end of a long prompt are known, too. */
const MAX_SOURCE_CHARACTERS = 4_000_000;

/** What a finder found first is not looked at by the later ones: a date is no phone number, nor is part of a URL. */
const finders: readonly FactFinder[] = [
  findLinks,
  findCitations,
  findDates,
  findMoney,
  findPercents,
  findVersions,
  findPhones,
];
const hasDigit = /\d|[年月日]/;

/** A text as a person reads it, and its facts; their offsets are those of the plain text. */
interface ExtractedFacts {
  plain: PlainText;
  facts: Fact[];
}

/**
 * What a fact of any kind has, in whatever characters or markup: a digit, an address, a percentage, a case, or a sign that
 * may stand for one of those. Most replies have none of it, and are not read any further.
 */
const mayHaveFacts =
  /[^\t\n\r\x20-\x7e‘’“”–—…•À-ÿ]|[\d@%]|:\/\/|\.[a-z*_`~\\<]{2}|&[#a-z]|<[a-z]|p(?:er\s?c|ro[cz]ent|our c|or c|ct)|[\s*_>]v[\s*_.<]|[([{]\s?(?:at|dot|\.)|\sDOT\s/i;

/** What a reply states. Code between fences is left out. */
export function readReplyFacts(text: string, options: FactOptions): ExtractedFacts {
  const read = text.length > MAX_REPLY_CHARACTERS ? text.slice(0, MAX_REPLY_CHARACTERS) : text;
  if (options.organisations.length === 0 && !mayHaveFacts.test(read)) return { plain: unchangedText(read), facts: [] };
  return extractFromPlainText(toPlainText(blankCode(read)), options);
}

/** What a source gives, code between fences included: a prompt often puts its contact details there. */
export const readSourceFacts = (text: string, options: FactOptions): ExtractedFacts =>
  extractFromPlainText(toPlainText(text.slice(0, MAX_SOURCE_CHARACTERS)), options);

/**
 * The facts of a text in order, none overlapping another but organisations, whose names may stand in an address.
 * Offsets are in UTF-16 code units of the text as it was given. Code between fences is left out. Never throws.
 */
export function extractFacts(text: string, options: FactOptions): Fact[] {
  const { plain, facts } = readReplyFacts(text, options);
  return facts.map((fact) => toOriginalOffsets(fact, plain, text));
}

/** The same fact with the offsets and the words of the text that the plain text was read from. */
export function toOriginalOffsets<F extends Fact>(fact: F, plain: PlainText, text: string): F {
  const { start, end } = plain.original(fact.start, fact.end);
  return { ...fact, start, end, text: text.slice(start, end) };
}

function extractFromPlainText(plain: PlainText, options: FactOptions): ExtractedFacts {
  const { text } = plain;
  const found: FoundFact[] = [];
  const spans = createSpanSet();
  // Most replies have neither a digit nor an address, and are done with here.
  const numbered = hasDigit.test(text);
  for (const finder of finders) {
    if (!numbered && finder !== findLinks && finder !== findCitations && finder !== findPercents) continue;
    for (const one of finder(text, options)) if (spans.claim(one.start, one.end)) found.push(one);
  }
  found.push(...findOrganisations(text, options));
  const facts = found
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map((one) => ({ ...one, text: text.slice(one.start, one.end) }));
  return { plain, facts };
}

/** A fence at the begin of a line, in a list or a quotation, too; what is written in it is of the language behind it. */
const codeFence = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})[ \t]*([^\n`]*)$/gm;
/** Between such fences stands what people read, not code. */
const proseLanguage = /^(?:|te?xt|plain(?:text)?|md|markdown|none|mail|email|message|quote)$/i;

/**
 * The text with code between fences as spaces, so that offsets stay: sample values in code are no facts. Three backticks
 * within a line are a piece of text in another type, and so is a block that is of no language.
 */
function blankCode(text: string): string {
  if (!text.includes("```") && !text.includes("~~~")) return text;
  let read = "";
  let at = 0;
  let open: { sign: string; code: boolean; end: number } | null = null;
  for (const { 0: line, 1: sign = "", 2: language = "", index } of text.matchAll(codeFence)) {
    if (open === null) {
      open = { sign, code: !proseLanguage.test(language.trim().split(/\s/)[0] ?? ""), end: index + line.length };
    } else if (sign.startsWith(open.sign) && language.trim() === "") {
      if (open.code) {
        read += text.slice(at, open.end) + " ".repeat(index - open.end);
        at = index;
      }
      open = null;
    }
  }
  return open?.code === true
    ? read + text.slice(at, open.end) + " ".repeat(text.length - open.end)
    : read + text.slice(at);
}
