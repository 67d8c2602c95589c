import { type FactFinder, type FoundFact, createSpanSet } from "../fact-finder.ts";
import { numberKey, numberPattern, numberWords, numberValue, numberWordsValue } from "../written-numbers.ts";

const unit = String.raw`(?:%|percent(?:age points?)?|per cent|pct|Prozent|procent|pour cent|por ciento|por cento|per cento|процент(?:а|ов)?|パーセント|퍼센트)(?![\p{L}\d])`;
const number = `(?:${numberPattern})`;
const percent = new RegExp(
  `(?<![\\p{L}\\d.,])(?:(${number})\\s?%?\\s?(?:-|–|to|and|bis|bis zu|à|al?)\\s?)?(${number})\\s?${unit}`,
  "gu",
);
/** As in Turkish and Chinese: %10, 百分之10. */
const before = new RegExp(`(?<![\\w%])(?:%|百分之)\\s?(${number})(?![\\p{L}\\d%])`, "gu");
const spelled = new RegExp(`(?<![\\p{L}\\d-])(${numberWords})\\s${unit}`, "giu");

const likely = /%|percent|pro[cz]ent|pct|p[eo]r c|pour cent|процент|パーセント|퍼센트|百分之/i;

/** The key is the number; a range has `..` between its ends. Nothing and everything, 0% and 100%, are no facts. */
export const findPercents: FactFinder = (text) => {
  if (!likely.test(text)) return [];
  const found: FoundFact[] = [];
  const spans = createSpanSet();
  const add = (start: number, length: number, ends: readonly number[]): void => {
    if (ends.length === 1 && (ends[0] === 0 || ends[0] === 100)) return;
    if (!spans.claim(start, start + length)) return;
    found.push({ kind: "percent", key: ends.map(numberKey).join(".."), start, end: start + length });
  };
  for (const { 0: all, 1: from, 2: to = "", index } of text.matchAll(percent)) {
    add(index, all.length, [from, to].filter((one) => one !== undefined).map(numberValue));
  }
  for (const { 0: all, 1: amount = "", index } of text.matchAll(before)) add(index, all.length, [numberValue(amount)]);
  for (const { 0: all, 1: amount = "", index } of text.matchAll(spelled)) {
    add(index, all.length, [numberWordsValue(amount)]);
  }
  return found;
};
