import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findXml } from "../../../electron/engine/checks/structure/xml.ts";
import { bothWays, judge } from "./judge.ts";

const passes = ["pass", "fail"];
const fails = ["fail", "pass"];
const shirt = "<analysis><classification>T-shirt</classification><color>Red</color></analysis>";

describe("is-xml", () => {
  it.each([
    shirt,
    "<a/>",
    '<?xml version="1.0"?>\n<!-- note -->\n<a b="1"><![CDATA[ 1 < 2 & 3 ]]></a>\n',
    "<straße über='1'>ä &amp; &#228;</straße>",
  ])("passes for %j", async (text) => expect(await bothWays("is-xml", null, text)).toEqual(passes));

  it.each([
    "",
    "plain",
    "<root><child>Content</child></root",
    "<a><b></a></b>",
    "<a></a><b></b>",
    "<a/> and more",
    "Here: <a/>",
    "<a>1 & 2</a>",
    "<a>&undeclared;</a>",
    "<a b=c/>",
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
  ])("fails for %j", async (text) => expect(await bothWays("is-xml", null, text)).toEqual(fails));

  it("wants the elements that are named, in each of promptfoo's forms", async () => {
    for (const value of [["analysis.color"], "analysis.color, analysis", { requiredElements: ["analysis.color"] }]) {
      expect(await bothWays("is-xml", value, shirt)).toEqual(passes);
    }
    expect(await bothWays("is-xml", ["analysis.size"], shirt)).toEqual(fails);
    expect(await bothWays("is-xml", ["constructor"], shirt)).toEqual(fails);
    expect(await bothWays("is-xml", ["a.b.c"], "<a><b/><b><c/></b></a>")).toEqual(passes);
    expect(await bothWays("is-xml", 5, shirt)).toEqual(["error", "error"]);
    expect(await bothWays("is-xml", { elements: [] }, shirt)).toEqual(["error", "error"]);
    expect((await judge({ type: "is-xml", value: ["analysis.size", "x"] }, shirt)).reason).toBe(
      "XML without the elements “analysis.size”, “x”",
    );
  });
});

describe("contains-xml", () => {
  it.each([`Sure:\n${shirt}\nAnything else?`, "<br> loose <a>1</a>", "a <b> <c>x</c> d", "<a><b></a> <c/>"])(
    "passes for %j",
    async (text) => expect(await bothWays("contains-xml", null, text)).toEqual(passes),
  );

  it.each(["", "a < b and c > d", "<br>", "<a><b></a>", "<a href=x>y</a>", "<!-- <a/> -->"])(
    "fails for %j",
    async (text) => expect(await bothWays("contains-xml", null, text)).toEqual(fails),
  );

  it("checks paths from the fragment's own root", async () => {
    expect(await bothWays("contains-xml", ["root.child"], "Text <root><child>1</child></root>")).toEqual(passes);
    expect(await bothWays("contains-xml", ["child"], "Text <root><child>1</child></root>")).toEqual(fails);
    expect(await bothWays("contains-xml", ["b"], "<a/> <b/>")).toEqual(passes);
    expect(await bothWays("contains-xml", {}, "<a/>")).toEqual(passes);
    expect(await bothWays("contains-xml", ["a..b"], "<a/>")).toEqual(["error", "error"]);
  });
});

describe("findXml", () => {
  it("finds places in order and apart, whatever the tags", () => {
    const piece = fc.constantFrom(
      "<a>",
      "</a>",
      "<b>",
      "</b>",
      "<c/>",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "x",
      "<",
      '"',
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((all) => all.join("")),
        (text) => {
          let before = 0;
          for (const { start, end } of findXml(text)) {
            expect(start).toBeGreaterThanOrEqual(before);
            expect(text[start]).toBe("<");
            expect(text[end - 1]).toBe(">");
            before = end;
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("reads hostile texts in one pass", () => {
    for (const text of ["<a>", '<a b="', "<!--", "<![CDATA[", "<a></b>", "<"]) findXml(text.repeat(30_000));
  });
});

describe("is-html", () => {
  it.each([
    "<!DOCTYPE html><html><head><title>t</title></head><body>text</body></html>",
    "<div>Content</div>",
    "<h1>Title</h1>\n<p>Paragraph",
    '<img src="test.jpg" />',
    "<ul><li>one<li>two</ul>",
    "<my-card>x</my-card>",
    '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>',
  ])("passes for %j", async (text) => expect(await bothWays("is-html", null, text)).toEqual(passes));

  it.each([
    "",
    "Just text",
    "Text before <div>HTML</div> text after",
    "<div>one</div> tail",
    '<?xml version="1.0"?><root/>',
    "<div>Unclosed div",
    "Here is some HTML: <div>test</div>",
    "<root><child>1</child></root>",
  ])("fails for %j", async (text) => expect(await bothWays("is-html", null, text)).toEqual(fails));

  it("takes no value", async () => {
    expect(await bothWays("is-html", "div", "<div></div>")).toEqual(["error", "error"]);
  });

  it("survives elements nested deeper than the stack", async () => {
    expect(await bothWays("is-html", null, "<div>".repeat(20_000))).toEqual(fails);
  });
});

describe("contains-html", () => {
  it.each([
    "See <b>this</b>.",
    "Line one<br>line two",
    "a <x y='1'/> &nbsp;",
    "<!doctype html> ...",
    "<!-- a --> &amp;",
  ])("passes for %j", async (text) => expect(await bothWays("contains-html", null, text)).toEqual(passes));

  it.each(["", "a < b", "write to <ann@example.org>", "AT&amp;T", "if (x<y) return", "List<String> of them"])(
    "fails for %j",
    async (text) => expect(await bothWays("contains-html", null, text)).toEqual(fails),
  );

  it("takes no value", async () => {
    expect(await bothWays("contains-html", ["div"], "<div></div>")).toEqual(["error", "error"]);
  });
});
