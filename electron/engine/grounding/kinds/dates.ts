import { type FactFinder, type FoundFact, createSpanSet } from "../fact-finder.ts";

/**
 * From January: English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Danish, Norwegian, Finnish, Polish,
 * Czech, Hungarian, Romanian, Turkish, Greek, Russian, Ukrainian; Hindi, Arabic and Thai. Cases as they stand in dates.
 */
const monthNames: readonly string[] = [
  "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia styczeń sty ledna leden január ianuarie ian ocak oca tammikuuta ιανουαρίου января янв січня जनवरी يناير มกราคม",
  "february feb februar février fevrier févr fevr febrero febbraio febb fevereiro fev februari helmikuuta lutego luty lut února únor február februarie şubat φεβρουαρίου февраля фев лютого फरवरी فبراير กุมภาพันธ์",
  "march mar märz maerz mrz mars marzo março maart mrt marts maaliskuuta marca marzec března březen március martie mart μαρτίου марта мар березня मार्च مارس มีนาคม",
  "april apr avril avr abril abr aprile huhtikuuta kwietnia kwiecień kwi dubna duben április aprilie nisan απριλίου апреля апр квітня अप्रैल أبريل ابريل เมษายน",
  "may mai mayo maggio mag maio mei maj toukokuuta maja května květen május mayıs μαΐου мая май травня मई مايو พฤษภาคม",
  "june jun juni juin junio giugno giu junho kesäkuuta czerwca czerwiec cze června červen június iunie haziran ιουνίου июня июн червня जून يونيو มิถุนายน",
  "july jul juli juillet juil julio luglio lug julho heinäkuuta lipca lipiec lip července červenec július iulie temmuz ιουλίου июля июл липня जुलाई يوليو กรกฎาคม",
  "august aug août aout agosto ago augustus augusti elokuuta sierpnia sierpień sie srpna srpen augusztus ağustos αυγούστου августа авг серпня अगस्त أغسطس สิงหาคม",
  "september sept sep septembre septiembre settembre set setembro syyskuuta września wrzesień wrz září szeptember septembrie eylül σεπτεμβρίου сентября сен сент вересня सितंबर سبتمبر กันยายน",
  "october oct oktober okt octobre octubre ottobre ott outubro lokakuuta października październik paź října říjen október octombrie ekim οκτωβρίου октября окт жовтня अक्टूबर أكتوبر ตุลาคม",
  "november nov novembre noviembre novembro marraskuuta listopada listopad listopadu noiembrie kasım νοεμβρίου ноября ноя листопада नवंबर نوفمبر พฤศจิกายน",
  "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro desember joulukuuta grudnia grudzień gru prosince prosinec decembrie aralık δεκεμβρίου декабря дек грудня दिसंबर ديسمبر ธันวาคม",
];

const monthNumbers = new Map(monthNames.flatMap((of, at) => of.split(" ").map((name) => [name, at + 1] as const)));

/** From 1; 0 where the word is no month. */
const monthOf = (word: string): number => monthNumbers.get(word.toLowerCase()) ?? 0;

/** English words in lower case: months only with a day and a year. */
const ambiguousLowerCaseMonth = /^(?:may|mar|march|jan|dec|sep|mei)$/;
/** Short forms that are words elsewhere, as in "Gen 5" or "set 3": months only between a day and a year. */
const ambiguousShortMonth =
  /^(?:set|ago|gen|mag|lug|ott|giu|dic|abr|ene|fev|mart|marca|lip|sty|sie|gru|lut|luty|cze|kwi|paź|ocak|oca|nisan|ekim|ian)$/i;

const alternatives = (of: readonly string[]): string => of.toSorted((a, b) => b.length - a.length).join("|");

/** Alternatives for a pattern; the longest first. */
const monthPattern: string = alternatives([...monthNumbers.keys()]);
/** Those without a letter beyond ASCII: all that a text of ASCII can have. */
const asciiMonthPattern: string = alternatives([...monthNumbers.keys()].filter((name) => /^[a-z]+$/.test(name)));

const day = String.raw`(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|e|\.|º|ª|-?го)?`;
const year = String.raw`(?:1[5-9]|20|21)\d\d`;
const to = String.raw`\s?(?:-|–|to|and|until|bis|und|au|al)\s?`;
/** Not within a number, a word, a version or a file's name. */
const free = String.raw`(?<!\w|\w[/-]|\d[.,:])`;
const freeDay = String.raw`(?<![\w€$£]|\w[/-]|\d[.,:])`;
const ends = String.raw`(?:(?=T\d\d)|(?![\w/]|[.,:-]\d))`;

