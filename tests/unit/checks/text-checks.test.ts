import { describe, expect, it } from "vitest";
import { bothWays, judge } from "./judge.ts";

const text = "You could ask BetterLaw for a second opinion, or call 555-1234.";

describe("every check on text", () => {
  it.each([
    ["equals", text],
    ["contains", "BetterLaw"],
    ["contains", 555],
    ["icontains", "BETTERLAW"],
    ["contains-any", ["Nobody", "BetterLaw"]],
    ["contains-any", "Nobody, BetterLaw"],
    ["contains-all", ["ask", "call"]],
    ["contains-all", "ask, call"],
    ["icontains-any", ["nobody", "betterlaw"]],
    ["icontains-all", ["ASK", "CALL", 555]],
    ["starts-with", "You could"],
    ["regex", "\\d{3}-\\d{4}"],
    ["regex", "/betterlaw/i"],
  ])("%s %j passes, and its negation fails", async (type, value) => {
    expect(await bothWays(type, value, text)).toEqual(["pass", "fail"]);
  });

  it.each([
    ["equals", `${text} `],
    ["contains", "betterlaw"],
    ["icontains", "worselaw"],
    ["contains-any", ["nobody", "betterlaw"]],
    ["contains-all", ["ask", "betterlaw"]],
    ["icontains-any", "nobody, nothing"],
    ["icontains-all", "betterlaw, nothing"],
    ["starts-with", "you could"],
    ["starts-with", "BetterLaw"],
    ["regex", "betterlaw"],
    ["regex", "/^ask/i"],
  ])("%s %j fails, and its negation passes", async (type, value) => {
    expect(await bothWays(type, value, text)).toEqual(["fail", "pass"]);
  });

  it.each([
    ["equals", null],
    ["equals", true],
    ["contains", ""],
    ["contains", ["BetterLaw"]],
    ["icontains", null],
    ["contains-any", []],
    ["contains-any", " , "],
    ["contains-all", ["ask", ""]],
    ["icontains-any", 5],
    ["icontains-all", [{}]],
    ["starts-with", ""],
    ["regex", "("],
    ["regex", 5],
    ["regex", ""],
  ])("%s %j is an error, negated or not", async (type, value) => {
    expect(await bothWays(type, value, text)).toEqual(["error", "error"]);
  });
});

describe("reasons of text checks", () => {
  const reason = async (type: string, value: string | string[], on = text) => (await judge({ type, value }, on)).reason;

  it("quote what must not be there with what stands round it", async () => {
    expect(await reason("not-contains", "BetterLaw")).toBe(
      "contains “BetterLaw” at “You could ask BetterLaw for a second opinion,…”",
    );
  });

  it("name what is missing", async () => {
    expect(await reason("contains", "refund")).toBe("does not contain “refund”");
    expect(await reason("contains-all", ["ask", "refund"])).toBe("does not contain “refund” (1 of 2 missing)");
    expect(await reason("contains-any", ["a refund", "money"])).toBe("contains none of “a refund”, “money”");
  });

  it("point at a text that is there in other case", async () => {
    expect(await reason("contains", "betterlaw")).toContain("in other case: “betterlaw” at “You could ask BetterLaw");
  });

  it("show where a reply starts to differ", async () => {
    expect(await reason("equals", "Yes.", "Yes!")).toBe("differs from character 4: found “Yes!”, wanted “Yes.”");
    expect(await reason("equals", "Yes.", "Yes.\n")).toBe("differs only in the spaces or line breaks at its ends");
    expect(await reason("equals", "Yes.", "")).toBe("the reply is empty, wanted “Yes.”");
    expect(await reason("equals", "Yes. No.", "Yes.")).toContain("ends early, at character 4");
    expect(await reason("equals", "Yes.", "Yes. No.")).toContain("goes on after the wanted text");
  });

  it("show how a reply starts", async () => {
    expect(await reason("starts-with", "Dear", "Hello there, how are you?")).toBe(
      "starts with “Hello there, ho…”, wanted “Dear”",
    );
  });

  it("name the pattern and the match", async () => {
    expect(await reason("regex", "/refund/i")).toBe("no match for /refund/i");
    expect(await reason("not-regex", "\\d{3}-\\d{4}")).toBe(
      "/\\d{3}-\\d{4}/ matches “555-1234” at “…second opinion, or call 555-1234.”",
    );
  });
});

describe("texts from elsewhere", () => {
  it("compares an object with the reply's JSON, whatever its spaces and order", async () => {
    const value = { refund: true, days: [14, 30] };
    expect(await bothWays("equals", value, '{ "days": [14, 30], "refund": true }')).toEqual(["pass", "fail"]);
    expect(await bothWays("equals", value, '{"days": [14], "refund": true}')).toEqual(["fail", "pass"]);
    expect(await bothWays("equals", value, "refund in 14 days")).toEqual(["fail", "pass"]);
  });

  it("keeps a comma within a quoted item of a list", async () => {
    expect(await bothWays("contains-any", '"opinion, or call", nothing', text)).toEqual(["pass", "fail"]);
    expect(await bothWays("contains-any", '"opinion, or talk", nothing', text)).toEqual(["fail", "pass"]);
  });

  it("ignores case beyond ASCII, with the right context after letters that grow", async () => {
    expect(await bothWays("icontains", "ÄRGER", "viel ärger")).toEqual(["pass", "fail"]);
    expect(await bothWays("icontains", "ΟΔΟΣ", "η οδός, οδοσ, οδος")).toEqual(["pass", "fail"]);
    const verdict = await judge({ type: "not-icontains", value: "betterlaw" }, `${"İ".repeat(40)} ask BetterLaw now`);
    expect(verdict.reason).toContain("“betterlaw” at “…ask betterlaw now”");
  });

  it("takes a text that is no literal as a pattern: only /…/flags is one", async () => {
    expect(await bothWays("regex", "/api/v1/users", "GET /api/v1/users")).toEqual(["pass", "fail"]);
    expect(await bothWays("regex", "/a\\/b/i", "A/B")).toEqual(["pass", "fail"]);
    expect(await bothWays("regex", "/[/]x/", "a/x")).toEqual(["pass", "fail"]);
  });
});
