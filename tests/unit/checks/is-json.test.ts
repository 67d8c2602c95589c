import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonFault } from "../../../electron/engine/checks/structure/json-syntax.ts";
import { bothWays, judge } from "./judge.ts";

describe("is-json", () => {
  it.each(["{}", " [1, 2]\n", "null", '"text"', "-1.5e3"])("passes for %j", async (text) => {
    expect(await bothWays("is-json", null, text)).toEqual(["pass", "fail"]);
  });

  it.each(["", "Here you are: {}", "{} Anything else?", "```json\n{}\n```", "{'a': 1}", "[1,]", "01", "NaN"])(
    "fails for %j",
    async (text) => {
      expect(await bothWays("is-json", null, text)).toEqual(["fail", "pass"]);
    },
  );

  it.each([
    ['{"a": 1,\n "b" 2}', "expected “:” at line 2, column 6, but found “2}”"],
    ['{"a": [1 2]}', "expected “,” or “]” at line 1, column 10, but found “2]}”"],
    ['{"a": 1', "expected “,” or “}” at line 1, column 8, but the reply ends"],
    ["{a: 1}", "expected a key in double quotes or “}” at line 1, column 2, but found “a: 1}”"],
    ["[1,]", "expected a JSON value at line 1, column 4, but found “]”"],
    ["{} ok", "expected nothing more at line 1, column 4, but found “ok”"],
    ["```json\n{}\n```", "(it stands in a Markdown code fence)"],
  ])("says where %j goes wrong", async (text, reason) => {
    expect((await judge({ type: "is-json" }, text)).reason).toContain(reason);
  });
});

describe("findJsonFault", () => {
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };

  it("finds nothing wrong with any JSON", () => {
    fc.assert(fc.property(fc.json({ maxDepth: 4 }), (text) => findJsonFault(text) === null));
  });

  it("ends at a place within the text for anything near JSON, and agrees with the engine", () => {
    const nearJson = fc
      .array(
        fc.constantFrom("{", "}", "[", "]", ",", ":", '"a"', '"', "1", "-", "0", "tru", "null", " ", "\n", "\\", "é"),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(nearJson, (text) => {
        const fault = findJsonFault(text);
        if (parses(text)) return fault === null;
        const place = /line (\d+), column (\d+)/.exec(fault ?? "");
        if (!place) return fault === "the reply is empty";
        const line = text.split("\n")[Number(place[1]) - 1];
        return line !== undefined && Number(place[2]) <= line.length + 1;
      }),
    );
  });

  it("blames the first character that no JSON could have there", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(findJsonFault(`${text}}`)).toContain("expected nothing more");
      }),
    );
  });
});
