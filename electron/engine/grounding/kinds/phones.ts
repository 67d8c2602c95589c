import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { type FactFinder, type FoundFact, createSpanSet } from "../fact-finder.ts";

/** Digits in groups, as numbers are written everywhere; a group may stand in brackets. */
const gap = String.raw`(?: ?[-–./] ?| )`;
const candidate = new RegExp(
  `(?<![\\p{L}\\d$€£#@_=/]|[\\p{L}\\d]-|\\d[.,:])(?:\\+|00(?=[1-9]))?(?:\\(\\d{1,5}\\)${gap}?\\d{1,15}|\\d{1,15})` +
    `(?:${gap}?\\(\\d{1,5}\\)${gap}?\\d{1,15}|${gap}\\d{1,15}){0,8}(?![\\p{L}\\d])`,
  "gu",
);
const vanity = /(?<![\p{L}\d])1?[-. ]?\(?8(?:00|33|44|55|66|77|88)\)?[-. ][A-Z][A-Z-]{5,11}(?![\p{L}\d])/gu;
const extension = /(?<!\p{L})(?:extension|ext\.?|Durchwahl)\s?(?:no\.\s|number\s)?(\d{2,6})(?!\d|[.,]\d)/giu;
const shortCode = /(?<!\p{L})(?:text|sms)\s(?:(?:the\sword\s)?["']?[A-Z]{2,12}["']?\s)?to\s(\d{4,6})(?!\d|[.,]\d)/giu;

/** Words that announce a phone number, close before it. */
const announced =
  /(?:\b(?:call|calling|phone|phoning|telephone|tel|ring|ringing|dial|fax|mobile|cell|hotline|helpline|line|whatsapp|sms|text|numbers?|reach|reached|contact|erreichen|anrufen|rufen|telefon|unter|appelez|téléphone|tél|llame|llámenos|teléfono|ligue|telefone)\b|\bcall\s\S+\s(?:on|at)|电话|電話|致电|致電|拨打|撥打|热线|熱線|传真|傳真|手机|電番|전화|연락처|팩스|โทร|اتصل|هاتف|واتساب|звоните|телефон|тел\.|कॉल|फ़ोन|फोन|gọi|điện thoại|☎|📞)[^\n.!?;。]{0,60}$/iu;
const close = /(?:\b(?:on|at|or|number|au|al|unter|para)\b|[:(*_]|tel:)[\s*_([]*$/iu;
/** Words that announce another kind of number, close before it. */
const other =
  /(?:\b(?:order|orders|invoice|case|ticket|reference|ref|account|acct|policy|part|model|serial|sku|isbn|issn|tracking|parcel|pages?|pp|lines|zip|postcode|room|flat|imei|card|iban|vat|tax|id|score|item|article|booking|confirmation|between|from|rating|elo|patent|bus|code|claim|file|bestellnummer|rechnung|version|years?)\b(?:\s(?:no|nr|number|id|code|is|was))?\.?|#|№)[\s:#*_"(]*(?:[A-Z]{0,3}\s?)$/iu;
const unitBehind =
  /^\s?(?:km|m\/s|m|cm|mm|kg|g|mg|ml|l|people|times|users|units|hours|days|years|%|°|€|£|\$|USD|EUR|GBP)(?![\p{L}\d])/u;

/**
 * Phone numbers with or without a country code, local ones that no country's plan knows, extensions and short codes.
 * The key is the calling code and the national number, `+44 2079460958`, where the country is known, else the digits. Emergency numbers are no facts.
 */
export const findPhones: FactFinder = (text, { country }) => {
  const found: FoundFact[] = [];
  const spans = createSpanSet();
  const add = (start: number, end: number, key: string): void => {
    if (spans.claim(start, end)) found.push({ kind: "phone", key, start, end });
  };
  for (const match of text.matchAll(vanity)) {
    add(
      match.index,
      match.index + match[0].length,
      keyOf(lettersAsDigits(match[0]), country) ?? lettersAsDigits(match[0]),
    );
  }
  for (const match of text.matchAll(extension)) add(match.index, match.index + match[0].length, `ext ${match[1]}`);
  for (const match of text.matchAll(shortCode)) {
    const end = match.index + match[0].length;
    add(end - (match[1]?.length ?? 0), end, match[1] ?? "");
  }
  for (const match of text.matchAll(candidate)) {
    const written = match[0];
    const end = match.index + written.length;
    const key = phoneKey(text, match.index, end, written, country);
    if (key !== null) add(match.index, end, key);
  }
  return found;
};

function phoneKey(text: string, start: number, end: number, written: string, country: string): string | null {
  const digits = written.replace(/\D/g, "");
  if (digits.length < 6 || digits.length > 15) return null;
  const head = text.slice(Math.max(0, start - 80), start);
  if (other.test(head)) return null;
  if (written.startsWith("+")) return keyOf(written, country) ?? `+${digits}`;
  if (unitBehind.test(text.slice(end, end + 8))) return null;
  const said = announced.test(head);
  const grouped = /\d[ \-–./()]+\d/u.test(written);
  if (!grouped && !said) return null;
  // Years, ranges and numbers in groups of three are written like that as well.
  if (/^\d{4}\s?[-–]\s?\d{4}$/.test(written) && !said) return null;
  if (/^\d{1,3}(?:[ .]\d{3})+$/.test(written) && !said && !written.startsWith("0")) return null;
  if (/^(?:\d{4} ){3}\d{4}$/.test(written)) return null;
  const known = keyOf(written, country);
  if (known !== null && (grouped || said)) return known;
  if (said && (digits.length >= 7 || /^\d{2} \d{2} \d{2}$/.test(written))) return digits;
  const local = /^\d{3}[-. ]\d{4}$/.test(written) || /^\(\d{2,5}\) ?\d{3,5}[-. ]?\d{3,4}$/.test(written);
  return local && close.test(head) ? digits : null;
}

/** Replies of one bot give the same few numbers, and a plan is asked for longer than a reply is read. */
const keys = new Map<string, string | null>();
const MAX_KEYS = 2_000;

/** Null where the number is none that the country's plan has. */
function keyOf(written: string, country: string): string | null {
  const name = `${country} ${written}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = parseKey(written, country);
  if (keys.size >= MAX_KEYS) keys.clear();
  keys.set(name, key);
  return key;
}

function parseKey(written: string, country: string): string | null {
  const code = isSupportedCountry(country) ? country : undefined;
  const parsed = parsePhoneNumberFromString(written.replace(/^00(?=[1-9])/, "+"), code);
  return parsed?.isPossible() === true && (parsed.isValid() || written.startsWith("+"))
    ? `+${parsed.countryCallingCode} ${parsed.nationalNumber}`
    : null;
}

function lettersAsDigits(written: string): string {
  const keys = "22233344455566677778889999";
  return written
    .replace(/[A-Z]/g, (letter) => keys[letter.charCodeAt(0) - 65] ?? "")
    .replace(/\D/g, "")
    .slice(0, 11);
}