const numeric = new RegExp(
  String.raw`${free}(?:(${year})([-–/.])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])|(0?[1-9]|[12]\d|3[01])([/.–-])(0?[1-9]|[12]\d|3[01])\6(${year}|(?<=/)\d\d)|(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2]))${ends}`,
  "g",
);
/** "9. 5. 2031" and "2031. 5. 9." */
const spaced = new RegExp(
  String.raw`${free}(?:(0?[1-9]|[12]\d|3[01])\.\s(0?[1-9]|1[0-2])\.\s?(${year})|(${year})\.\s(0?[1-9]|1[0-2])\.\s(0?[1-9]|[12]\d|3[01])\.?)(?!\w|[.,:/-]\d)`,
  "g",
);
const compact = new RegExp(String.raw`(?<!\w)(${year})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])T\d{2}(?=\d{2}|Z|:)`, "g");
/** A day of a week of a year, or a whole week, as ISO 8601 numbers them. */
const week = new RegExp(String.raw`(?<!\w)(${year})-?W(0[1-9]|[1-4]\d|5[0-3])(?:-?([1-7]))?(?!\w)`, "g");
const anyNumeric = /\d[-–/.]\s?\d|\dT\d|\dW\d/;

const count = String.raw`(?:\d{1,4}|[〇零一二三四五六七八九十元]{1,5})`;
const eastAsian = new RegExp(
  String.raw`(?<!\d)(?:(?:(令和|平成|昭和|大正|明治|民國|民国)\s?)?(${count})\s?[年년]\s?)?(${count})\s?[月월](?:\s?(${count})\s?[日号號일])?`,
  "g",
);
const eras: ReadonlyMap<string, number> = new Map([
  ["令和", 2018],
  ["平成", 1988],
  ["昭和", 1925],
  ["大正", 1911],
  ["明治", 1867],
  ["民國", 1911],
  ["民国", 1911],
]);
const vietnamese = /(?<!\p{L})ngày\s(\d{1,2})\stháng\s(\d{1,2})(?:,?\snăm\s(\d{4}))?/giu;

/** The forms of a date with a month in words, for texts with the letters given. */
function wordForms(months: string, letter: string, flags: string) {
  const month = `(${months})\\.?`;
  return {
    any: new RegExp(`(?<!${letter})(?:${months})(?!${letter})`, flags.replace("g", "")),
    dayFirst: new RegExp(
      `${freeDay}${day}(?:${to}${day})?(?:\\s(?:of\\s|de\\s|d')?|[-/])${month}(?:(?:,?\\s(?:de\\s|del\\s)?|[-/])(${year}|25[4-9]\\d))?(?!${letter}|\\d)`,
      flags,
    ),
    monthFirst: new RegExp(
      `(?<!${letter}|\\d)${month}\\s(?:the\\s)?${day}(?:${to}${day})?(?:(?:,\\s?|\\s)(${year}))?(?!${letter}|\\d|%|[.,:/-]\\d)`,
      flags,
    ),
    monthOnly: new RegExp(`(?<!${letter}|\\d)${month},?\\s(?:de\\s)?(${year})(?!${letter}|\\d)`, flags),
  };
}
const anyLetters = wordForms(monthPattern, String.raw`\p{L}`, "giu");
/** The same for texts of ASCII alone, which most are: a fifth of the time. */
const asciiLetters = wordForms(asciiMonthPattern, "[a-z]", "gi");
const beyondAscii = /(?![a-z])\p{L}/iu;

/** Countries where a date in numbers may begin with either; the United States count, for they stand for "not said". */
const eitherFirst = /^(?:US|CA|PH|ZA|KE|GH|PA|PR|GU|AS|UM|VI|MP)$/;

/**
 * Days and months of a year. The key is `YYYY-MM-DD`, with dashes for what is not said; a range has `..` between
 * its ends, and a day that could be read two ways has both, with a `|` between them. Years alone are no facts.
 */
export const findDates: FactFinder = (text, { country }) => {
  const found: FoundFact[] = [];
  const spans = createSpanSet();
  const add = (start: number, length: number, key: string | null): void => {
    if (key === null || !spans.claim(start, start + length)) return;
    found.push({ kind: "date", key, start, end: start + length });
  };
  // Cheap looks first: most replies have no date at all.
  if (anyNumeric.test(text)) {
    for (const match of text.matchAll(numeric)) add(match.index, match[0].length, numericKey(match, country));
    for (const { 0: all, 1: d, 2: m, 3: y, 4: ofFirst, 5: monthSecond, 6: dayLast, index } of text.matchAll(spaced))
      add(index, all.length, key(y ?? ofFirst, Number(m ?? monthSecond), d ?? dayLast));
    for (const { 1: y, 2: m, 3: d, index } of text.matchAll(compact)) add(index, 8, key(y, Number(m), d));
    for (const { 0: all, 1: y, 2: w, 3: d, index } of text.matchAll(week))
      add(index, all.length, weekKey(Number(y), Number(w), d === undefined ? null : Number(d)));
  }
  if (/[月월]/.test(text)) {
    for (const match of text.matchAll(eastAsian)) add(match.index, match[0].trimEnd().length, eastAsianKey(match));
  }
  if (/tháng/i.test(text)) {
    for (const { 0: all, 1: d, 2: m, 3: y, index } of text.matchAll(vietnamese))
      if (isDay(d) && isMonth(m)) add(index, all.length, key(y, Number(m), d));
  }
  const { any, dayFirst, monthFirst, monthOnly } = beyondAscii.test(text) ? anyLetters : asciiLetters;
  if (!any.test(text)) return inOrder(found);
  for (const match of text.matchAll(dayFirst)) {
    const [written, from, until, name = "", of] = match;
    if (isMonthName(name, true, of)) add(match.index, written.length, spanKey(christian(of), name, from, until));
  }
  for (const match of text.matchAll(monthFirst)) {
    const [written, name = "", from, until, of] = match;
    if (isMonthName(name, false, of)) add(match.index, written.length, spanKey(of, name, from, until));
  }
  for (const match of text.matchAll(monthOnly)) {
    const [written, name = "", of] = match;
    if (isMonthName(name, false, undefined)) add(match.index, written.length, key(of, monthOf(name), undefined));
  }
  return inOrder(found);
};

