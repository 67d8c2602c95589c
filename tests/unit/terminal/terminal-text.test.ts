import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { showHiddenCharacters, visibleJson } from "../../../shared/format/escape-text.ts";
import {
  clipColumns,
  columnsOf,
  padColumns,
  terminalBlock,
  terminalLine,
} from "../../../electron/terminal/terminal.ts";
import { hostileTexts } from "../../fixtures/hostile/texts.ts";

const texts = hostileTexts("http://127.0.0.1:4000").map(({ text }) => text);
const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...texts));

/** What a terminal acts on, or what turns and hides what a person reads; written without the code under test. */
const obeyed =
  /[\u0000-\u001F\u007F-\u009F\u200B\u200E\u200F\u061C\u202A-\u202E\u2028\u2029\u2060-\u206F\uFEFF\u00AD\uFFF9-\uFFFB\u{E0000}-\u{E001F}]/u;

describe("text for a terminal", () => {
  it("holds nothing that a terminal obeys, and no end of a line, whatever it is made of", () => {
    fc.assert(
      fc.property(anyText, anyText, (one, two) => {
        const line = terminalLine(`${one}${two}`);
        expect(line).not.toMatch(obeyed);
        expect(line.isWellFormed()).toBe(true);
        expect(terminalLine(line)).toBe(line);
      }),
    );
    for (const text of texts) expect(terminalLine(text)).not.toMatch(obeyed);
  });

  it("shows what was there instead of leaving it out", () => {
    expect(terminalLine("a\u001B]52;c;YQ==\u0007b")).toBe("a␛]52;c;YQ==␇b");
    expect(terminalLine("safe\u202Etxt.exe")).toBe("safe�txt.exe");
    expect(terminalLine("one\r\ntwo\rthree\nfour")).toBe("one ⏎ two ⏎ three ⏎ four");
    expect(terminalLine("\u009B31m \u007F \uD800 \u2028")).toBe("�31m ␡ � �");
  });

  it.each([
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 1️⃣ ❤️ 🇩🇪",
    "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "می‌خواهم",
    "क्‍ष ශ්‍රී",
    "葛\u{E0100}飾区",
    "Tiếng Việt, é, ẖ",
    "שָׁלוֹם",
    "▼ broke  ○ still passing ≈",
  ])("leaves writing as it is: %s", (text) => {
    expect(terminalLine(text)).toBe(text);
  });

  it.each([
    ["joiners between Latin letters", "a\u200Db\u200Cc"],
    ["a second selector behind one character", "❤\uFE0F\uFE0F"],
    ["selectors that spell a text", "😀\u{E0158}\u{E0159}"],
    ["tags that are no flag", "🏴\u{E0068}\u{E0069}\u{E007F}"],
    ["a joiner at the end of an emoji", "👩\u200D"],
  ])("shows %s", (_what, text) => {
    expect(terminalLine(text)).toContain("�");
  });

  it("lets no gap push words onto the next row of a terminal, and keeps an indent", () => {
    expect(terminalLine(`id${" ".repeat(78)}▼ broke`)).toBe("id … ▼ broke");
    expect(terminalLine(`id${"\u3000".repeat(60)}x`)).toBe("id … x");
    expect(terminalLine(`id${"\t".repeat(30)}x`)).toBe("id … x");
    expect(terminalLine(`      ${" ".repeat(60)}x`)).toBe(`      ${" ".repeat(60)}x`);
  });

  it("cuts stacks of marks down, as they reach into other lines", () => {
    expect(terminalLine(`Z${"\u0301".repeat(500)}!`)).toBe(`Z${"\u0301".repeat(6)}…!`);
  });

  it("indents what follows the first line of several, so that none passes for a line of ours", () => {
    expect(terminalBlock("Error: x\ncounterproof: done\r\n    at y", "    ")).toBe(
      "Error: x\n    counterproof: done\n        at y",
    );
  });
});

describe("columns", () => {
  it("are counted as a terminal does: two for wide characters, none for marks", () => {
    expect(["abc", "日本", "e\u0301", "👩‍👩‍👧", "한글", "\u001B[31m"].map(columnsOf)).toEqual([3, 4, 1, 2, 4, 5]);
    expect(padColumns("日本", 6)).toBe("日本  ");
  });

  it("are never passed by a line that is cut, and never cut a character in two", () => {
    expect(clipColumns("日本語", 5)).toBe("日本");
    expect(clipColumns("👩‍👩‍👧x", 1)).toBe("");
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 200 }), (text, columns) => {
        expect(columnsOf(clipColumns(terminalLine(text), columns))).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 60 },
    );
  });
});

describe("JSON for a terminal", () => {
  it("shows nothing hidden and gives the same value to whoever parses it", () => {
    const value = fc.oneof(fc.jsonValue(), fc.dictionary(anyText, anyText));
    fc.assert(
      fc.property(value, anyText, (inner, text) => {
        const whole = { inner, text, list: [text] };
        for (const json of [visibleJson(whole), visibleJson(whole, 2)]) {
          expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(whole)));
          expect(json.replaceAll("\n", "")).not.toMatch(obeyed);
          expect(json).toBe(showHiddenCharacters(json));
        }
      }),
    );
    for (const text of texts) expect(JSON.parse(visibleJson(text))).toBe(text);
  });
});
