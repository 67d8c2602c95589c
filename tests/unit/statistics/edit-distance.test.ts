import { distance } from "fastest-levenshtein";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance } from "../../../electron/engine/statistics/edit-distance.ts";

describe("the edit distance", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "é"), maxLength: 12 });
  /** Longer than the product up to which all pairs are compared, and alike but for what stands in the middle. */
  const long = (middle: string): string => `${"abcd".repeat(2_100)}${middle}${"efgh".repeat(2_100)}`;

  it("is the library's where it is within the limit, and null beyond", () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 12 }), (a, b, most) => {
        const edits = distance(a, b);
        expect(editDistance(a, b, most)).toBe(edits <= most ? edits : null);
      }),
    );
  });

  it("of long texts is the same, in time that grows with their length and the limit only", () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 12 }), (a, b, most) => {
        const edits = distance(a, b);
        expect(editDistance(long(a), long(b), most)).toBe(edits <= most ? edits : null);
      }),
      { numRuns: 15 },
    );
    expect(editDistance("a".repeat(300_000), "b".repeat(300_000), 5)).toBeNull();
    expect(editDistance("a".repeat(300_000), `${"a".repeat(299_999)}b`, 5)).toBe(1);
  });
});
