import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  joinComparableLines,
  splitComparableLines,
  withoutLastLineEnd,
  mergeTexts,
} from "../../../../electron/engine/analysis/merge/merge-texts.ts";
import type { MergePiece } from "../../../../shared/domain/merge.ts";

/** Few different lines, so that they come often and twice; ends of both kinds, and none after the last. */
const line = fc.constantFrom("", "a", "b", "c", "- one", "- two", "\r", "constructor", "=n");
const end = fc.constantFrom("\n", "\n", "\r\n");
const anyText = fc
  .tuple(fc.array(fc.tuple(line, end), { maxLength: 12 }), fc.constantFrom("", "a", "z"))
  .map(([all, last]) => all.map(([content, ending]) => content + ending).join("") + last);
const plainText = fc
  .array(fc.constantFrom("", "a", "b", "c", "d", "e"), { maxLength: 12 })
  .map((all) => all.map((one) => `${one}\n`).join(""));

const swapped = (pieces: readonly MergePiece[]): MergePiece[] =>
  pieces.map((piece) => {
    if (piece.kind === "conflict") return { ...piece, ours: piece.theirs, theirs: piece.ours };
    if (piece.kind === "ours") return { ...piece, kind: "theirs" };
    return piece.kind === "theirs" ? { ...piece, kind: "ours" } : piece;
  });

describe("lines", () => {
  it("give their text back byte for byte", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const split = splitComparableLines(text);
        const joined = joinComparableLines(split.lines, split.end);
        expect(split.ended ? joined : withoutLastLineEnd(joined)).toBe(text);
      }),
    );
  });
});

describe("mergeTexts", () => {
  it("gives the changed side back byte for byte where the other changed nothing", () => {
    fc.assert(
      fc.property(anyText, anyText, (base, changed) => {
        expect(mergeTexts(base, base, changed).text).toBe(changed);
        expect(mergeTexts(base, changed, base).text).toBe(changed);
      }),
      { numRuns: 500 },
    );
  });

  it("of the same change of both sides is that change", () => {
    fc.assert(
      fc.property(anyText, anyText, (base, changed) => {
        expect(mergeTexts(base, changed, changed).text).toBe(changed);
      }),
    );
  });

  it("does not depend on which side is called ours", () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (base, a, b) => {
        expect(mergeTexts(base, b, a).pieces).toEqual(swapped(mergeTexts(base, a, b).pieces));
      }),
      { numRuns: 500 },
    );
  });

  it("invents no line, and conflicts hold what each side has there", () => {
    fc.assert(
      fc.property(plainText, plainText, plainText, (base, a, b) => {
        const known = new Set([...a.split("\n"), ...b.split("\n")]);
        for (const piece of mergeTexts(base, a, b).pieces) {
          const [mine, other] = piece.kind === "conflict" ? [piece.ours, piece.theirs] : [piece.text, piece.text];
          for (const one of mine.split("\n")) expect(known).toContain(one);
          if (piece.kind === "conflict") {
            expect(a).toContain(mine);
            expect(b).toContain(other);
          }
        }
      }),
    );
  });

  it("with every conflict settled for one side holds all that this side has, in its order, less what the other took out", () => {
    fc.assert(
      fc.property(plainText, plainText, (a, b) => {
        const { pieces } = mergeTexts(null, a, b);
        expect(pieces.map((piece) => (piece.kind === "conflict" ? piece.ours : piece.text)).join("")).toBe(a);
        expect(pieces.map((piece) => (piece.kind === "conflict" ? piece.theirs : piece.text)).join("")).toBe(b);
      }),
    );
  });

  it("is clean where an untouched line stands between the changes", () => {
    const own = fc.array(fc.string({ minLength: 1, unit: fc.constantFrom("x", "y") }), { minLength: 1, maxLength: 4 });
    const unique = (from: number, to: number): string[] =>
      Array.from({ length: to - from }, (_, at) => `line ${from + at}`);
    const place = fc.integer({ min: 0, max: 8 });
    fc.assert(
      fc.property(own, own, place, place, (mine, other, first, gap) => {
        const second = first + 1 + gap;
        const write = (all: string[]): string => all.map((one) => `${one}\n`).join("");
        const [head, middle, tail] = [unique(0, first), unique(first, second), unique(second, 20)];
        const merged = mergeTexts(
          write([...head, ...middle, ...tail]),
          write([...head, ...mine, ...middle, ...tail]),
          write([...head, ...middle, ...other, ...tail]),
        );
        expect(merged.text).toBe(write([...head, ...mine, ...middle, ...other, ...tail]));
      }),
    );
  });
});
