import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quote, quoteAround } from "../../../electron/engine/checks/message-text.ts";
import { splitList } from "../../../electron/engine/checks/read-value.ts";

const anyText = fc.string({ unit: "binary", maxLength: 400 });

describe("quotes in reasons", () => {
  it("stay on one line, within 120 characters, without control characters or halves of a pair", () => {
    fc.assert(
      fc.property(anyText, fc.nat(400), fc.nat(400), (text, a, b) => {
        const [from = 0, to = 0] = [Math.min(a, text.length), Math.min(b, text.length)].toSorted((x, y) => x - y);
        for (const quoted of [quote(text), quoteAround(text, from, to - from)]) {
          expect(quoted.length).toBeLessThanOrEqual(120);
          expect(quoted).not.toMatch(/\p{Cc}/u);
          expect(quoted.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it("show a terminal's escape codes, never send them", () => {
    expect(quote("\u001B[2Jgone")).toBe("“\uFFFD[2Jgone”");
  });

  it("keep the matched part whole and cut what is round it between words", () => {
    const text = "Before you sign anything, please ask BetterLaw for another opinion on the contract.";
    expect(quoteAround(text, text.indexOf("BetterLaw"), 9)).toBe(
      "“…anything, please ask BetterLaw for another opinion on…”",
    );
  });
});

describe("splitList", () => {
  it("gives back items that were quoted as CSV does", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (items) => {
        const text = items.map((item) => `"${item.replaceAll('"', '""')}"`).join(", ");
        expect(splitList(text)).toEqual(items);
      }),
    );
  });

  it.each([
    ["a, b ,c", ["a", "b", "c"]],
    ["a,,b,", ["a", "b"]],
    ['say "no", b', ['say "no"', "b"]],
    ['"a" b, c', ['"a" b', "c"]],
    ['"unclosed, b', ['"unclosed', "b"]],
    ["", []],
  ])("splits %j", (text, items) => {
    expect(splitList(text)).toEqual(items);
  });
});
