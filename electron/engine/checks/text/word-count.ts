import { pluralPlain } from "../../../../shared/format/count.ts";
import { defineKind } from "../check-kind.ts";
import { readCountRange, type CountRange } from "../read-value.ts";

/** Words are what stands between spaces, as in promptfoo: a lone dash is one, a sentence in Chinese is one. */
export const wordCount = defineKind<CountRange>({
  type: "word-count",
  summary: "The reply has this many words, or a number of words from min to max.",
  takes: "range",
  example: { max: 120 },
  read: readCountRange,
  find: (range, { text }) => {
    const count = text.match(/\S+/g)?.length ?? 0;
    return {
      passed: count >= (range.min ?? 0) && count <= (range.max ?? Infinity),
      actual: `found ${pluralPlain(count, "word")}`,
      expected: wanted(range),
    };
  },
});

function wanted({ min, max }: CountRange): { plain: string; negated: string } {
  if (min === null) return { plain: `at most ${max}`, negated: `more than ${max}` };
  if (max === null) return { plain: `at least ${min}`, negated: `fewer than ${min}` };
  if (min === max) return { plain: `exactly ${min}`, negated: `any number but ${min}` };
  return { plain: `${min} to ${max}`, negated: `fewer than ${min} or more than ${max}` };
}
