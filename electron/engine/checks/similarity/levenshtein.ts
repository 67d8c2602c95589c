import { distance } from "fastest-levenshtein";
import type { Check } from "../../../../shared/domain/check.ts";
import { counted } from "../../../../shared/rules/plural.ts";
import { defineKind } from "../check-kind.ts";
import { describeValue, readText, type Read } from "../read-value.ts";

const fallback = 5;

interface Wanted {
  text: string;
  most: number;
}

export const levenshtein = defineKind<Wanted>({
  type: "levenshtein",
  summary: "The reply becomes this text with few edits, of one character each.",
  takes: "text",
  example: "Yes, we are open on Sundays.",
  threshold: { limits: "edits at most", fallback },
  read(value, check): Read<Wanted> {
    const text = readText(value);
    if (!("value" in text)) return text;
    const most = readMost(check);
    return "value" in most ? { value: { text: text.value, most: most.value } } : most;
  },
  find: ({ text: wanted, most }, { text }) => {
    // So many edits are needed at least; counting them exactly would take long for long texts that differ that much.
    const least = Math.abs(text.length - wanted.length);
    const edits = least > most ? null : distance(text, wanted);
    return {
      holds: edits !== null && edits <= most,
      found: edits === null ? `at least ${least} edits away` : `${counted(edits, "edit")} away`,
      wanted: { plain: `at most ${most}`, negated: `more than ${most}` },
    };
  },
});

function readMost({ threshold = null }: Check): Read<number> {
  if (threshold === null) return { value: fallback };
  if (typeof threshold === "number" && threshold >= 0) return { value: threshold };
  return { problem: `“threshold” must be a number of edits from 0 up, but is ${describeValue(threshold)}` };
}
