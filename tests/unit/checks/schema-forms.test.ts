import { describe, expect, it } from "vitest";
import { validateCheck } from "../../../electron/engine/checks/evaluate.ts";
import type { JsonValue } from "../../../shared/domain/check.ts";
import { bothWays, judge } from "./judge.ts";

const schema = { type: "object", required: ["days"], properties: { days: { type: "integer" } } };
const good = '{"days":14}';
const wrong = '{"wrong":1}';

describe("a schema within what a provider takes", () => {
  const wrappers: [string, JsonValue][] = [
    ["OpenAI's response format", { type: "json_schema", json_schema: { name: "answer", strict: true, schema } }],
    ["its inner part", { name: "answer", strict: true, schema }],
    ["the Responses API's format", { type: "json_schema", name: "answer", schema }],
    ["the whole text setting", { text: { format: { type: "json_schema", name: "answer", schema } } }],
    ["the request's response_format", { response_format: { type: "json_schema", json_schema: { name: "a", schema } } }],
    ["an Anthropic tool", { name: "answer", description: "x", input_schema: schema }],
    ["an Anthropic output format", { output_format: { type: "json_schema", schema } }],
    ["an OpenAI tool", { type: "function", function: { name: "answer", parameters: schema } }],
    ["YAML of a wrapper", "name: answer\nschema:\n  type: object\n  required: [days]\n"],
  ];
  it.each(wrappers)("is taken out of %s", async (_, value) => {
    expect(validateCheck({ type: "is-json", value })).toBeNull();
    expect(await bothWays("is-json", value, good)).toEqual(["pass", "fail"]);
    expect(await bothWays("is-json", value, wrong)).toEqual(["fail", "pass"]);
    expect(await bothWays("contains-json", value, `Here: ${wrong}`)).toEqual(["fail", "pass"]);
  });

  it("is taken out within a set of checks, too", async () => {
    const members = [{ type: "is-json", value: { name: "answer", schema } }];
    expect((await judge({ type: "assert-set", assert: members }, wrong)).status).toBe("fail");
  });

  it("of JSON mode takes any object", async () => {
    expect(await bothWays("is-json", { type: "json_object" }, good)).toEqual(["pass", "fail"]);
    expect(await bothWays("is-json", { type: "json_object" }, "[1]")).toEqual(["fail", "pass"]);
  });

  it("is none where the words are those of a schema itself", async () => {
    const own = { type: "object", required: ["schema"], properties: { schema: { type: "string" }, name: {} } };
    expect(await bothWays("is-json", own, '{"schema":"x"}')).toEqual(["pass", "fail"]);
    expect(await bothWays("is-json", { required: ["a"], schema: { required: ["b"] } }, '{"b":1}')).toEqual([
      "fail",
      "pass",
    ]);
  });
});

describe("an object that asks for nothing", () => {
  const nothing: JsonValue[] = [{}, { name: "answer" }, { days: "integer" }, { $defs: { a: schema } }, { title: "x" }];
  it.each(nothing)("is refused when saved and an error when evaluated: %j", async (value) => {
    expect(validateCheck({ type: "is-json", value })).toMatch(/all JSON would pass/);
    expect(await bothWays("is-json", value, good)).toEqual(["error", "error"]);
  });
  it("can be meant, and is then written as true", async () => {
    expect(await bothWays("is-json", true, good)).toEqual(["pass", "fail"]);
  });
});

describe("the drafts of JSON Schema", () => {
  const names = ["draft-04", "draft-06", "draft-07", "draft/2019-09", "draft/2020-12"].flatMap((draft) =>
    ["http", "https"].flatMap((scheme) => ["", "#"].map((end) => `${scheme}://json-schema.org/${draft}/schema${end}`)),
  );
  it.each(names)("%s is taken", async ($schema) => {
    expect(await bothWays("is-json", { $schema, ...schema }, good)).toEqual(["pass", "fail"]);
    expect(await bothWays("is-json", { $schema, ...schema }, wrong)).toEqual(["fail", "pass"]);
  });
  it("an unknown one is named", async () => {
    const verdict = await judge(
      { type: "is-json", value: { $schema: "https://example.com/draft-99", ...schema } },
      good,
    );
    expect(verdict.status).toBe("error");
    expect(verdict.reason).toContain("draft-99");
  });
  it("draft 4 keeps its meaning of exclusive limits and of id", async () => {
    const $schema = "http://json-schema.org/draft-04/schema#";
    const days = { type: "integer", minimum: 14, exclusiveMinimum: true, maximum: 30, exclusiveMaximum: false };
    const value = { $schema, id: "http://example.com/a", type: "object", properties: { days, id: { type: "string" } } };
    expect(await bothWays("is-json", value, '{"days":14}')).toEqual(["fail", "pass"]);
    expect(await bothWays("is-json", value, '{"days":15,"id":"x"}')).toEqual(["pass", "fail"]);
    expect(await bothWays("is-json", value, '{"days":30}')).toEqual(["pass", "fail"]);
    expect(await bothWays("is-json", value, '{"id":1}')).toEqual(["fail", "pass"]);
  });
});
