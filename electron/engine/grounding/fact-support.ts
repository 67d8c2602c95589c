import { assertNever } from "../../../shared/errors.ts";
import type { Fact } from "../../../shared/domain/fact.ts";
import type { FactSource } from "./fact-sources.ts";

/** Whether the sources carry the fact, in whatever format. Contact details may still stand there for another. */
export function isFactSupported(fact: Fact, sources: readonly FactSource[], reply: string): boolean {
  const { kind, key } = fact;
  if (sources.some(({ facts }) => facts.some((one) => one.kind === kind && one.key === key))) return true;
  switch (kind) {
    case "phone":
      return sources.some((source) => carriesPhone(source, fact.key));
    case "email":
      return sources.some(({ plain }) => includesWhole(plain, fact.key));
    case "url":
      return sources.some((source) => carriesUrl(source, fact.key));
    case "organisation":
      return sources.some(({ plain }) => includesWhole(plain, fact.key));
    case "citation":
      return carriesCitation(sources, fact.key);
    case "version":
      return sources.some((source) => carriesVersion(source, fact.key));
    case "date":
      return carriesDate(fact.key, sources, reply);
    case "money":
      return sources.some((source) => carriesMoney(source, fact.key));
    case "percent":
      return fact.key.split("..").every((end) => sources.some((source) => carriesPercent(source, end)));
    default:
      return assertNever(kind);
  }
}

/** The same number, if one may lack what the other has in front: a country code, an area code, a zero. */
export function isSamePhone(one: string, other: string): boolean {
  if (one === other) return true;
  if (one.startsWith("ext") || other.startsWith("ext")) return false;
  const [short = "", long = ""] = [nationalNumber(one), nationalNumber(other)].sort((a, b) => a.length - b.length);
  return (
    short === long ||
    (short.length >= 7 && (long.endsWith(short) || digitsOf(one).endsWith(short)) && digitsOf(other).endsWith(short))
  );
}

const digitsOf = (key: string): string => key.replace(/\D/g, "");
const nationalNumber = (key: string): string =>
  key.startsWith("+") && key.includes(" ") ? key.slice(key.indexOf(" ") + 1) : digitsOf(key).replace(/^0+/, "");

function carriesPhone({ facts, digits }: FactSource, key: string): boolean {
  if (facts.some((one) => one.kind === "phone" && isSamePhone(one.key, key))) return true;
  // Where the source calls it something else, as in "order 555-0142": it is not made up.
  const written = key.startsWith("ext") ? key.slice(4) : nationalNumber(key);
  return written.length >= 5 && digits.includes(written);
}

function carriesUrl({ facts, plain }: FactSource, key: string): boolean {
  const known = key.toLowerCase();
  if (includesWhole(plain, known)) return true;
  return facts.some((one) => {
    if (one.kind === "email") return one.key.endsWith(`@${known}`) || one.key.endsWith(`.${known}`);
    if (one.kind !== "url") return false;
    const rest = one.key.toLowerCase();
    return rest === known || (rest.startsWith(known) && "/?".includes(rest.charAt(known.length)));
  });
}

function carriesCitation(sources: readonly FactSource[], key: string): boolean {
  const cited = sources.flatMap(({ facts }) => facts.filter(({ kind }) => kind === "citation"));
  if (cited.some((one) => one.key === key)) return true;
  const statute = /^act (.*?)(?: s (\S+))?$/.exec(key);
  if (statute) {
    const [, act = "", section] = statute;
    const named = sources.some(({ plain }) => plain.includes(act));
    return named && (section === undefined || sources.some(({ plain }) => includesWhole(plain, section)));
  }
  const parties = /^case (.*)$/.exec(key)?.[1];
  return parties !== undefined && sources.some(({ plain }) => plain.replace(/ v\. /g, " v ").includes(parties));
}

function carriesVersion({ facts, plain }: FactSource, key: string): boolean {
  if (facts.some((one) => one.kind === "version" && (one.key === key || one.key.startsWith(`${key}.`)))) return true;
  return key.includes(".") && (includesWhole(plain, key) || includesWhole(plain, `v${key}`));
}

function carriesMoney({ facts, numbers }: FactSource, key: string): boolean {
  const [currency = "", amount = ""] = key.split(" ");
  if (numbers.has(Number(amount))) return true;
  return facts.some((one) => {
    if (one.kind !== "money") return false;
    const [of = "", value = ""] = one.key.split(" ");
    return (
      value === amount &&
      (of === currency ||
        (isDollar(of) && isDollar(currency) && (of === "$" || currency === "$")) ||
        isCrown(of, currency))
    );
  });
}

const isDollar = (currency: string): boolean => /^(?:\$|USD|AUD|CAD|NZD|HKD|SGD)$/.test(currency);
const isCrown = (one: string, other: string): boolean =>
  [one, other].includes("KR") && /^(?:SEK|NOK|DKK|KR)$/.test(one) && /^(?:SEK|NOK|DKK|KR)$/.test(other);

