import { describe, expect, it } from "vitest";
import { mergeTexts } from "../../../../electron/engine/analysis/merge/merge-texts.ts";
import { mergeCase } from "../../../fixtures/merge-case/merge-case.ts";

const lines = (...all: string[]): string => `${all.join("\n")}\n`;
const base = lines("one", "two", "three", "four", "five");

describe("mergeTexts", () => {
  it("takes the changes of both sides where they are apart", () => {
    const ours = lines("one", "TWO", "three", "four", "five");
    const theirs = lines("one", "two", "three", "four", "five", "six");
    const { pieces, text } = mergeTexts(base, ours, theirs);
    expect(text).toBe(lines("one", "TWO", "three", "four", "five", "six"));
    expect(pieces).toEqual([
      { kind: "same", text: "one\n" },
      { kind: "ours", text: "TWO\n" },
      { kind: "same", text: lines("three", "four", "five") },
      { kind: "theirs", text: "six\n" },
    ]);
  });

  it("leaves out what a side took out, and says of the same change of both that both made it", () => {
    expect(mergeTexts(base, lines("one", "three", "four", "five"), base).text).toBe(
      lines("one", "three", "four", "five"),
    );
    const both = lines("one", "two", "3", "four", "five");
    expect(mergeTexts(base, both, both).pieces).toContainEqual({ kind: "both", text: "3\n" });
    expect(mergeTexts(base, lines("one", "two"), lines("one", "two")).text).toBe(lines("one", "two"));
  });

  it("is in conflict where both changed the same line, or lines that touch", () => {
    const { pieces, conflicts, text } = mergeTexts(
      base,
      lines("one", "two", "ours", "four", "five"),
      lines("one", "two", "theirs", "four", "five"),
    );
    expect([conflicts, text]).toEqual([1, null]);
    expect(pieces).toContainEqual({ kind: "conflict", base: "three\n", ours: "ours\n", theirs: "theirs\n" });
    const touching = mergeTexts(
      base,
      lines("one", "2", "three", "four", "five"),
      lines("one", "two", "3", "four", "five"),
    );
    expect(touching.pieces).toContainEqual({
      kind: "conflict",
      base: lines("two", "three"),
      ours: lines("2", "three"),
      theirs: lines("two", "3"),
    });
    expect(mergeTexts(mergeCase.texts.base, mergeCase.texts.ours, mergeCase.texts.clash).conflicts).toBe(1);
  });

  it("is in conflict where one side took out what the other changed", () => {
    const { pieces } = mergeTexts(base, lines("one", "two", "four", "five"), lines("one", "two", "3", "four", "five"));
    expect(pieces).toContainEqual({ kind: "conflict", base: "three\n", ours: "", theirs: "3\n" });
  });

  it("narrows a conflict down to what both sides wrote differently", () => {
    const { pieces } = mergeTexts(base, base + lines("six", "seven", "end"), base + lines("six", "SEVEN", "end"));
    expect(pieces.slice(-3)).toEqual([
      { kind: "both", text: "six\n" },
      { kind: "conflict", base: "", ours: "seven\n", theirs: "SEVEN\n" },
      { kind: "both", text: "end\n" },
    ]);
  });

  it("merges two changes of a prompt of one line as a conflict, and one change as that", () => {
    expect(mergeTexts("Be kind.", "Be brief.", "Be exact.").pieces).toEqual([
      { kind: "conflict", base: "Be kind.", ours: "Be brief.", theirs: "Be exact." },
    ]);
    expect(mergeTexts("Be kind.", "Be kind.", "Be exact.").text).toBe("Be exact.");
    expect(mergeTexts("", "Be kind.", "").text).toBe("Be kind.");
    expect(mergeTexts("", "", "").text).toBe("");
  });

  it("without a base calls every difference a conflict", () => {
    const { pieces } = mergeTexts(null, lines("one", "two", "three"), lines("one", "three", "four"));
    expect(pieces).toEqual([
      { kind: "both", text: "one\n" },
      { kind: "conflict", base: "", ours: "two\n", theirs: "" },
      { kind: "both", text: "three\n" },
      { kind: "conflict", base: "", ours: "", theirs: "four\n" },
    ]);
    expect(mergeTexts(null, base, base).text).toBe(base);
  });
});

describe("line ends", () => {
  const dos = (text: string): string => text.replaceAll("\n", "\r\n");

  it("that one side changed throughout are a change of their own, and in conflict with nothing", () => {
    const theirs = lines("one", "two", "three", "four", "5");
    expect(mergeTexts(base, dos(base), theirs).text).toBe(dos(theirs));
    expect(mergeTexts(base, theirs, dos(base)).text).toBe(dos(theirs));
    expect(mergeTexts(dos(base), dos(theirs), base).text).toBe(theirs);
  });

  it("that both sides have stay what they are", () => {
    expect(mergeTexts(dos(base), dos(`${base}six\n`), dos(`zero\n${base}`)).text).toBe(dos(`zero\n${base}six\n`));
  });

  it("of single lines go with these lines", () => {
    const mixed = "one\r\ntwo\nthree\nfour\nfive\n";
    expect(mergeTexts(mixed, `${mixed}six\n`, mixed).text).toBe(`${mixed}six\n`);
    expect(mergeTexts(mixed, mixed.replace("five", "5"), `${mixed}six\n`).conflicts).toBe(1);
  });

  it("missing after the last line are merged like any change", () => {
    expect(mergeTexts(base, base.trimEnd(), lines("ONE", "two", "three", "four", "five")).text).toBe(
      "ONE\ntwo\nthree\nfour\nfive",
    );
    expect(mergeTexts(base.trimEnd(), `${base}six`, base).text).toBe(`${base}six\n`);
    expect(mergeTexts(base.trimEnd(), `zero\n${base.trimEnd()}`, base.trimEnd()).text).toBe(`zero\n${base.trimEnd()}`);
  });
});

describe("a long prompt", () => {
  const many = Array.from({ length: 2_000 }, (_, at) => (at % 3 === 0 ? "" : `- Rule ${at}.`));
  const changed = (every: number, word: string): string =>
    lines(...many.map((line, at) => (at % every === 7 && line !== "" ? `${line} ${word}` : line)));

  it("of 2,000 lines is merged line by line", () => {
    const { text, conflicts } = mergeTexts(lines(...many), changed(20, "ours"), changed(50, "theirs"));
    expect(conflicts).toBeGreaterThan(0);
    expect(text).toBeNull();
    const apart = mergeTexts(lines(...many), changed(2_000, "ours"), lines(...many, "- One more."));
    expect(apart.conflicts).toBe(0);
    expect(apart.text?.split("\n")).toHaveLength(2_002);
  });

  it("of 2,000 equal lines does not take minutes", () => {
    const equal = lines(...many.map(() => "- Be kind."));
    const mixed = lines(...many.map((_, at) => (at % 2 === 0 ? "- Be kind." : "")));
    expect(mergeTexts(equal, `${equal}- Be brief.\n`, equal).text).toBe(`${equal}- Be brief.\n`);
    expect(mergeTexts(equal, mixed, equal).text).toBe(mixed);
    expect(mergeTexts(mixed, equal, `- Be brief.\n${mixed}`).conflicts).toBe(1);
    expect(mergeTexts(null, mixed, equal).conflicts).toBe(1);
  });
});
