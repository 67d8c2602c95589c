import type { Finder, Found } from "../finder.ts";
import { numberKey, numberPattern, numberWords, valueOf, valueOfWords } from "./numbers.ts";

const unit = String.raw`(?:%|percent(?:age points?)?|per cent|pct|Prozent|pour cent|por ciento)(?![\p{L}\d])`;
const number = `(?:${numberPattern})`;
const percent = new RegExp(
  `(?<![\\p{L}\\d.,])(?:(${number})\\s?%?\\s?(?:-|–|—|to|and|bis)\\s?)?(${number})[\\s\\u00a0\\u202f]?${unit}`,
  "gu",
);
const spelled = new RegExp(`(?<![\\p{L}\\d-])(${numberWords})\\s${unit}`, "giu");

/** The key is the number; a range has `..` between its ends. Nothing and everything, 0% and 100%, are no facts. */
export const findPercents: Finder = (text) => {
  if (!/%|percent|per cent|pct|Prozent|pour cent|por ciento/i.test(text)) return [];
  const found: Found[] = [];
  for (const { 0: all, 1: from, 2: to = "", index } of text.matchAll(percent)) {
    const ends = [from, to].filter((one) => one !== undefined).map(valueOf);
    if (ends.length === 1 && (ends[0] === 0 || ends[0] === 100)) continue;
    found.push({ kind: "percent", key: ends.map(numberKey).join(".."), start: index, end: index + all.length });
  }
  for (const { 0: all, 1: amount = "", index } of text.matchAll(spelled)) {
    const value = valueOfWords(amount);
    if (value === 0 || value === 100) continue;
    found.push({ kind: "percent", key: numberKey(value), start: index, end: index + all.length });
  }
  return found;
};
