import { describe, expect, it } from "vitest";
import { markTexts } from "../../../../../renderer/rendering/markdown-tree.ts";
import { splitAtMarks, withOffsets } from "../../../../../renderer/workbench/evidence/evidence-model.ts";

describe("the pieces of a marked text", () => {
  it("are cut where a mark begins and ends, across the segments of a diff", () => {
    const marks = [{ start: 5, end: 13 }];
    const segments = withOffsets([{ text: "Call 555" }, { text: "-0142 now" }]);
    expect(segments.map(({ text, from }) => splitAtMarks(text, from, marks))).toEqual([
      [
        { text: "Call ", marked: false },
        { text: "555", marked: true },
      ],
      [
        { text: "-0142", marked: true },
        { text: " now", marked: false },
      ],
    ]);
  });

  it("lose nothing where marks overlap, are out of order or lie outside", () => {
    const marks = [
      { start: 4, end: 6 },
      { start: 0, end: 5 },
      { start: 90, end: 99 },
    ];
    expect(
      splitAtMarks("abcdefgh", 0, marks)
        .map(({ text }) => text)
        .join(""),
    ).toBe("abcdefgh");
  });
});

describe("marks in a rendered reply", () => {
  it("surround every occurrence, within other markup too", () => {
    const strong = { type: "element", tagName: "strong", children: [{ type: "text", value: "555-0142" }] };
    const tree = { type: "root", children: [{ type: "text", value: "a 555-0142 b 555-0142" }, strong] };
    markTexts(["555-0142"], "flagged")()(tree);
    expect(JSON.stringify(tree).match(/"mark"/g)).toHaveLength(3);
    expect(JSON.stringify(tree)).toContain('"value":" b "');
  });
});
