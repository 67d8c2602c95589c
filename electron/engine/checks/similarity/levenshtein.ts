import type { Check } from "../../../../shared/domain/check.ts";
import { pluralPlain } from "../../../../shared/format/count.ts";
import { editDistance } from "../../statistics/edit-distance.ts";
import { defineKind } from "../check-kind.ts";
import { describeValue, readText, type ReadResult } from "../read-value.ts";

const DEFAULT_MAX_EDITS = 5;
/** Up to so many pairs of characters the edits are counted to the end. */
const maxCounted = 2 ** 24;

interface Wanted {
  text: string;
  most: number;
}

export const levenshtein = defineKind<Wanted>({
  type: "levenshtein",
  summary: "The reply becomes this text with few edits, of one character each.",
  takes: "text",
  example: "Yes, we are open on Sundays.",
  threshold: { limits: "edits at most", fallback: DEFAULT_MAX_EDITS },
  read(value, check): ReadResult<Wanted> {
    const text = readText(value);
    if (!("value" in text)) return text;
    const most = readMost(check);
    return "value" in most ? { value: { text: text.value, most: most.value } } : most;
  },
  findPure: ({ text: wanted, most }, { text }) => {
    const longer = Math.abs(text.length - wanted.length);
    // Of short texts of much the same length people want to know how many edits too many there are.
    const counts = longer <= most && text.length * wanted.length <= maxCounted;
    const edits = editDistance(text, wanted, counts ? Infinity : most);
    const least = Math.max(Math.floor(most) + 1, longer);
    return {
      passed: edits !== null && edits <= most,
      actual: edits === null ? `at least ${least} edits away` : `${pluralPlain(edits, "edit")} away`,
      expected: { plain: `at most ${most}`, negated: `more than ${most}` },
    };
  },
});

function readMost({ threshold = null }: Check): ReadResult<number> {
  if (threshold === null) return { value: DEFAULT_MAX_EDITS };
  if (typeof threshold === "number" && threshold >= 0) return { value: threshold };
  return { problem: `“threshold” must be a number of edits from 0 up, but is ${describeValue(threshold)}` };
}
