import type { Finder, Found } from "../finder.ts";
import { createSpans } from "../spans.ts";
import {
  multipleOf,
  multiplePattern,
  numberKey,
  numberPattern,
  numberWords,
  valueOf,
  valueOfWords,
} from "./numbers.ts";

const codes = "USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|BRL|MXN|ZAR|SGD|HKD|KRW|TRY|ILS|AED";
const symbols = String.raw`(?:US|AU|CA|NZ|HK|A|C|R|S)?\$|€|£|¥|₹|₩|₽|₺|₪|zł|Rs\.?|kr\.?|(?:${codes})`;
const words = String.raw`dollars?|euros?|pounds?(?:\ssterling)?|rupees?|yen|yuan|francs?|kronor|kroner|reais|pesos?|bucks|cents?|pence`;
const number = `(?:${numberPattern})`;

const before = new RegExp(`(?<![\\p{L}\\d$€£])(${symbols})\\s?(${number})(${multiplePattern})?(?!\\d)`, "gu");
const after = new RegExp(
  `(?<![\\p{L}\\d.,$€£¥₹])(${number})(${multiplePattern})?\\s?(€|£|¥|₹|₽|₺|zł|(?:${codes}|kr|${words}|p|¢)(?![\\p{L}\\d]))`,
  "gu",
);
const spelled = new RegExp(`(?<![\\p{L}\\d-])(${numberWords})\\s(${words})(?!\\p{L})`, "giu");
const likely = new RegExp(`[$€£¥₹₩₽₺₪¢]|zł|Rs|kr|\\d\\s?p(?!\\p{L})|(?:${codes})|(?:${words})`, "iu");

const currencies: Record<string, string> = {
  "€": "EUR",
  euro: "EUR",
  "£": "GBP",
  pound: "GBP",
  p: "GBP",
  pence: "GBP",
  "¥": "JPY",
  yen: "JPY",
  "₹": "INR",
  rs: "INR",
  rupee: "INR",
  "₩": "KRW",
  "₽": "RUB",
  "₺": "TRY",
  "₪": "ILS",
  zł: "PLN",
  yuan: "CNY",
  franc: "CHF",
  kronor: "SEK",
  kroner: "KR",
  kr: "KR",
  r$: "BRL",
  reais: "BRL",
  us$: "USD",
  au$: "AUD",
  a$: "AUD",
  ca$: "CAD",
  c$: "CAD",
  nz$: "NZD",
  hk$: "HKD",
  s$: "SGD",
  peso: "PESO",
};

/** The key is currency and amount, as in `EUR 12.5`; `$` stands for any dollar. An amount of nothing is no fact. */
export const findMoney: Finder = (text) => {
  if (!likely.test(text)) return [];
  const found: Found[] = [];
  const spans = createSpans();
  const add = (start: number, length: number, currency: string, amount: number): void => {
    if (amount === 0 || !Number.isFinite(amount) || !spans.take(start, start + length)) return;
    const minor = /^(?:p|pence|cents?|¢)$/i.test(currency);
    const key = `${currencyOf(currency)} ${numberKey(minor ? amount / 100 : amount)}`;
    found.push({ kind: "money", key, start, end: start + length });
  };
  for (const { 0: all, 1: sign = "", 2: amount = "", 3: multiple, index } of text.matchAll(before)) {
    add(index, all.length, sign, valueOf(amount) * multipleOf(multiple));
  }
  for (const { 0: all, 1: amount = "", 2: multiple, 3: sign = "", index } of text.matchAll(after)) {
    add(index, all.length, sign, valueOf(amount) * multipleOf(multiple));
  }
  for (const { 0: all, 1: amount = "", 2: sign = "", index } of text.matchAll(spelled)) {
    add(index, all.length, sign, valueOfWords(amount));
  }
  return found;
};

function currencyOf(written: string): string {
  const plain = written
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/\ssterling$/, "");
  return (
    currencies[plain] ??
    currencies[plain.replace(/s$/, "")] ??
    (/^[a-z]{3}$/.test(plain) && plain === written.toLowerCase() && written === written.toUpperCase() ? written : "$")
  );
}
