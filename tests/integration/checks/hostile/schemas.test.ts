import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandbox, type Sandbox } from "../../../../electron/engine/checks/sandbox/sandbox.ts";
import type { JsonValue } from "../../../../shared/domain/check.ts";

const trap = JSON.stringify(`${"a".repeat(60)}!`);

function deep(levels: number, wrap: (inner: JsonValue) => JsonValue): JsonValue {
  let schema: JsonValue = {};
  for (let i = 0; i < levels; i += 1) schema = wrap(schema);
  return schema;
}

const problems: readonly (readonly [string, JsonValue, string, RegExp])[] = [
  ["a catastrophic pattern", { pattern: "^(a+)+$" }, trap, /stopped after 250 ms/],
  [
    "a catastrophic pattern of keys",
    { patternProperties: { "^(a+)+$": { type: "string" } } },
    `{${trap}: 1}`,
    /stopped after 250 ms/,
  ],
  ["an invalid pattern", { pattern: "(" }, '"x"', /Invalid regular expression/],
  [
    "two that are each other",
    { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } } },
    "1",
    /./,
  ],
  ["a reference out of the schema", { $ref: "http://127.0.0.1:9/schema.json" }, "1", /can't resolve reference/],
  ["a dialect nobody knows", { $schema: "http://127.0.0.1:9/draft" }, "1", /no schema with key or ref/],
  ["one that wants to wait", { $async: true }, "1", /asynchronously/],
  [
    "a reply that nests without end",
    { $ref: "#/$defs/a", $defs: { a: { items: { $ref: "#" } } } },
    `${"[".repeat(1e5)}${"]".repeat(1e5)}`,
    /./,
  ],
  ["a schema that nests without end", deep(5_000, (items) => ({ items })), "[]", /./],
  [
    "unique items of a huge list",
    { uniqueItems: true },
    JSON.stringify(Array.from({ length: 30_000 }, (_, at) => ({ at }))),
    /stopped/,
  ],
];

describe("hostile schemas", () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = createSandbox({ limitMs: 250 });
  });
  afterAll(() => sandbox.close());

  it.each(problems)("%s", { timeout: 30_000 }, async (_, schema, text, problem) => {
    const result = await sandbox.schema(schema, text);
    expect(result).toHaveProperty("problem", expect.stringMatching(problem));
    expect(await sandbox.schema({ type: "string" }, '"innocent"')).toEqual({ valid: true, faults: [] });
  });

  it("does not reach what every object has", async () => {
    const schema = { type: "object", properties: { constructor: { type: "number" } }, required: ["__proto__"] };
    const result = await sandbox.schema(schema, '{"a": 1}');
    expect(result).toMatchObject({ valid: false });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("keeps two schemas of one $id apart", async () => {
    const named = (type: string): JsonValue => ({ $id: "http://example.com/one", type });
    expect(await sandbox.schema(named("string"), '"x"')).toMatchObject({ valid: true });
    expect(await sandbox.schema(named("number"), '"x"')).toMatchObject({ valid: false });
  });

  it("says which word of a wrong schema is wrong, and which part of a reply", async () => {
    expect(await sandbox.schema({ properties: { a: { minimum: "x" } } }, null)).toEqual({
      problem: "at /properties/a/minimum: must be number",
    });
    expect(await sandbox.schema({ properties: { a: { enum: [1, 2] } } }, '{"a": 3}')).toEqual({
      valid: false,
      faults: [{ path: "/a", message: "must be equal to one of the allowed values: [1,2]" }],
    });
  });
});

it("a schema that is itself ends at the end of the stack, where the limit of time leaves it room", async () => {
  const patient = createSandbox({ limitMs: 20_000 });
  try {
    const result = await patient.schema({ $ref: "#" }, "1");
    expect(result).toHaveProperty("problem", expect.stringMatching(/refers to itself without end/));
  } finally {
    await patient.close();
  }
}, 30_000);
