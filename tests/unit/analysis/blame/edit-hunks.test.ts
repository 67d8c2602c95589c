import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyHunks, type Edit, splitEdit } from "../../../../electron/engine/analysis/blame/edit-hunks.ts";

const all = (edit: Edit): Set<number> => new Set(edit.hunks.map(({ id }) => id));
const lines = (...texts: string[]): string => `${texts.join("\n")}\n`;
const told = (before: string, after: string) =>
  splitEdit(before, after).hunks.map(({ kind, before: b, after: a, removed, added }) => ({
    kind,
    b,
    a,
    removed,
    added,
  }));

const line = fc.constantFrom(
  "- Be kind.",
  "- Be brief. Be plain. Never guess.",
  "- Be brief. Never guess.",
  "  and so on",
  "## Rules",
  "",
  "  ",
  "You are Lex, an assistant.",
  "You are Lex, the assistant.",
  "1. Ask back! Really?  Yes.",
);
const end = fc.constantFrom("\n", "\n", "\r\n", "\r", "");
const text = fc.oneof(
  fc.array(fc.tuple(line, end), { maxLength: 14 }).map((parts) => parts.flat().join("")),
  fc.array(line, { maxLength: 14 }).map((parts) => parts.join("\r\n")),
  fc.array(line, { maxLength: 14 }).map((parts) => parts.join("\n")),
  fc.string({ unit: fc.constantFrom("a", "b.", " ", "\n", "\r", "é", "- ", "\t"), maxLength: 40 }),
);

describe("splitEdit and applyHunks", () => {
  it("give the baseline without a hunk and the candidate with all, byte for byte", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const edit = splitEdit(before, after);
        expect(applyHunks(edit, new Set())).toBe(before);
        expect(applyHunks(edit, all(edit))).toBe(after);
      }),
      { numRuns: 2_000 },
    );
  });

  it("give for any hunks lines that stand in one of the texts, or mix the sentences of one line", () => {
    fc.assert(
      fc.property(text, text, fc.infiniteStream(fc.boolean()), (before, after, coins) => {
        const edit = splitEdit(before, after);
        const on = new Set(edit.hunks.filter(() => coins.next().value).map(({ id }) => id));
        const known = new Set([before, after].flatMap((one) => one.split(/\r\n|\n|\r/)));
        known.add("");
        const pieces = [...known].flatMap((one) => one.split(/(?<=[.!?])/)).map((one) => one.trim());
        for (const each of applyHunks(edit, on).split(/\r\n|\n|\r/)) {
          if (!known.has(each)) for (const part of each.split(/(?<=[.!?])/)) expect(pieces).toContain(part.trim());
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("put hunks in whatever their order, and tell every change of a text", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const edit = splitEdit(before, after);
        expect(edit.hunks.map(({ id }) => id)).toEqual(edit.hunks.map((_, at) => at));
        const ids = [...all(edit)];
        expect(applyHunks(edit, new Set(ids.toReversed()))).toBe(applyHunks(edit, new Set(ids)));
        expect(edit.hunks.length === 0).toBe(before === after);
      }),
      { numRuns: 500 },
    );
  });

  it("make a hunk of each list item, with its lines", () => {
    const before = lines("You are Lex.", "- Be kind.", "- Be brief.");
    const after = lines("You are Lex.", "- Be kind.", "- Name the law.", "- Give no dates.", "- Be brief.");
    expect(told(before, after)).toEqual([
      { kind: "added", b: null, a: { from: 3, to: 3 }, removed: "", added: "- Name the law." },
      { kind: "added", b: null, a: { from: 4, to: 4 }, removed: "", added: "- Give no dates." },
    ]);
  });

  it("tell a heading from the paragraph below it, and leave empty lines out of the place", () => {
    const after = lines("You are Lex.", "", "## Contact", "Call 555-0119", "on weekdays.");
    expect(told(lines("You are Lex."), after).map(({ a }) => a)).toEqual([
      { from: 3, to: 3 },
      { from: 4, to: 5 },
    ]);
  });

  it("make a hunk of each changed sentence of a line", () => {
    const before = "Be kind. Be brief. Name the law.";
    const after = "Be kind. Answer at length. Name the law. Give no dates.";
    const edit = splitEdit(before, after);
    expect(edit.hunks.map(({ added }) => added)).toEqual(["Answer at length.", "Give no dates."]);
    expect(applyHunks(edit, new Set([1]))).toBe("Be kind. Be brief. Name the law. Give no dates.");
  });

  it("keep Windows line ends, and tell them as one hunk where they came", () => {
    const windows = "One.\r\nTwo.\r\nThree.";
    const edit = splitEdit(windows, "One.\r\nNew.\r\nTwo.\r\nThree.");
    expect(edit.hunks).toHaveLength(1);
    const mixed = splitEdit("One.\nTwo.\nThree.", "One.\r\nNew.\r\nTwo.\r\nThree.");
    expect(mixed.hunks.map(({ kind }) => kind)).toEqual(["added", "ends"]);
    expect(applyHunks(mixed, new Set([0]))).toBe("One.\nNew.\nTwo.\nThree.");
    expect(applyHunks(mixed, new Set([1]))).toBe(windows);
  });

  it("tell changes of white space as such", () => {
    expect(told("- Be kind.\n", "-  Be kind. \n").map(({ kind }) => kind)).toEqual(["spaces"]);
    expect(told("One.\nTwo.", "One.\n\nTwo.\n").map(({ kind }) => kind)).toEqual(["spaces", "spaces"]);
  });

  it("make one hunk of a paragraph that moved", () => {
    const rule = "- Never promise that somebody will win.";
    const rest = ["You are Lex.", "- Be kind.", "- Be brief.", "- Name the law."];
    const edit = splitEdit(lines(rule, ...rest), lines(...rest, rule));
    expect(edit.hunks).toMatchObject([{ kind: "moved", before: { from: 1, to: 1 }, after: { from: 5, to: 5 } }]);
  });

  it("split two unlike texts of 2,000 lines in time", () => {
    const long = (word: string): string => Array.from({ length: 2_000 }, (_, at) => `- ${word} ${at}.`).join("\n");
    const edit = splitEdit(long("before"), long("after"));
    expect(edit.hunks).toHaveLength(2_000);
    expect(applyHunks(edit, all(edit))).toBe(long("after"));
  });
});