const sharesInWords: Record<string, RegExp> = {
  25: /\b(?:a|one) quarter\b/,
  50: /\bhalf\b/,
  75: /\bthree[- ]quarters\b/,
};

function carriesPercent({ facts, plain }: FactSource, end: string): boolean {
  if (facts.some((one) => one.kind === "percent" && one.key.split("..").includes(end))) return true;
  return (
    sharesInWords[end]?.test(plain) === true ||
    includesWhole(plain, `${Number((Number(end) * 100).toPrecision(6))} basis points`)
  );
}

/** As a word or number of its own: not within a longer one. */
function includesWhole(plain: string, words: string): boolean {
  for (let at = plain.indexOf(words); at >= 0; at = plain.indexOf(words, at + 1)) {
    const behind = plain.slice(at + words.length, at + words.length + 2);
    if (
      !/[\p{L}\p{N}@_.-]$/u.test(
        plain.slice(Math.max(0, at - 1), at).replace(/^[.]$/, at > 1 && plain.startsWith("www.", at - 4) ? " " : "."),
      ) &&
      !/^(?:[\p{L}\p{N}_]|[.@/-][\p{L}\p{N}])/u.test(behind)
    )
      return true;
  }
  return false;
}

interface PartialDate {
  year: number | null;
  month: number;
  day: number | null;
}

/** How far a date may lie from another by durations that are named: so many pairs are tried at most. */
const MAX_DATES_TRIED = 400;
const namedDuration = /(?<![\p{L}\d])(\d{1,3}|[a-z]{3,9})[- ](day|week|month|year)s?(?!\p{L})/giu;
const countWords = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split(" ");

/**
 * Whether the sources name the date, as far as either says it, or one that lies a named number of days, weeks,
 * months or years away, give or take the day on which counting begins.
 */
function carriesDate(key: string, sources: readonly FactSource[], reply: string): boolean {
  const known = sources.flatMap(({ facts }) =>
    facts.filter(({ kind }) => kind === "date").flatMap(({ key: one }) => datesInKey(one)),
  );
  if (known.length === 0) return false;
  let steps: { count: number; unit: string }[] | null = null;
  return key.split("..").every((end) =>
    end.split("|").some((reading) => {
      const [wanted] = datesInKey(reading);
      if (!wanted) return false;
      if (known.some((one) => datesAgree(wanted, one))) return true;
      steps ??= durationsIn([...sources.map(({ text }) => text), reply]);
      return isDateByDuration(wanted, known, steps);
    }),
  );
}

function datesInKey(key: string): PartialDate[] {
  return key.split(/\.\.|\|/).map((one) => {
    const [, year = "", month = "", day = ""] = /^(.{4})-(..)-(..)$/.exec(one) ?? [];
    return { year: digitsAsNumber(year), month: Number(month), day: digitsAsNumber(day) };
  });
}

const digitsAsNumber = (written: string): number | null => (/^\d+$/.test(written) ? Number(written) : null);

function datesAgree(wanted: PartialDate, known: PartialDate): boolean {
  if (wanted.month !== known.month) return false;
  if (wanted.year !== null && known.year !== null && wanted.year !== known.year) return false;
  return wanted.day === null || wanted.day === known.day;
}

function durationsIn(texts: readonly string[]): { count: number; unit: string }[] {
  const steps: { count: number; unit: string }[] = [];
  for (const text of texts) {
    for (const [, written = "", unit = ""] of text.matchAll(namedDuration)) {
      const count = digitsAsNumber(written) ?? countWords.indexOf(written.toLowerCase()) + 1;
      if (count > 0) steps.push({ count, unit: unit.toLowerCase() });
    }
  }
  return steps;
}

function isDateByDuration(
  wanted: PartialDate,
  known: readonly PartialDate[],
  steps: readonly { count: number; unit: string }[],
): boolean {
  let tried = 0;
  for (const from of known) {
    if (from.day === null || wanted.day === null) continue;
    for (const { count, unit } of steps) {
      for (const sign of [1, -1]) {
        if (++tried > MAX_DATES_TRIED) return false;
        if (isWithinOneDay(wanted, addDuration(from, count * sign, unit))) return true;
      }
    }
  }
  return false;
}

function addDuration({ year, month, day }: PartialDate, count: number, unit: string): Date {
  const months = unit === "month" ? count : unit === "year" ? count * 12 : 0;
  const days = unit === "day" ? count : unit === "week" ? count * 7 : 0;
  return new Date(Date.UTC(year ?? 2001, month - 1 + months, (day ?? 1) + days));
}

function isWithinOneDay(wanted: PartialDate, date: Date): boolean {
  const year = wanted.year ?? date.getUTCFullYear();
  const apart = Math.abs(Date.UTC(year, wanted.month - 1, wanted.day ?? 1) - date.getTime());
  return apart <= 86_400_000;
}
