import { pluralPlain } from "../../../../shared/format/count.ts";
import { defineKind } from "../check-kind.ts";
import { readCountLimit } from "../read-value.ts";

/** Characters are Unicode code points: most emoji count as one, a flag or a family as several. */
export const maxLength = defineKind({
  type: "max-length",
  summary: "The reply has at most this many characters.",
  takes: "number",
  example: 600,
  read: readCountLimit,
  find: (limit, { text }) => {
    const length = Array.from(text).length;
    return {
      passed: length <= limit,
      actual: `found ${pluralPlain(length, "character")}`,
      expected: { plain: `at most ${limit}`, negated: `more than ${limit}` },
    };
  },
});
