import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leaveOutRules, splitRules } from "../../../electron/engine/prompts/prompt-rules.ts";

const textsOf = (text: string): string[] => splitRules(text).rules.map((rule) => rule.text);
const without = (text: string, ...rules: number[]): string => leaveOutRules(splitRules(text), rules);

describe("the rules of a prompt", () => {
  it("are list items and sentences; headings, rulers, tags and lines that lead up to a list are none", () => {
    const text =
      "# Lex\nYou are Lex. Be kind.\n\n---\n<rules>\nYou must:\n- Be brief\n  and clear.\n1. Ask first.\n</rules>\nTone\n----\nWarm.";
    expect(splitRules(text).rules.map(({ line, text: words }) => [line, words])).toEqual([
      [2, "You are Lex."],
      [2, "Be kind."],
      [7, "- Be brief\nand clear."],
      [9, "1. Ask first."],
      [13, "Warm."],
    ]);
  });

  it("are told apart in one line, but not at an abbreviation, a number or an address", () => {
    expect(textsOf("Telephone 555-0119, from 9 to 5. Email help@ashgrove.example. Office: 14 Mill Lane.")).toHaveLength(
      3,
    );
    expect(textsOf("Ask for papers, e.g. A contract, or see Dr. Hale. Cost is 3.5 percent.")).toEqual([
      "Ask for papers, e.g. A contract, or see Dr. Hale.",
      "Cost is 3.5 percent.",
    ]);
  });

  it("may go over several lines; short lines without a full stop stand for themselves", () => {
    expect(textsOf("Answer every question about the law of tenancy that people bring\nbefore us. Be kind.")).toEqual([
      "Answer every question about the law of tenancy that people bring\nbefore us.",
      "Be kind.",
    ]);
    expect(textsOf("Tone: friendly\nLength: short")).toEqual(["Tone: friendly", "Length: short"]);
  });

  it("take what is below them along, and what is below is a rule too", () => {
    const text = "- Ask first:\n  - the name\n  - the date\n\n  Then answer.\n- Be kind.";
    expect(textsOf(text)).toEqual(["- Ask first:", "- the name", "- the date", "Then answer.", "- Be kind."]);
    expect(without(text, 0)).toBe("- Be kind.");
    expect(without(text, 1)).toBe("- Ask first:\n  - the date\n\n  Then answer.\n- Be kind.");
  });

  it("are rows of a table, and a block of code as a whole", () => {
    const text = "| when | do |\n| --- | --- |\n| rent | ask |\n| work | answer |\n\n```\nYes.\nNo.\n```\n";
    expect(textsOf(text)).toEqual(["| rent | ask |", "| work | answer |", "```\nYes.\nNo.\n```"]);
    expect(without(text, 1, 2)).toBe("| when | do |\n| --- | --- |\n| rent | ask |\n\n");
  });

  it("of one line are one rule, of nothing or of headings alone none", () => {
    expect(textsOf("You are Lex.")).toEqual(["You are Lex."]);
    expect(without("You are Lex.", 0)).toBe("");
    expect(textsOf("")).toEqual([]);
    expect(textsOf("# One\n\n## Two\n")).toEqual([]);
  });

  it("of 2,000 lines are found quickly, and left out quickly", () => {
    const book = splitRules(Array.from({ length: 2_000 }, (_, at) => `- Rule ${at}.`).join("\r\n"));
    expect(book.rules).toHaveLength(2_000);
    expect(leaveOutRules(book, book.rules.keys())).toBe("");
  });
});

describe("leaving out", () => {
  it("leaves no gap, no half sentence and no stray space", () => {
    const text = "One. Two. Three.\n\nFour.\n\nFive.\n";
    expect(without(text, 0)).toBe("Two. Three.\n\nFour.\n\nFive.\n");
    expect(without(text, 2)).toBe("One. Two.\n\nFour.\n\nFive.\n");
    expect(without(text, 3)).toBe("One. Two. Three.\n\nFive.\n");
    expect(without(text, 0, 1, 2)).toBe("Four.\n\nFive.\n");
  });

  it("keeps Windows line ends", () => {
    const text = "# A\r\n- One.\r\n- Two.\r\n\r\nThree. Four\r\nfive.\r\n";
    expect(without(text, 0)).toBe("# A\r\n- Two.\r\n\r\nThree. Four\r\nfive.\r\n");
    expect(without(text, 3)).toBe("# A\r\n- One.\r\n- Two.\r\n\r\nThree.\r\n");
  });

  const piece = fc.constantFrom(
    "# Heading",
    "- Be kind.",
    "  - Nested item",
    "2. Second step",
    "You are Lex. Be brief. Ask first.",
    "a line that goes on and on until it is long enough to be broken",
    "",
    "> quoted",
    "| a | b |",
    "```",
    "<tag>",
    "Always:",
    "e.g. this. Or that!",
  );
  const prompts = fc
    .tuple(fc.array(piece, { maxLength: 25 }), fc.constantFrom("\n", "\r\n"))
    .map(([lines, end]) => lines.join(end));

  it("nothing gives the same text, and any rules take away nothing but their own words", () => {
    fc.assert(
      fc.property(prompts, fc.array(fc.nat(40)), (text, picked) => {
        const book = splitRules(text);
        expect(leaveOutRules(book, [])).toBe(text);
        const rules = picked.filter((rule) => rule < book.rules.length);
        const left = leaveOutRules(book, rules);
        const pieces = rules.flatMap((rule) => book.rules[rule]?.pieces ?? []);
        const isGone = (line: number, column: number): boolean =>
          pieces.some((one) => one.line === line && one.from <= column && column < one.to);
        const kept = book.lines
          .map(({ text: line }, at) =>
            line.replaceAll(/[^]/g, (sign, column: number) => (isGone(at, column) ? "" : sign)),
          )
          .join("");
        const words = (all: string): string => all.replaceAll(/[\s>]+/g, "");
        expect(words(left)).toBe(words(kept));
        expect(left.replaceAll("\r\n", "")).not.toContain("\r");
        if (text.includes("\r\n")) expect(left.replaceAll("\r\n", "")).not.toContain("\n");
      }),
      { numRuns: 400 },
    );
  });
});
