import type { Finder, Found } from "../finder.ts";
import { createSpans } from "../spans.ts";
import { monthOf, monthPattern } from "./months.ts";

const day = String.raw`(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|\.|º)?`;
const year = String.raw`(?:1[5-9]|20|21)\d\d`;
const month = `(${monthPattern})\\.?`;
const to = String.raw`\s?(?:-|–|—|to|and|until|bis|und|au|al)\s?`;

const numeric =
  /(?<![\w.,/:-])(?:((?:1[5-9]|20|21)\d\d)([-/.])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])|(0?[1-9]|[12]\d|3[01])([/.-])(0?[1-9]|[12]\d|3[01])\6((?:1[5-9]|20|21)\d\d|(?<=\/)\d\d)|(0[1-9]|[12]\d|3[01])\/(0[1-9]|1[0-2]))(?![\w/]|[.,:-]\d)/g;
const anyNumeric = /\d[-/.]\d/;
const dayFirst = new RegExp(
  `(?<![\\w.,/:€$£-])${day}(?:${to}${day})?\\s(?:of\\s|de\\s)?${month}(?:,?\\s(?:de\\s)?(${year}))?(?![\\p{L}\\d])`,
  "giu",
);
const monthFirst = new RegExp(
  `(?<![\\p{L}\\d])${month}\\s(?:the\\s)?${day}(?:${to}${day})?(?:(?:,\\s?|\\s)(${year}))?(?![\\p{L}\\d%]|[.,:/-]\\d)`,
  "giu",
);
const monthOnly = new RegExp(`(?<![\\p{L}\\d])${month},?\\s(?:de\\s)?(${year})(?![\\p{L}\\d])`, "giu");
const anyMonth = new RegExp(`(?<!\\p{L})(?:${monthPattern})(?!\\p{L})`, "iu");

/**
 * Days and months of a year. The key is `YYYY-MM-DD`, with dashes for what is not said; a range has `..` between
 * its ends, and a day that could be read two ways has both, with a `|` between them. Years alone are no facts.
 */
export const findDates: Finder = (text) => {
  const found: Found[] = [];
  const spans = createSpans();
  const add = (start: number, length: number, key: string | null): void => {
    if (key === null || !spans.take(start, start + length)) return;
    found.push({ kind: "date", key, start, end: start + length });
  };
  // Cheap looks first: most replies have no date at all.
  if (anyNumeric.test(text)) {
    for (const match of text.matchAll(numeric)) add(match.index, match[0].length, numericKey(match));
  }
  if (!anyMonth.test(text)) return found;
  for (const match of text.matchAll(dayFirst)) {
    const [written, from, until, name = "", of] = match;
    if (isMonthName(name)) add(match.index, written.length, spanKey(of, name, from, until));
  }
  for (const match of text.matchAll(monthFirst)) {
    const [written, name = "", from, until, of] = match;
    if (isMonthName(name)) add(match.index, written.length, spanKey(of, name, from, until));
  }
  for (const match of text.matchAll(monthOnly)) {
    const [written, name = "", of] = match;
    if (isMonthName(name)) add(match.index, written.length, key(of, monthOf(name), undefined));
  }
  return found.sort((a, b) => a.start - b.start);
};

/** "you may 5 times", "mar 7": in lower case a word that is no month otherwise does not count. */
function isMonthName(name: string): boolean {
  return !/^(?:may|mar|march|jan|dec|sep|mars|mei)$/.test(name) || name === "mars";
}

function numericKey(match: RegExpExecArray | RegExpMatchArray): string | null {
  const [, y, , m, d, first, , second, of, dayOnly, monthOnlyNumber] = match;
  if (y !== undefined) return key(y, Number(m), d);
  if (dayOnly !== undefined) return key(undefined, Number(monthOnlyNumber), dayOnly);
  const full = of?.length === 2 ? `20${of}` : of;
  const readings = [
    Number(second) <= 12 ? key(full, Number(second), first) : null,
    Number(first) <= 12 ? key(full, Number(first), second) : null,
  ].filter((one) => one !== null);
  return readings.length === 0 ? null : [...new Set(readings)].join("|");
}

function spanKey(of: string | undefined, name: string, from: string | undefined, until: string | undefined): string {
  const start = key(of, monthOf(name), from);
  return until === undefined ? start : `${start}..${key(of, monthOf(name), until)}`;
}

function key(of: string | undefined, monthNumber: number, dayOfMonth: string | undefined): string {
  const two = (value: number | string): string => String(value).padStart(2, "0");
  return `${of ?? "----"}-${two(monthNumber)}-${dayOfMonth === undefined ? "--" : two(Number(dayOfMonth))}`;
}
