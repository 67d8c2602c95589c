import { type FactFinder, type FoundFact, createSpanSet } from "../fact-finder.ts";
import {
  multipleValue,
  multiplePattern,
  numberKey,
  numberPattern,
  numberWords,
  numberValue,
  numberWordsValue,
} from "../written-numbers.ts";

const codes =
  "USD|EUR|HUF|RON|UAH|RUB|THB|VND|IDR|PHP|MYR|TWD|SAR|EGP|NGN|KES|COP|ARS|CLP|PEN|GBP|CHF|JPY|CNY|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|BRL|MXN|ZAR|SGD|HKD|KRW|TRY|ILS|AED";
const symbols = String.raw`(?:US|AU|CA|NZ|HK|A|C|R|S)?\$|€|£|¥|₹|₩|₽|₺|₪|₴|₫|฿|₱|₦|zł|Rs\.?|kr\.?|Fr\.|(?:${codes})`;
const words = String.raw`dollars?|euros?|pounds?(?:\ssterling)?|rupees?|yen|yuan|francs?|kronor|kroner|reais|pesos?|bucks|cents?|pence|рубл(?:ей|я|ь)|руб\.?|гривен|Kč|Ft|lei|บาท`;
/** Written right beside other words. */
const wideWords = "元|人民币|人民幣|円|日元|美元|欧元|歐元|원|달러|유로|ドル|ユーロ";
const number = `(?:${numberPattern})`;

const before = new RegExp(`(?<![\\p{L}\\d$€£])(${symbols})\\s?(${number})(${multiplePattern})?(?!\\d)`, "gu");
const after = new RegExp(
  `(?<![\\p{L}\\d.,$€£¥₹])(${number})(${multiplePattern})?\\s?(€|£|¥|(?:US|AU|CA|NZ|HK|S)?\\$(?![\\p{L}\\d])|₹|₩|₽|₺|₴|₫|฿|zł|Fr\\.|(?:${codes}|kr|${words}|p|¢)(?![\\p{L}\\d])|${wideWords})`,
  "gu",
);
const spelled = new RegExp(`(?<![\\p{L}\\d-])(${numberWords})\\s(${words})(?!\\p{L})`, "giu");
const likely = new RegExp(
  `[$€£¥₹₩₽₺₪¢₴₫฿₱₦]|zł|Rs|kr|Fr\\.|\\d\\s?p(?!\\p{L})|(?:${codes})|(?:${words})|${wideWords}`,
  "iu",
);

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
  "₴": "UAH",
  гривен: "UAH",
  "₫": "VND",
  "฿": "THB",
  บาท: "THB",
  "₱": "PHP",
  "₦": "NGN",
  fr: "CHF",
  рублей: "RUB",
  рубля: "RUB",
  рубль: "RUB",
  руб: "RUB",
  kč: "CZK",
  ft: "HUF",
  lei: "RON",
  元: "CNY",
  人民币: "CNY",
  人民幣: "CNY",
  円: "JPY",
  日元: "JPY",
  美元: "USD",
  ドル: "USD",
  달러: "USD",
  欧元: "EUR",
  歐元: "EUR",
  유로: "EUR",
  ユーロ: "EUR",
  원: "KRW",
};

/** The key is currency and amount, as in `EUR 12.5`; `$` stands for any dollar. An amount of nothing is no fact. */
export const findMoney: FactFinder = (text) => {
  if (!likely.test(text)) return [];
  const found: FoundFact[] = [];
  const spans = createSpanSet();
  const add = (start: number, length: number, currency: string, amount: number): void => {
    if (amount === 0 || !Number.isFinite(amount) || !spans.claim(start, start + length)) return;
    const minor = /^(?:p|pence|cents?|¢)$/i.test(currency);
    const key = `${currencyOf(currency)} ${numberKey(minor ? amount / 100 : amount)}`;
    found.push({ kind: "money", key, start, end: start + length });
  };
  for (const { 0: all, 1: sign = "", 2: amount = "", 3: multiple, index } of text.matchAll(before)) {
    add(index, all.length, sign, numberValue(amount) * multipleValue(multiple));
  }
  for (const { 0: all, 1: amount = "", 2: multiple, 3: sign = "", index } of text.matchAll(after)) {
    add(index, all.length, sign, numberValue(amount) * multipleValue(multiple));
  }
  for (const { 0: all, 1: amount = "", 2: sign = "", index } of text.matchAll(spelled)) {
    add(index, all.length, sign, numberWordsValue(amount));
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
