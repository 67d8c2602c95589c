import { type FactFinder, type FoundFact, createSpanSet } from "../fact-finder.ts";

const number = String.raw`\d+[A-Za-z]{0,2}(?:\(\w{1,4}\))*`;
const act = String.raw`(?<![\p{L}\d])(?:\p{Lu}[\p{L}'’-]{0,30}\s(?:(?:and|of|the|for|to|in|on|etc\.?)\s|\((?:\p{L}+\s?){1,4}\)\s){0,3}){1,8}(?:Act|Regulations|Order|Ordinance|Code|Rules)\s(?:1[6-9]|20)\d\d`;

interface Form {
  pattern: RegExp;
  /** A quick look whether the text can have one at all. */
  likely: RegExp;
  key: (match: RegExpExecArray | RegExpMatchArray) => string | null;
  /** What of the match is not the citation, at its beginning. */
  skip?: (match: RegExpExecArray | RegExpMatchArray) => number;
}

const lower = (text: string | undefined): string =>
  (text ?? "").toLowerCase().replace(/’/g, "'").replace(/\s+/g, " ").trim();
const base = (section: string | undefined): string => lower(section).replace(/\(.*$/, "");
const notActs = /^(?:the|this|that|under|see|in|by|of|and|or|a|an|is|our|your)\s/i;

const forms: readonly Form[] = [
  {
    likely: /\sU\.?\s?S\.?\s?C|\sC\.?\s?F\.?\s?R/,
    pattern:
      /(?<![\w.])(\d{1,3})\s(U\.?\s?S\.?\s?C|C\.?\s?F\.?\s?R)\.?\s?(?:§{1,2}|[Ss]ec(?:tion|\.)?)?\s?(\d+[a-z]{0,3}(?:[.-]\d+)?[a-z]?)(?:\(\w{1,4}\))*/g,
    key: ([, title, code, section]) => `${lower(code).replace(/[.\s]/g, "")} ${title} ${lower(section)}`,
  },
  {
    likely: /(?:Act|Regulations|Order|Ordinance|Code|Rules)\s\d{4}/,
    pattern: new RegExp(
      String.raw`(?:(?<![\p{L}\d])(?:[Ss]ections?|[Ss]s?\.|[Rr]egulations?|[Ss]chedule|[Aa]rticles?)\s?(${number})\s(?:of\s)?(?:the\s)?)?(${act})(?:,\s?(?:s\.?|section)\s?(${number}))?(?![\p{L}\d])`,
      "gu",
    ),
    key: ([, section, name, behind]) => {
      const of = base(section ?? behind);
      return `act ${actName(name)}${of === "" ? "" : ` s ${of}`}`;
    },
    skip: ([, section, name = ""]) => (section === undefined ? (notActs.exec(name)?.[0].length ?? 0) : 0),
  },
  {
    likely: /\[\d{4}\]/,
    pattern:
      /\[(\d{4})\]\s(\d{1,2}\s)?([A-Z][A-Za-z.]{1,8}(?:\s(?:Civ|Crim|Ch|QB|KB|Fam|Admin|Comm))?)\s(\d{1,5})(?:\s\((?:Ch|QB|KB|Fam|Admin|Comm|TCC|IPEC)\))?/g,
    key: ([, year, volume, series, page]) =>
      `report ${year} ${lower(volume)} ${lower(series).replace(/\./g, "")} ${page}`,
  },
  {
    likely: /\d\s(?:U\.\s?S\.|S\.\s?Ct\.|F\.|A\.|P\.|N\.|So\.)/,
    pattern:
      /(?<![\w.])(\d{1,4})\s(U\.\s?S\.|S\.\s?Ct\.|F\.\s?(?:2d|3d|4th)|F\.\s?Supp\.(?:\s?[23]d)?|[APN]\.\s?(?:[EW]\.\s?)?(?:2d|3d)|So\.\s?[23]d)\s(\d{1,5})(?![\d-])/g,
    key: ([, volume, series, page]) => `report ${volume} ${lower(series).replace(/[.\s]/g, "")} ${page}`,
  },
  {
    likely: /§|[Aa]rt(?:icle|ikel|\.)/,
    pattern:
      /(?<![\p{L}\d])(?:§{1,2}|[Aa]rt(?:icle|ikel|\.))\s?(\d+[a-z]?)(?:\(\w{1,3}\))*(?:\s(?:Abs\.|Satz|Nr\.|para\.?)\s?\d+)*(?:\s(?:f{1,2}\.))?\s(?:of\sthe\s|der\s)?((?:UK\s)?GDPR|DS-?GVO|ECHR|EMRK|TFEU|TEU|BGB|StGB|ZPO|GG|HGB|KSchG|SGB\s[IVX]+|OR|ZGB|AO|VVG|UWG|UStG|EStG)(?![\p{L}\d])/gu,
    key: ([, section, code]) => `article ${codeName(code)} ${lower(section)}`,
  },
  {
    likely: /Code|Stat\./,
    pattern:
      /(?<![\p{L}\d])((?:[A-Z][A-Za-z]{1,5}\.\s){1,4}(?:Code|Stat\.))(?:\sAnn\.)?\s(?:§{1,2}|[Ss]ec(?:tion|\.))\s?(\d+(?:[.:-]\d+)*[a-z]?)/gu,
    key: ([, code, section]) => `code ${lower(code).replace(/\./g, "")} ${lower(section)}`,
  },
  {
    likely: /Regulation|Directive|Verordnung|Richtlinie/,
    pattern:
      /(?:Regulation|Directive|Verordnung|Richtlinie)\s(?:\((?:EU|EC|EEC|EG)\)\s)?(?:No\.?\s)?(\d{2,4}\/\d{1,4})(?:\/(?:EU|EC|EEC|EG))?(?!\d)/g,
    key: ([, of]) => `eu ${of}`,
  },
  {
    likely: /Pub(?:lic|\.)\s?L/,
    pattern: /Pub(?:lic|\.)\s?L(?:aw|\.)\s(?:No\.\s)?(\d{2,3}[-–]\d{1,4})/g,
    key: ([, of]) => `law ${(of ?? "").replace("–", "-")}`,
  },
  {
    likely: /\sv\.?\s\p{Lu}/u,
    pattern:
      /(?<![\p{L}\d])((?:\p{Lu}[\p{L}'’&.-]{0,30}\s(?:(?:of|and|for|the|&)\s){0,2}){1,5}|R\s(?:\([^()\n]{2,60}\)\s)?)v\.?\s(\p{Lu}[\p{L}'’&-]{0,30}(?:\s(?:(?:of|and|for|the|&)\s){0,2}\p{Lu}[\p{L}'’&-]{0,30}){0,4})/gu,
    key: ([, first, second]) => `case ${lower(first).replace(leading, "")} v ${lower(second)}`,
    skip: ([, first = ""]) => leading.exec(first)?.[0].length ?? 0,
  },
];

const leading = /^(?:(?:in|see|also|the|as|under|from|both|cf\.?|yes|no|and|compare|following)\s)+/i;

/** Statutes, cases and their reports. Sections of a text that is not named are no citations. */
export const findCitations: FactFinder = (text) => {
  const found: FoundFact[] = [];
  const spans = createSpanSet();
  for (const { likely, pattern, key, skip } of forms) {
    if (!likely.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      const start = match.index + (skip?.(match) ?? 0);
      const end = match.index + match[0].length;
      const name = key(match);
      if (name !== null && spans.claim(start, end)) found.push({ kind: "citation", key: name, start, end });
    }
  }
  return found;
};

function actName(written: string | undefined): string {
  let name = lower(written);
  while (notActs.test(name)) name = name.replace(notActs, "");
  return name;
}

function codeName(written: string | undefined): string {
  const name = lower(written).replace(/^uk\s/, "").replace("-", "");
  return name === "dsgvo" ? "gdpr" : name === "emrk" ? "echr" : name;
}
