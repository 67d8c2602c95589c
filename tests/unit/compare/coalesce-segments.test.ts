import { diffWordsWithSpace } from "diff";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coalesceSegments, type Segment } from "../../../electron/engine/compare/coalesce-segments.ts";

const segmentsOf = (before: string, after: string): Segment[] =>
  diffWordsWithSpace(before, after).map(({ added, removed, value }) => ({
    kind: added ? "added" : removed ? "removed" : "same",
    text: value,
  }));
const without = (kind: Segment["kind"], segments: readonly Segment[]): string =>
  segments.flatMap((one) => (one.kind === kind ? [] : [one.text])).join("");
const shown = (before: string, after: string): string =>
  coalesceSegments(segmentsOf(before, after))
    .map(({ kind, text }) => (kind === "same" ? text : kind === "added" ? `{+${text}+}` : `[-${text}-]`))
    .join("");

describe("replaced phrases", () => {
  it("take the spaces between their words along", () => {
    expect(shown("Please use the form today", "You can call us today")).toBe(
      "[-Please use the form-]{+You can call us+} today",
    );
  });

  it("end at a word that stayed, and at a line that did", () => {
    expect(shown("use our form on a page", "call the desk on that line")).toBe(
      "[-use our form-]{+call the desk+} on [-a page-]{+that line+}",
    );
    expect(shown("one two\nthree four", "eins zwei\ndrei vier")).toBe(
      "[-one two-]{+eins zwei+}\n[-three four-]{+drei vier+}",
    );
  });

  it("leave single words alone that were added or taken out", () => {
    expect(shown("a b c", "a x b y c")).toBe("a {+x +}b {+y +}c");
    expect(shown("same words", "same words")).toBe("same words");
  });

  it("change neither text, and leave no two neighbours of one kind", () => {
    const word = fc.constantFrom("a", "b", "c", "law", " ", "  ", "\n", ". ");
    const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const joined = coalesceSegments(segmentsOf(before, after));
        expect(without("added", joined)).toBe(before);
        expect(without("removed", joined)).toBe(after);
        expect(joined.every((one, at) => one.kind !== joined[at + 1]?.kind)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
