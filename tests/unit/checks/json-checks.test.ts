import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJson } from "../../../electron/engine/checks/structure/json-syntax.ts";
import { bothWays, judge } from "./judge.ts";

const found = (text: string) => findJson(text).map(({ start, end }) => text.slice(start, end));
const schema = { type: "object", required: ["city"], properties: { city: { type: "string", minLength: 2 } } };

describe("is-json with a schema", () => {
  it("passes, fails and turns round, with the schema as JSON, as text and as YAML", async () => {
    for (const value of [schema, JSON.stringify(schema), "type: object\nrequired: [city]"]) {
      expect(await bothWays("is-json", value, '{"city": "Bonn"}')).toEqual(["pass", "fail"]);
      expect(await bothWays("is-json", value, "{}")).toEqual(["fail", "pass"]);
      expect(await bothWays("is-json", value, "no JSON")).toEqual(["fail", "pass"]);
    }
  });

  it("says where the JSON does not meet it", async () => {
    const verdict = await judge({ type: "is-json", value: schema }, '{"city": "B"}');
    expect(verdict.reason).toContain("/city must NOT have fewer than 2 characters");
  });

  it("is an error with a schema that is none, negated or not", async () => {
    expect(await bothWays("is-json", { type: "objekt" }, "{}")).toEqual(["error", "error"]);
    expect(await bothWays("is-json", { pattern: "(" }, '"x"')).toEqual(["error", "error"]);
  });

  it("ends with an error where a pattern of the schema would never end", async () => {
    const value = { type: "string", pattern: "^(a+)+$" };
    expect(await bothWays("is-json", value, JSON.stringify(`${"a".repeat(60)}b`))).toEqual(["error", "error"]);
  });
});

describe("contains-json", () => {
  it.each([
    'Sure: {"a": 1}.',
    '```json\n{"a": [1]}\n```',
    '[{"a": 1}]',
    '{"broken": [} but {"a": 1}',
    '{"a": 1'.concat(' {"b": 2}'),
  ])("passes for %j", async (text) => {
    expect(await bothWays("contains-json", null, text)).toEqual(["pass", "fail"]);
  });

  it.each(["", "no JSON", "as stated in [1] and [2, 3]", "{a: 1}", "{'a': 1}"])("fails for %j", async (text) => {
    expect(await bothWays("contains-json", null, text)).toEqual(["fail", "pass"]);
  });

  it("takes one that meets the schema, be it not the first or within a list", async () => {
    expect(await bothWays("contains-json", schema, '{"a": 1} then {"city": "Bonn"}')).toEqual(["pass", "fail"]);
    expect(await bothWays("contains-json", schema, 'list [{"city": "Bonn"}]')).toEqual(["pass", "fail"]);
    expect(await bothWays("contains-json", { type: "array" }, "only [1]")).toEqual(["pass", "fail"]);
    expect(await bothWays("contains-json", schema, '{"a": 1}')).toEqual(["fail", "pass"]);
    expect(await bothWays("contains-json", { type: 5 }, '{"a": 1}')).toEqual(["error", "error"]);
  });
});

describe("findJson", () => {
  it("finds any object or list amid other text, whole", () => {
    const value = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
    const around = fc.string({ unit: fc.constantFrom("a", " ", "\n", ".", '"', "}", "]", ":") });
    fc.assert(
      fc.property(around, value, around, (before, json, after) => {
        fc.pre(!before.includes('"'));
        const text = JSON.stringify(json);
        expect(found(`${before}${text} ${after}`)).toContain(text);
      }),
    );
  });

  it("only finds what can be parsed, in order and apart", () => {
    const pieces = fc.constantFrom("{", "}", "[", "]", '"a"', ":", ",", "1", "x", " ", '"', "\\", "null");
    fc.assert(
      fc.property(
        fc.array(pieces).map((all) => all.join("")),
        (text) => {
          let before = 0;
          for (const { start, end } of findJson(text)) {
            expect(start).toBeGreaterThanOrEqual(before);
            expect(() => void JSON.parse(text.slice(start, end))).not.toThrow();
            before = end;
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("reads a hostile text in one pass", () => {
    expect(found("[".repeat(200_000))).toEqual([]);
    expect(found('{"a":['.repeat(50_000))).toEqual([]);
    expect(found("[[1],".repeat(2_000)).length).toBeGreaterThan(900);
  });
});
