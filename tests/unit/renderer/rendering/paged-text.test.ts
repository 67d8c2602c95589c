import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderBudgetFor, truncateText } from "../../../../renderer/rendering/render-budget.ts";
import { piecesOfPage, pageStarts, prettyJson } from "../../../../renderer/rendering/paged-text.tsx";

describe("the pages of a long text", () => {
  it("together are the text, each within its limits and no character cut in half", () => {
    const pieces = fc.array(
      fc.record({
        text: fc.string({
          unit: fc.oneof(fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }), fc.constant("\n")),
          maxLength: 60,
        }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(
        pieces,
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        (texts, characters, most) => {
          const starts = pageStarts(texts, { characters, pieces: most, lines: 3 });
          const pages = starts.map((_, page) => piecesOfPage(texts, starts, page));
          expect(
            pages
              .flat()
              .map(({ text }) => text)
              .join(""),
          ).toBe(texts.map(({ text }) => text).join(""));
          pages.forEach((page, at) => {
            const text = page.map((one) => one.text).join("");
            expect(text.length).toBeLessThanOrEqual(characters);
            expect(page.length).toBeLessThanOrEqual(most);
            expect(text.split("\n").length - 1).toBeLessThanOrEqual(3);
            expect(text.isWellFormed(), `page ${at} of ${JSON.stringify(texts)}`).toBe(true);
            expect(starts[at]?.at).toBe(
              pages
                .slice(0, at)
                .flat()
                .reduce((sum, one) => sum + one.text.length, 0),
            );
          });
        },
      ),
    );
  });

  it("hold a text of 300 MB without a copy of it, and one that is a single line", () => {
    const huge = [{ text: "x".repeat(300_000_000) }];
    const limits = { characters: 40_000, pieces: 2_000, lines: 1_500 };
    const starts = pageStarts(huge, limits);
    expect(starts).toHaveLength(7_500);
    expect(piecesOfPage(huge, starts, 7_499)[0]?.text).toHaveLength(40_000);
  });

  it("hold lines by the hundred, however short they are", () => {
    const starts = pageStarts([{ text: "\n".repeat(10_000) }], { characters: 40_000, pieces: 2_000, lines: 1_500 });
    expect(starts.map(({ at }) => at)).toEqual([0, 1_500, 3_000, 4_500, 6_000, 7_500, 9_000]);
  });

  it("hold thousands of marks, some hundred to a page", () => {
    const marks = Array.from({ length: 9_000 }, () => ({ text: "word " }));
    const starts = pageStarts(marks, { characters: 40_000, pieces: 2_000, lines: 1_500 });
    expect(starts).toHaveLength(5);
    expect(piecesOfPage(marks, starts, 4)).toHaveLength(1_000);
  });

  it("get smaller the more texts share the screen, down to what can be read", () => {
    expect(renderBudgetFor(3).page).toBe(40_000);
    expect(renderBudgetFor(300).page * 300).toBeLessThanOrEqual(1_200_000);
    expect(renderBudgetFor(100_000)).toMatchObject({ page: 4_000, nodes: 1_000, pieces: 200 });
  });
});

describe("a one-line text", () => {
  it("is cut with an ellipsis, and never through a character", () => {
    expect(truncateText("short")).toBe("short");
    expect(truncateText("x".repeat(1_000_000))).toHaveLength(300);
    expect(truncateText("🙂".repeat(10), 4)).toBe("🙂…");
  });
});

describe("JSON for reading", () => {
  it("is indented, and shown as it is where it is none", () => {
    expect(prettyJson('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(prettyJson("<html>")).toBe("<html>");
  });

  it.each([
    ["nests so deep that indenting makes hundreds of megabytes of it", "[".repeat(20_000) + "]".repeat(20_000)],
    ["has many entries far down", "[".repeat(300) + "1,".repeat(50_000) + "1" + "]".repeat(300)],
    ["nests beyond the stack", "[".repeat(190_000) + "]".repeat(190_000)],
    ["is of a megabyte", JSON.stringify("x".repeat(1_000_000))],
    ["has brackets in an open text", `{"a":"${"[".repeat(100_000)}`],
  ])("is left as it is where it %s", (_, json) => {
    expect(prettyJson(json)).toBe(json);
  });
});
