import { diffArrays } from "diff";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  countChangedLines,
  diffLines,
  diffSequences,
  splitLines,
  type LineBlock,
  type SequenceBlock,
} from "../../../shared/rules/diff-lines.ts";

const joined = (blocks: readonly LineBlock[], kinds: readonly LineBlock["kind"][]): string[] =>
  blocks.filter(({ kind }) => kinds.includes(kind)).flatMap(({ lines }) => lines);

const sum = (blocks: readonly SequenceBlock[], kind: SequenceBlock["kind"]): number =>
  blocks.filter((block) => block.kind === kind).reduce((total, { count }) => total + count, 0);

/** Few different lines, so that there is much to choose between. */
const lines = fc.array(fc.constantFrom("a", "b", "c", "", "d"), { maxLength: 60 });

describe("a difference by line", () => {
  it("gives back both texts' lines, whatever they are", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "\n", "\r\n", "", " "), { maxLength: 80 })
      .map((all) => all.join(""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const blocks = diffLines(before, after);
        expect(joined(blocks, ["added"]).length).toBeLessThanOrEqual(splitLines(after).length);
        expect(joined(blocks, ["same", "added"])).toEqual(splitLines(after));
        expect(sum(diffSequences(before.split(""), after.split("")), "same")).toBeLessThanOrEqual(before.length);
      }),
    );
  });

  it("is the shortest one on both ways: the library's for few edits, the bit vectors' for many", () => {
    fc.assert(
      fc.property(lines, lines, fc.integer({ min: 0, max: 3 }), (before, after, seed) => {
        const shortest = diffArrays(before, after).reduce(
          (n, { added, removed, count }) => n + (added || removed ? count : 0),
          0,
        );
        const found = diffSequences(before, after);
        expect(sum(found, "removed") + sum(found, "added")).toBe(shortest);
        // The same between lines that only one side has, so many that the greedy search gives up.
        const filler = (side: string): string[] => Array.from({ length: 300 }, (_, at) => `${side}${at}`);
        const place = Math.min(seed * 7, before.length, after.length);
        const wide = (entries: string[], side: string): string[] => [
          ...filler(side),
          ...entries.slice(0, place),
          ...filler(`${side}+`),
          ...entries.slice(place),
          ...filler(`${side}-`),
        ];
        const many = diffSequences(wide(before, "x"), wide(after, "y"));
        const least = diffArrays(before, after).reduce(
          (n, { added, removed, count }) => n + (added || removed ? 0 : count),
          0,
        );
        expect(sum(many, "same")).toBe(least);
      }),
      { numRuns: 60 },
    );
  });

  it("puts what went before what came, and never two blocks of a kind in a row", () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const kinds = diffSequences(before, after).map(({ kind }) => kind);
        for (const [at, kind] of kinds.entries()) {
          expect(kind).not.toBe(kinds[at + 1]);
          if (kind === "added") expect(kinds[at + 1]).not.toBe("removed");
        }
      }),
    );
  });
});

describe("counts of changed lines", () => {
  it("do not count a line that only lacks its end", () => {
    expect(countChangedLines("a", "a\nb")).toEqual({ added: 1, removed: 0 });
    expect(countChangedLines("a\nb", "a\nb\nc\n")).toEqual({ added: 1, removed: 0 });
    expect(countChangedLines("a\r\nb", "a\r\nb\r\nc")).toEqual({ added: 1, removed: 0 });
    expect(countChangedLines("a", "a\r\nb\r\n")).toEqual({ added: 1, removed: 0 });
    expect(countChangedLines("a\nb\nc", "a\nb")).toEqual({ added: 0, removed: 1 });
    expect(countChangedLines("a\n", "a")).toEqual({ added: 0, removed: 0 });
    expect(countChangedLines("", "a")).toEqual({ added: 1, removed: 0 });
  });
  it("count every line whose end changed between \\n and \\r\\n", () => {
    expect(countChangedLines("a\nb\n", "a\r\nb\r\n")).toEqual({ added: 2, removed: 2 });
  });
  it("are exact where every second of 3,700 lines changed, where 10,000 lines changed places, and where nothing is shared", () => {
    const rules = Array.from(
      { length: 3_700 },
      (_, at) => `Rule ${at}: ${(at * 7_919) % 9_973} words about topic ${at % 97}.`,
    );
    const always = rules.map((rule, at) => (at % 2 === 1 ? rule : `${rule} Always.`));
    expect(countChangedLines(`${rules.join("\n")}\n`, `${always.join("\n")}\n`)).toEqual({
      added: 1_850,
      removed: 1_850,
    });
    const many = Array.from({ length: 10_000 }, (_, at) => `line ${at}`);
    expect(countChangedLines(many.join("\n"), many.toReversed().join("\n"))).toEqual({ added: 9_999, removed: 9_999 });
    expect(countChangedLines(many.join("\n"), many.map((line) => `no ${line}`).join("\n"))).toEqual({
      added: 10_000,
      removed: 10_000,
    });
  });
});
