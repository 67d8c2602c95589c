import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { similarityIfMatching, textSimilarity } from "../../../electron/engine/annotations/approved-replies.ts";

const methods = ["characters", "words"] as const;

describe("similarity", () => {
  it("by characters is 1 less the edits for each character of the longer text", () => {
    // Levenshtein's own example pair: kitten → sitting takes 3 edits.
    expect(textSimilarity("characters", "kitten", "sitting", 0)).toBeCloseTo(1 - 3 / 7, 12);
    expect(textSimilarity("characters", "", "", 0.5)).toBe(1);
    expect(textSimilarity("characters", "abc", "", 0.5)).toBe(0);
  });

  it("by words counts words in common as often as both have them", () => {
    expect(textSimilarity("words", "Call us today, call us", "call us tomorrow", 0)).toBeCloseTo(2 / 5, 12);
    expect(textSimilarity("words", "Yes. It is open!", "it is open, YES", 0)).toBe(1);
    expect(textSimilarity("words", "?!", "…", 0)).toBe(0);
  });

  it("does not mind how lines are broken", () => {
    expect(textSimilarity("characters", "one\n\ntwo ", " one two", 0.5)).toBe(1);
  });

  it("lies between 0 and 1, is 1 for the same text and the same both ways", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 60 });
    fc.assert(
      fc.property(fc.constantFrom(...methods), text, text, (method, a, b) => {
        const one = textSimilarity(method, a, b, 0);
        expect(one).toBeGreaterThanOrEqual(0);
        expect(one).toBeLessThanOrEqual(1);
        expect(textSimilarity(method, b, a, 0)).toBe(one);
        expect(similarityIfMatching({ match: "similarity", method, threshold: 1 }, a, a)).toBe(1);
      }),
    );
  });

  it("gives up early only on texts that cannot reach the threshold", () => {
    const text = fc.string({ maxLength: 40 });
    fc.assert(
      fc.property(
        fc.constantFrom(...methods),
        text,
        text,
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        (method, a, b, threshold) => {
          const whole = textSimilarity(method, a, b, 0);
          const found = similarityIfMatching({ match: "similarity", method, threshold }, a, b);
          expect(found).toBe(a === b ? 1 : whole >= threshold ? whole : null);
        },
      ),
    );
  });
});

describe("a match", () => {
  it("by the exact rule is the same text, to the character", () => {
    expect(similarityIfMatching({ match: "exact" }, "We open at 9.", "We open at 9.")).toBe(1);
    expect(similarityIfMatching({ match: "exact" }, "We open at 9. ", "We open at 9.")).toBeNull();
  });
});