const inOrder = (found: FoundFact[]): FoundFact[] => found.sort((a, b) => a.start - b.start);

/** "you may 5 times" and "mar 7" have no month. */
function isMonthName(name: string, dayBefore: boolean, of: string | undefined): boolean {
  return ambiguousShortMonth.test(name)
    ? dayBefore && of !== undefined
    : !ambiguousLowerCaseMonth.test(name) || of !== undefined;
}

function numericKey(match: RegExpExecArray | RegExpMatchArray, country: string): string | null {
  const [, y, , m, d, first, , second, of, dayOnly, monthOnlyNumber] = match;
  if (y !== undefined) return key(y, Number(m), d);
  if (dayOnly !== undefined) return key(undefined, Number(monthOnlyNumber), dayOnly);
  const full = of?.length === 2 ? `20${of}` : of;
  const dayBefore = isMonth(second) ? key(full, Number(second), first) : null;
  const monthBefore = isMonth(first) ? key(full, Number(first), second) : null;
  const only = eitherFirst.test(country) ? null : dayBefore;
  const readings = [only ?? dayBefore, only === null ? monthBefore : null].filter((one) => one !== null);
  return readings.length === 0 ? null : [...new Set(readings)].join("|");
}

function weekKey(ofYear: number, number: number, weekday: number | null): string {
  // The week of January 4th is the first one; weeks begin on Mondays.
  const fourth = new Date(Date.UTC(ofYear, 0, 4));
  const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * DAY_MS + (number - 1) * 7 * DAY_MS;
  const iso = (days: number): string => new Date(monday + days * DAY_MS).toISOString().slice(0, 10);
  return weekday === null ? `${iso(0)}..${iso(6)}` : iso(weekday - 1);
}

const DAY_MS = 86_400_000;

/** Years of an emperor or of a republic are ours from the year before its first. A month alone is no fact. */
function eastAsianKey(match: RegExpExecArray | RegExpMatchArray): string | null {
  const [, era, writtenYear, writtenMonth, writtenDay] = match;
  if (writtenYear === undefined && writtenDay === undefined) return null;
  const m = countOf(writtenMonth ?? "");
  const d = writtenDay === undefined ? undefined : String(countOf(writtenDay));
  if (!isMonth(String(m)) || (d !== undefined && !isDay(d))) return null;
  const from = era === undefined ? undefined : eras.get(era);
  const y = writtenYear === undefined ? undefined : countOf(writtenYear) + (from ?? 0);
  if (y !== undefined && (y < 1500 || y > 2199)) return key(undefined, m, d);
  return key(y === undefined ? undefined : String(y), m, d);
}

const isMonth = (written: string | undefined): boolean => Number(written) >= 1 && Number(written) <= 12;
const isDay = (written: string | undefined): boolean => Number(written) >= 1 && Number(written) <= 31;

/** 31, 三十一, 二〇三一; the first year of an era is 元. */
function countOf(written: string): number {
  if (/^\d+$/.test(written)) return Number(written);
  if (written === "元") return 1;
  const digit = (sign: string): number => Math.max(0, "〇一二三四五六七八九".indexOf(sign.replace("零", "〇")));
  const [before = "", behind, ...rest] = written.split("十");
  if (behind !== undefined && rest.length === 0)
    return (before === "" ? 1 : digit(before)) * 10 + (behind === "" ? 0 : digit(behind));
  return Number(Array.from(written, digit).join(""));
}

/** Thailand counts from the Buddha. */
function christian(of: string | undefined): string | undefined {
  return of !== undefined && Number(of) > 2500 ? String(Number(of) - 543) : of;
}

function spanKey(of: string | undefined, name: string, from: string | undefined, until: string | undefined): string {
  const start = key(of, monthOf(name), from);
  return until === undefined ? start : `${start}..${key(of, monthOf(name), until)}`;
}

function key(of: string | undefined, monthNumber: number, dayOfMonth: string | undefined): string {
  const two = (value: number | string): string => String(value).padStart(2, "0");
  return `${of ?? "----"}-${two(monthNumber)}-${dayOfMonth === undefined ? "--" : two(Number(dayOfMonth))}`;
}
