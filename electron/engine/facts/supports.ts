import { assertNever } from "../../../shared/assert-never.ts";
import type { Fact } from "../../../shared/domain/fact.ts";
import { carriesDate } from "./carries-date.ts";
import type { Source } from "./sources.ts";

/** Whether the sources carry the fact, in whatever format. Contact details may still stand there for another. */
export function isSupported(fact: Fact, sources: readonly Source[], reply: string): boolean {
  const { kind, key } = fact;
  if (sources.some(({ facts }) => facts.some((one) => one.kind === kind && one.key === key))) return true;
  switch (kind) {
    case "phone":
      return sources.some((source) => carriesPhone(source, fact.key));
    case "email":
      return sources.some(({ plain }) => hasWhole(plain, fact.key));
    case "url":
      return sources.some((source) => carriesUrl(source, fact.key));
    case "organisation":
      return sources.some(({ plain }) => hasWhole(plain, fact.key));
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
export function samePhone(one: string, other: string): boolean {
  if (one === other) return true;
  if (one.startsWith("ext") || other.startsWith("ext")) return false;
  const [short = "", long = ""] = [national(one), national(other)].sort((a, b) => a.length - b.length);
  return (
    short === long ||
    (short.length >= 7 && (long.endsWith(short) || digitsOf(one).endsWith(short)) && digitsOf(other).endsWith(short))
  );
}

const digitsOf = (key: string): string => key.replace(/\D/g, "");
const national = (key: string): string =>
  key.startsWith("+") && key.includes(" ") ? key.slice(key.indexOf(" ") + 1) : digitsOf(key).replace(/^0+/, "");

function carriesPhone({ facts, digits }: Source, key: string): boolean {
  if (facts.some((one) => one.kind === "phone" && samePhone(one.key, key))) return true;
  // Where the source calls it something else, as in "order 555-0142": it is not made up.
  const written = key.startsWith("ext") ? key.slice(4) : national(key);
  return written.length >= 5 && digits.includes(written);
}

function carriesUrl({ facts, plain }: Source, key: string): boolean {
  const known = key.toLowerCase();
  if (hasWhole(plain, known)) return true;
  return facts.some((one) => {
    if (one.kind === "email") return one.key.endsWith(`@${known}`) || one.key.endsWith(`.${known}`);
    if (one.kind !== "url") return false;
    const rest = one.key.toLowerCase();
    return rest === known || (rest.startsWith(known) && "/?".includes(rest.charAt(known.length)));
  });
}

function carriesCitation(sources: readonly Source[], key: string): boolean {
  const cited = sources.flatMap(({ facts }) => facts.filter(({ kind }) => kind === "citation"));
  if (cited.some((one) => one.key === key)) return true;
  const statute = /^act (.*?)(?: s (\S+))?$/.exec(key);
  if (statute) {
    const [, act = "", section] = statute;
    const named = sources.some(({ plain }) => plain.includes(act));
    return named && (section === undefined || sources.some(({ plain }) => hasWhole(plain, section)));
  }
  const parties = /^case (.*)$/.exec(key)?.[1];
  return parties !== undefined && sources.some(({ plain }) => plain.replace(/ v\. /g, " v ").includes(parties));
}

function carriesVersion({ facts, plain }: Source, key: string): boolean {
  if (facts.some((one) => one.kind === "version" && (one.key === key || one.key.startsWith(`${key}.`)))) return true;
  return key.includes(".") && (hasWhole(plain, key) || hasWhole(plain, `v${key}`));
}

function carriesMoney({ facts, numbers }: Source, key: string): boolean {
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

const shares: Record<string, RegExp> = {
  25: /\b(?:a|one) quarter\b/,
  50: /\bhalf\b/,
  75: /\bthree[- ]quarters\b/,
};

function carriesPercent({ facts, plain }: Source, end: string): boolean {
  if (facts.some((one) => one.kind === "percent" && one.key.split("..").includes(end))) return true;
  return (
    shares[end]?.test(plain) === true || hasWhole(plain, `${Number((Number(end) * 100).toPrecision(6))} basis points`)
  );
}

/** As a word or number of its own: not within a longer one. */
function hasWhole(plain: string, words: string): boolean {
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
